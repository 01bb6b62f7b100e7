/// A field of Kedge's own in the journal.
public enum JournalField: String, CaseIterable, Sendable {
  /// Event id, 26 characters.
  case event = "KEDGE_EVENT"
  /// Kind of the event.
  case kind = "KEDGE_KIND"
  /// Model of the series.
  case model = "KEDGE_MODEL"
  /// Version of the series.
  case version = "KEDGE_VERSION"
  /// Segment of the series; `*` for all.
  case segment = "KEDGE_SEGMENT"
  /// Name of the indicator.
  case indicator = "KEDGE_INDICATOR"
  /// Value of the indicator.
  case value = "KEDGE_VALUE"
  /// Limit of the indicator.
  case limit = "KEDGE_LIMIT"
  /// What the indicator was in the baseline.
  case baseline = "KEDGE_BASELINE"
  /// Records behind the value.
  case samples = "KEDGE_SAMPLES"
  /// What the indicator says.
  case verdict = "KEDGE_VERDICT"
  /// Name of the rule.
  case rule = "KEDGE_RULE"
  /// Fingerprint of the rule.
  case ruleHash = "KEDGE_RULE_HASH"
  /// State of the alert.
  case state = "KEDGE_STATE"
  /// Action that was asked for.
  case action = "KEDGE_ACTION"
  /// Unit that carries it out.
  case actionUnit = "KEDGE_ACTION_UNIT"
  /// How the action stands.
  case result = "KEDGE_RESULT"
  /// Why something was rejected or left out.
  case reason = "KEDGE_REASON"
  /// Number in this summary.
  case count = "KEDGE_COUNT"
  /// Name of the input.
  case source = "KEDGE_SOURCE"
  /// File of a configuration error.
  case file = "KEDGE_FILE"
  /// Line of a configuration error.
  case line = "KEDGE_LINE"
  /// Column of a configuration error.
  case column = "KEDGE_COLUMN"
}

/// One entry for the journal.
public struct JournalEntry: Equatable, Sendable {
  /// One field with its value, which may contain newlines.
  public struct Value: Equatable, Sendable {
    /// The field.
    public var field: JournalField
    /// Its text.
    public var text: String

    /// Makes a pair.
    public init(_ field: JournalField, _ text: String) {
      self.field = field
      self.text = text
    }
  }

  /// The kind of message, or `nil` for one without an identity of its own.
  public var message: JournalMessage?
  /// How urgent it is.
  public var priority: JournalPriority
  /// The sentence for people.
  public var text: String
  /// Fields in the order in which they are written.
  public var values: [Value]

  /// Makes an entry of a known kind.
  public init(
    _ message: JournalMessage,
    _ text: String,
    priority: JournalPriority? = nil,
    _ values: [Value] = []
  ) {
    self.message = message
    self.priority = priority ?? message.priority
    self.text = text
    self.values = values
  }

  /// Makes an entry of a known kind whose sentence is the reason.
  public init(_ message: JournalMessage, reason: String) {
    self.init(message, reason, [Value(.reason, reason)])
  }

  /// Makes an entry without an identity.
  public init(priority: JournalPriority, _ text: String, _ values: [Value] = []) {
    message = nil
    self.priority = priority
    self.text = text
    self.values = values
  }

  /// Every field as the journal takes it: `NAME=value`.
  var journalFields: [[UInt8]] {
    var fields = [
      "MESSAGE=" + text, "PRIORITY=\(priority.rawValue)", "SYSLOG_IDENTIFIER=kedged",
    ]
    if let message { fields.append("MESSAGE_ID=" + message.identifier) }
    fields += values.map { $0.field.rawValue + "=" + $0.text }
    return fields.map { Array($0.utf8) }
  }

  /// One line for people, control characters left out.
  var textLine: String {
    var line = priority.word + ": " + text.singleLine
    for value in values { line += " " + value.field.rawValue + "=" + value.text.singleLine }
    return line + "\n"
  }

  /// One line of JSON.
  var jsonLine: String {
    var members = [("MESSAGE", text), ("PRIORITY", String(priority.rawValue))]
    if let message {
      members.append(("MESSAGE_ID", message.identifier))
      members.append(("MESSAGE_NAME", message.name))
    }
    members += values.map { ($0.field.rawValue, $0.text) }
    let body = members.map { "\"" + $0.0 + "\":\"" + $0.1.escapedForJSON + "\"" }
    return "{" + body.joined(separator: ",") + "}\n"
  }
}

extension String {
  fileprivate var escapedForJSON: String {
    var result = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case _ where scalar.value < 32 || scalar.value == 127:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
