/// What becomes of a raw value: which check it has to pass, and which column it goes to.
struct FieldRule: BitwiseCopyable {
  /// The kind of check.
  enum Action: UInt8 {
    /// No field of this kind of record: counted as unknown.
    case unknown
    /// Read before the columns are filled, or known and without use.
    case silent
    /// A number from `lower` to `upper`.
    case number
    /// A whole number from `lower` to `upper`.
    case integer
    /// True or false.
    case boolean
    /// A text without control characters, shortened to `limit` bytes.
    case name
    /// As `name`, in lower case.
    case lowercaseName
    /// A text of any characters, shortened to `limit` bytes.
    case text
    /// A text whose bytes the engine needs whole.
    case wholeText
    /// A number, truth value or text of `limit` bytes.
    case scalar
    /// A segment's value: a name, or the text of a number or truth value.
    case segment
    /// A text of which only the number of characters is kept.
    case characters
    /// One of the words of `choices`.
    case choice
    /// A finish reason or a list of them.
    case finishReason
    /// A number, truth value, or word that stands for 1 or 0.
    case judgement
    /// A list of numbers that is counted and not kept.
    case embedding
    /// An object of which the members are fields; anything else is of the wrong type.
    case container
  }

  var action: Action
  /// Which list of words a choice is from.
  var choices: Choices = .status
  var limit: Int32 = 128
  var lower = 0.0
  var upper = 0.0
  /// Column of the current batch, or -1.
  var column: Int32 = -1
  /// Index of the column's name in the layout.
  var columnName: Int32 = -1

  /// For a learned slot: the collection that it is a member of, and the edge with its name.
  var collection = Node.Collection.unknown
  var edge: UInt16 = 0

  /// Lists of words.
  enum Choices: UInt8 {
    case status, role, event, sourceKind
  }

  static let unknown = FieldRule(action: .unknown)
  static let silent = FieldRule(action: .silent)
  static let boolean = FieldRule(action: .boolean)
  static let container = FieldRule(action: .container)

  static func number(_ lower: Double, _ upper: Double) -> FieldRule {
    FieldRule(action: .number, lower: lower, upper: upper)
  }

  static func integer(_ lower: Double, _ upper: Double) -> FieldRule {
    FieldRule(action: .integer, lower: lower, upper: upper)
  }

  static func name(_ limit: Int32 = 128) -> FieldRule {
    FieldRule(action: .name, limit: limit)
  }

  static func choice(_ choices: Choices) -> FieldRule {
    FieldRule(action: .choice, choices: choices)
  }

  static func of(_ action: Action, limit: Int32 = 128) -> FieldRule {
    FieldRule(action: action, limit: limit)
  }
}
