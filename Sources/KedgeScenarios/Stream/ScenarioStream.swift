import KedgeModel

/// The record lines of a scenario, one after the other, in order of event time.
///
/// A pure function of (scenario, seed, count): the same bytes on every machine and every run.
/// Inference lines and the feedback lines that name them by `ref` are mixed as they happen.
///
/// With a count, the scenario is as long as that many lines take at its rates, and the incidents
/// keep their share of that length; without one, it ends after `Scenario.lengthSeconds`. Feedback
/// that would come after the end is not written.
///
/// - Complexity: O(log w) per line with w judgements waiting; memory grows with w only.
public struct ScenarioStream: Sendable {
  /// What has been written so far.
  public private(set) var truth: ScenarioTruth

  private let scenario: Scenario
  private let count: Int?
  /// Microseconds since the epoch; nothing at or after it is written unless there is a count.
  private let end: Int64
  private var settings: [ServiceModel]
  private var played: [PlayedModel] = []
  private var generators: [SplitMix64] = []
  private var arrivals: [Int64] = []
  private var waiting = FeedbackQueue()
  private var writer: LineWriter
  private var callNumber: UInt64 = 0
  private var incidentIndex = 0

  /// Prepares a scenario.
  ///
  /// - Parameters:
  ///   - scenario: What is simulated.
  ///   - seed: Chooses one of the possible courses of events.
  ///   - count: Number of lines, at least 0; none for the whole length of the scenario.
  /// - Throws: `ScenarioError` when the scenario cannot be played.
  /// - Precondition: `count` is not negative.
  public init(scenario: Scenario, seed: UInt64, count: Int? = nil) throws(ScenarioError) {
    precondition(count ?? 0 >= 0, "a count of lines is never negative")
    try scenario.validate()
    self.scenario = scenario
    self.count = count
    let length = scenario.lengthMicroseconds(lines: count)
    let start = scenario.start.nanoseconds / 1_000
    end = start + length
    settings = scenario.models
    writer = LineWriter(seed: seed)
    truth = ScenarioTruth(scenario: scenario.name, seed: seed)
    truth.incidents = scenario.incidents.map { incident in
      let time = start + scenario.offset(of: incident, lengthMicroseconds: length)
      return ScenarioTruth.Instant(time: Timestamp(nanoseconds: time * 1_000))
    }
    for index in settings.indices {
      generators.append(
        SplitMix64(seed: SplitMix64.mix(seed &+ UInt64(index) &* 0xD1B5_4A32_D192_ED03))
      )
      arrivals.append(start)
    }
    prepareModels()
    for index in settings.indices { scheduleCall(of: index) }
  }

  /// Appends the next line with its newline.
  ///
  /// - Returns: `false`, with nothing appended, when the scenario is over.
  public mutating func next(into line: inout [UInt8]) -> Bool {
    if let count, truth.lines >= count { return false }
    var model = 0
    for index in arrivals.indices where arrivals[index] < arrivals[model] { model = index }
    let judgement = waiting.earliest ?? .max
    let time = min(arrivals[model], judgement)
    if count == nil, time >= end { return false }
    applyIncidents(until: time)
    if judgement < arrivals[model] {
      writeFeedback(to: &line)
    } else {
      writeCall(of: model, to: &line)
    }
    truth.lines += 1
    return true
  }

  private mutating func writeCall(of model: Int, to line: inout [UInt8]) {
    let player = played[model]
    let call = player.draw(time: arrivals[model], number: callNumber, &generators[model])
    callNumber += 1
    writer.append(call, of: player, &generators[model], to: &line)
    truth.tallies[player.tally].add(call)
    if call.isAnswer { scheduleFeedback(on: call, of: model) }
    scheduleCall(of: model)
  }

  private mutating func writeFeedback(to line: inout [UInt8]) {
    guard let entry = waiting.removeEarliest() else { return }
    writer.append(entry, named: settings[entry.model].feedback?.name ?? "thumbs", to: &line)
    truth.tallies[entry.tally].feedback += 1
    if entry.isUp { truth.tallies[entry.tally].up += 1 }
  }

  private mutating func scheduleCall(of model: Int) {
    arrivals[model] += max(1, played[model].interval.draw(&generators[model]))
  }

  private mutating func scheduleFeedback(on call: Call, of model: Int) {
    guard let plan = settings[model].feedback, let delay = played[model].feedbackDelay,
      generators[model].happens(plan.share)
    else { return }
    let isUp = generators[model].happens(plan.up)
    let time = call.time + call.duration + delay.draw(&generators[model])
    waiting.insert(
      FeedbackQueue.Entry(
        time: time,
        inference: call.number,
        user: call.user,
        tally: played[model].tally,
        model: model,
        isUp: isUp
      )
    )
  }

  private mutating func applyIncidents(until time: Int64) {
    while incidentIndex < scenario.incidents.count,
      truth.incidents[incidentIndex].time.nanoseconds / 1_000 <= time
    {
      // Validation has applied the same changes to the same models once before.
      do { try scenario.incidents[incidentIndex].apply(to: &settings) } catch {
        preconditionFailure("a validated incident was refused: \(error)")
      }
      truth.incidents[incidentIndex].linesBefore = truth.lines
      incidentIndex += 1
      prepareModels()
    }
  }

  private mutating func prepareModels() {
    played = settings.map { PlayedModel($0, tally: tally(of: $0)) }
  }

  private mutating func tally(of model: ServiceModel) -> Int {
    let known = truth.tallies.firstIndex {
      $0.model == model.model && $0.version == model.version
    }
    if let known { return known }
    truth.tallies.append(ScenarioTruth.Tally(model: model.model, version: model.version))
    return truth.tallies.count - 1
  }
}

extension ScenarioTruth.Tally {
  /// Counts one call.
  fileprivate mutating func add(_ call: Call) {
    inferences += 1
    switch call.outcome {
    case .answered: break
    case .refused: refusals += 1
    case .failed: errors += 1
    }
    inputTokens += call.inputTokens ?? 0
    outputTokens += call.outputTokens ?? 0
    durationMicroseconds += call.duration
    timeToFirstTokenMicroseconds += call.timeToFirstToken ?? 0
  }
}
