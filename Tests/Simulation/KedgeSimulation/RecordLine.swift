public import KedgeModel

/// A record as a line of text; values are written as they stand, as JSON.
public struct RecordLine: Equatable, Sendable {
  /// What the record says.
  public var kind = RecordKind.inference
  /// Event time, nanoseconds since 1970.
  public var time: Int64
  /// The record's id.
  public var id: String?
  /// The id of the inference that feedback and labels are about.
  public var ref: String?
  /// Name of the model.
  public var model: String? = "m"
  /// Version of the model.
  public var version: String?
  /// Members of `segment`, as JSON.
  public var segment: [String: String] = [:]
  /// Members of `features`, as JSON.
  public var features: [String: String] = [:]
  /// Other members, as JSON.
  public var fields: [String: String] = [:]

  /// Makes an inference of the model `m`.
  public init(time: Int64, id: String? = nil) {
    self.time = time
    self.id = id
  }

  /// Makes a label.
  public static func label(
    _ truth: String,
    of ref: String,
    time: Int64
  ) -> RecordLine {
    var line = RecordLine(time: time)
    line.kind = .label
    line.ref = ref
    line.model = nil
    line.fields["truth"] = truth
    return line
  }

  /// Makes feedback.
  public static func feedback(
    _ value: String,
    of ref: String,
    time: Int64,
    id: String? = nil,
    name: String = "thumbs"
  ) -> RecordLine {
    var line = RecordLine(time: time, id: id)
    line.kind = .feedback
    line.ref = ref
    line.model = nil
    line.fields["value"] = value
    line.fields["name"] = RecordLine.quoted(name)
    return line
  }

  /// The line, without its newline; members in order of their names.
  public var text: String {
    var members = ["\"kind\":\"\(kind.name)\"", "\"time\":\(time)"]
    for (name, value) in [("id", id), ("ref", ref), ("model", model), ("version", version)] {
      guard let value else { continue }
      members.append("\"\(name)\":\(RecordLine.quoted(value))")
    }
    if !segment.isEmpty { members.append("\"segment\":\(RecordLine.object(segment))") }
    if !features.isEmpty { members.append("\"features\":\(RecordLine.object(features))") }
    for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
      members.append("\"\(name)\":\(value)")
    }
    return "{" + members.joined(separator: ",") + "}"
  }

  private static func object(_ members: [String: String]) -> String {
    let texts = members.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }
    return "{" + texts.joined(separator: ",") + "}"
  }

  private static func quoted(_ text: String) -> String {
    JSONValue.string(text).compact
  }
}
