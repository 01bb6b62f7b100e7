public import KedgeModel

/// An imagined service: its models, and what happens to them.
///
/// A scenario is data. Together with a seed and a count it determines the bytes of a
/// `ScenarioStream` completely.
public struct Scenario: Equatable, Sendable {
  /// Name under which the scenario is chosen.
  public var name: String
  /// Event time of the beginning.
  public var start: Timestamp
  /// Length in event time, in whole seconds.
  public var lengthSeconds: Int64
  /// The models, served side by side.
  public var models: [ServiceModel]
  /// What happens, in order of time.
  public var incidents: [Incident]

  /// Makes a scenario.
  public init(
    name: String,
    start: Timestamp,
    lengthSeconds: Int64,
    models: [ServiceModel],
    incidents: [Incident] = []
  ) {
    self.name = name
    self.start = start
    self.lengthSeconds = lengthSeconds
    self.models = models
    self.incidents = incidents
  }

  /// Checks every number and name, and that every incident can be applied.
  ///
  /// - Throws: `ScenarioError` for the first thing that is wrong.
  public func validate() throws(ScenarioError) {
    guard !models.isEmpty, models.count <= 64 else {
      throw .invalid(model: "*", path: "models", expected: "a list of 1 to 64 models")
    }
    guard (1...315_360_000).contains(lengthSeconds) else {
      throw .invalid(model: "*", path: "duration", expected: "1s to 10 years")
    }
    guard name.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x22 && $0 != 0x5C && $0 < 0x7F }) else {
      throw .invalid(model: "*", path: "name", expected: "printable without spaces and quotes")
    }
    for model in models { try model.validate() }
    var current = models
    for incident in incidents {
      try incident.apply(to: &current)
      for model in current { try model.validate() }
    }
  }

  /// The length of the scenario, in microseconds: its own, or the time that `lines` lines take.
  ///
  /// At the rates of the beginning, feedback included; at most about 292 years.
  func lengthMicroseconds(lines: Int?) -> Int64 {
    guard let lines else { return lengthSeconds * 1_000_000 }
    let perSecond = models.reduce(Int128(0)) { sum, model in
      let feedback = Int128(model.feedback?.share.count ?? 0)
      return sum + Int128(model.rate.count) * (1_000_000 + feedback) / 1_000_000
    }
    let length = Int128(lines) * 1_000_000_000_000 / max(perSecond, 1)
    return Int64(min(length, Int128(Timestamp.latestEvent.nanoseconds / 1_000)))
  }

  /// Event time from the start to an incident, when the scenario is `lengthMicroseconds` long.
  func offset(of incident: Incident, lengthMicroseconds: Int64) -> Int64 {
    Int64(Int128(lengthMicroseconds) * Int128(incident.at.count) / 1_000_000)
  }
}

extension Incident {
  /// Applies the changes to the models that the incident names.
  func apply(to models: inout [ServiceModel]) throws(ScenarioError) {
    guard (0...1_000_000).contains(at.count) else {
      throw .invalid(model: model ?? "*", path: "incidents.at", expected: "0% to 100%")
    }
    var touched = false
    for index in models.indices where model == nil || models[index].model == model {
      touched = true
      for change in changes { try models[index].apply(change) }
    }
    if let model, !touched { throw .unknownModel(model) }
  }
}
