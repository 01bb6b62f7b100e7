public import KedgeModel

/// What a scenario has really written: what a monitor should find.
public struct ScenarioTruth: Equatable, Sendable {
  /// Counts and exact sums of one version of one model.
  public struct Tally: Equatable, Sendable {
    /// Name of the model.
    public var model: String
    /// The version.
    public var version: String
    /// Inference records.
    public var inferences = 0
    /// Inference records whose status is an error.
    public var errors = 0
    /// Inference records that are refusals.
    public var refusals = 0
    /// Feedback records on inferences of this version.
    public var feedback = 0
    /// Feedback records that are positive.
    public var up = 0
    /// Sum of the input tokens.
    public var inputTokens: Int64 = 0
    /// Sum of the output tokens.
    public var outputTokens: Int64 = 0
    /// Sum of the durations, in microseconds.
    public var durationMicroseconds: Int64 = 0
    /// Sum of the times to the first token, in microseconds.
    public var timeToFirstTokenMicroseconds: Int64 = 0
  }

  /// When an incident begins, and at which line.
  public struct Instant: Equatable, Sendable {
    /// Event time of the incident.
    public var time: Timestamp
    /// Number of lines before the first one at or after the incident; `nil` while not reached.
    public var linesBefore: Int?
  }

  /// Name of the scenario.
  public var scenario: String
  /// The seed.
  public var seed: UInt64
  /// Lines written.
  public var lines = 0
  /// One tally per model and version, in order of first use.
  public var tallies: [Tally] = []
  /// The incidents, in order of time.
  public var incidents: [Instant] = []

  /// The truth as one JSON object, without a newline.
  public var json: String {
    let versions = tallies.map(\.json).joined(separator: ",")
    let instants = incidents.map(\.json).joined(separator: ",")
    return "{\"kind\":\"truth\",\"scenario\":\"\(scenario)\",\"seed\":\(seed),\"lines\":\(lines),"
      + "\"inference\":\(tallies.reduce(0) { $0 + $1.inferences }),"
      + "\"feedback\":\(tallies.reduce(0) { $0 + $1.feedback }),"
      + "\"versions\":[\(versions)],\"incidents\":[\(instants)]}"
  }
}

extension ScenarioTruth.Tally {
  init(model: String, version: String) {
    self.model = model
    self.version = version
  }

  fileprivate var json: String {
    "{\"model\":\"\(model)\",\"version\":\"\(version)\",\"inference\":\(inferences),"
      + "\"errors\":\(errors),\"refusals\":\(refusals),\"feedback\":\(feedback),\"up\":\(up),"
      + "\"input_tokens\":\(inputTokens),\"output_tokens\":\(outputTokens),"
      + "\"duration_microseconds\":\(durationMicroseconds),"
      + "\"ttft_microseconds\":\(timeToFirstTokenMicroseconds)}"
  }
}

extension ScenarioTruth.Instant {
  fileprivate var json: String {
    let line = linesBefore.map { String($0) } ?? "null"
    return "{\"time\":\"\(time.rfc3339)\",\"lines_before\":\(line)}"
  }
}
