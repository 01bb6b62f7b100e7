public import KedgeModel

/// The lines that a replay prints, one JSON object each (CLI 3.2).
public enum ReplayLines {
  /// Writes the lines of one evaluation, in order of its indicators.
  ///
  /// What is the same in all of them is made once: a replay writes millions of these lines.
  public static func write(
    _ series: SeriesKey,
    _ window: Window,
    _ indicators: [Indicator],
    into writer: inout JSONWriter
  ) {
    let head = "{\"kind\":\"indicator\",\"series\":\(ReplayLines.series(series).compact)"
    let place = ",\"window\":\(ReplayLines.window(window).compact),\"indicator\":"
    let start = Array((head + place).utf8)
    let feature = Array(",\"feature\":".utf8)
    for indicator in indicators {
      writer.append(start)
      writer.write(.string(indicator.name.kind))
      writer.append(feature)
      writer.write(JSONValue(indicator.name.feature))
      for member in numbers(indicator) + marks(window) {
        writer.append([UInt8(ascii: ",")])
        writer.write(.string(member.name))
        writer.append([UInt8(ascii: ":")])
        writer.write(member.value)
      }
      writer.append([UInt8(ascii: "}")])
      writer.endLine()
    }
  }

  private static func marks(_ window: Window) -> [JSONMember] {
    var members: [JSONMember] = []
    if window.revision > 0 { members.append(JSONMember("revision", JSONValue(window.revision))) }
    if window.isPartial { members.append(JSONMember("partial", true)) }
    return members
  }

  /// Value, bounds, count, baseline and verdict; a missing number is `null` with its reason.
  public static func numbers(_ indicator: Indicator) -> [JSONMember] {
    var members = [
      JSONMember("value", JSONValue(indicator.value)),
      JSONMember("lower", JSONValue(indicator.lower)),
      JSONMember("upper", JSONValue(indicator.upper)),
      JSONMember("n", JSONValue(indicator.count)),
      JSONMember("baseline", JSONValue(indicator.baseline)),
      JSONMember("verdict", .string(indicator.verdict.word)),
    ]
    if let reason = indicator.reason { members.append(JSONMember("reason", .string(reason))) }
    return members
  }

  /// Model, version and segment.
  public static func series(_ key: SeriesKey) -> JSONValue {
    [
      "model": .string(key.model), "version": .string(key.version),
      "segment": .object(key.segment.map { JSONMember($0.key, .string($0.value)) }),
    ]
  }

  private static func window(_ window: Window) -> JSONValue {
    [
      "index": JSONValue(window.index), "start": .string(window.start.rfc3339),
      "end": .string(window.end.rfc3339), "records": JSONValue(window.records),
    ]
  }

  /// The line of an event.
  public static func event(_ event: Event) -> JSONValue {
    [
      "kind": "event", "id": .string(event.id), "time": .string(event.time.rfc3339),
      "series": event.series.map(series) ?? .null,
      "window": ["index": JSONValue(event.windowIndex)], "event": .string(event.kind),
      "rule": JSONValue(event.rule), "mode": .string(event.acts ? "act" : "record"),
      "suppressed": JSONValue(event.suppressed),
    ]
  }

  /// The last line: what became of each line of each input.
  public static func summary(_ inputs: [InputAccount], panes: Int, events: Int) -> JSONValue {
    [
      "kind": "summary", "inputs": .array(inputs.map(\.json)), "panes": JSONValue(panes),
      "events": JSONValue(events),
    ]
  }
}

/// What became of the lines of one input: in = counted + duplicate + rejected + late + expired +
/// pending.
public struct InputAccount: Equatable, Sendable {
  /// The input's name.
  public var name: String
  /// Lines that came.
  public var taken: Int
  /// Records counted.
  public var counted: Int
  /// Records that came before.
  public var duplicate: Int
  /// Rejected lines by the code of their reason, sorted by code.
  public var rejected: [FieldCount]
  /// Records of closed panes.
  public var late: Int
  /// Feedback and labels whose inference never came.
  public var expired: Int
  /// Feedback and labels that wait.
  public var pending: Int

  /// Makes an account.
  public init(
    name: String,
    taken: Int,
    counted: Int,
    duplicate: Int,
    rejected: [FieldCount],
    late: Int,
    expired: Int,
    pending: Int
  ) {
    self.name = name
    self.taken = taken
    self.counted = counted
    self.duplicate = duplicate
    self.rejected = rejected
    self.late = late
    self.expired = expired
    self.pending = pending
  }

  /// The account as JSON.
  public var json: JSONValue {
    [
      "name": .string(name), "in": JSONValue(taken), "counted": JSONValue(counted),
      "duplicate": JSONValue(duplicate),
      "rejected": .object(rejected.map { JSONMember($0.name, JSONValue($0.count)) }),
      "late": JSONValue(late), "expired": JSONValue(expired), "pending": JSONValue(pending),
    ]
  }
}
