/// One rule: an envelope of time, caps and action around a condition.
///
/// RULES section 4 has each key's meaning and range; the configuration has checked them.
public struct Rule: Equatable, Sendable {
  /// Unique name, `[a-z][a-z0-9-]{0,62}`.
  public var name: String
  /// One line for people.
  public var description = ""
  /// Which series it is evaluated for.
  public var match = RuleMatch()
  /// Own window, or `nil` for the model's.
  public var window: RuleWindow?
  /// Named sub-expressions, in order.
  public var variables: [RuleVariable] = []
  /// The condition.
  public var when: RuleText
  /// The condition for resolving; `nil` stands for "not `when`".
  public var clear: RuleText?
  /// What must hold for the event to leave.
  public var require: RuleText?
  /// The event's sentence; `nil` for a generated one.
  public var message: RuleText?
  /// How long the condition must hold.
  public var hold = RuleSpan.windows(1)
  /// How long it must be clear.
  public var keep = RuleSpan.windows(1)
  /// Observations below which the condition is unknown; `nil` leaves it to each indicator.
  public var minSamples: Int?
  /// Whether only final windows decide.
  public var finalOnly = false
  /// What a bound must exclude.
  public var proof = Proof.change
  /// Share of the false-alarm budget.
  public var weight = 1.0
  /// Unknown windows in a row after which `data_missing` is raised; `nil` never.
  public var unknownAfter: Int? = 10
  /// Unknown windows that a pending alert survives.
  public var holdUnknown = 2
  /// What makes it step.
  public var kind = Kind.condition
  /// Event time between two events, nanoseconds.
  public var cooldownNanoseconds: Int64
  /// Events in 24 hours.
  public var perDayMax: Int
  /// How urgent its events are.
  public var severity = Severity.warn
  /// Whether its action is carried out; otherwise only recorded.
  public var acts = false
  /// What is to be done.
  public var action = RuleAction()
  /// Whether it came with Kedge.
  public var isDefault = false

  /// Makes a rule with the defaults of its action.
  public init(name: String, when: RuleText, action: RuleAction = RuleAction()) {
    self.name = name
    self.when = when
    self.action = action
    cooldownNanoseconds = action.type.changesModel ? 6 * hourNanoseconds : hourNanoseconds
    perDayMax = action.type.changesModel ? 2 : 24
  }

  /// What makes a rule step.
  public enum Kind: String, CaseIterable, Sendable {
    /// Each closed window.
    case condition
    /// Each closed window, and each movement of the watermark while none closes.
    case dataMissing = "data_missing"
  }

  /// What a bound must exclude for `above`, `below`, `rose`, `fell`.
  public enum Proof: String, CaseIterable, Sendable {
    /// That nothing changed.
    case change
    /// Everything on the near side of the limit.
    case limit
  }

  /// How urgent an event is.
  public enum Severity: String, CaseIterable, Sendable {
    case info, warn, page
  }
}

private let hourNanoseconds: Int64 = 3_600_000_000_000

/// An expression of a rule and where its text stands.
public struct RuleText: Equatable, Sendable {
  /// The text of the expression.
  public var text: String
  /// Where its first character stands.
  public var place: SourcePlace

  /// Makes an expression.
  public init(_ text: String, at place: SourcePlace = SourcePlace()) {
    self.text = text
    self.place = place
  }
}

/// A place in a file of configuration.
public struct SourcePlace: Hashable, Sendable {
  /// Path of the file; empty for a text without file.
  public var file: String
  /// Line, from 1.
  public var line: Int
  /// Column, from 1.
  public var column: Int

  /// Makes a place.
  public init(file: String = "", line: Int = 1, column: Int = 1) {
    self.file = file
    self.line = line
    self.column = column
  }
}

/// A named sub-expression of a rule.
public struct RuleVariable: Equatable, Sendable {
  /// Its name in `variables.NAME`.
  public var name: String
  /// Its expression.
  public var expression: RuleText

  /// Makes a variable.
  public init(name: String, expression: RuleText) {
    self.name = name
    self.expression = expression
  }
}

/// A parameter of an action.
public struct RuleParameter: Equatable, Sendable {
  /// Its key.
  public var key: String
  /// Its value.
  public var value: String

  /// Makes a parameter.
  public init(key: String, value: String) {
    self.key = key
    self.value = value
  }
}

/// A stretch of a rule: evaluations, or time that is rounded up to evaluations.
public enum RuleSpan: Equatable, Sendable {
  /// A number of evaluations.
  case windows(Int)
  /// Event time, nanoseconds.
  case time(Int64)

  /// The number of evaluations that cover it, where one happens each `everyNanoseconds`.
  public func evaluations(everyNanoseconds: Int64) -> Int {
    switch self {
    case .windows(let count): count
    case .time(let nanoseconds):
      max(1, Int((nanoseconds + everyNanoseconds - 1) / max(everyNanoseconds, 1)))
    }
  }
}

extension RuleSpan {
  /// The span as it is written: a number of windows, or whole seconds in their largest unit.
  public var text: String {
    switch self {
    case .windows(let count): return String(count)
    case .time(let nanoseconds):
      let seconds = nanoseconds / 1_000_000_000
      let units: [(String, Int64)] = [("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)]
      let unit = units.first { seconds % $0.1 == 0 && seconds >= $0.1 } ?? ("s", 1)
      return "\(seconds / unit.1)\(unit.0)"
    }
  }
}

/// A rule's own window, nanoseconds.
public struct RuleWindow: Equatable, Sendable {
  /// Length.
  public var sizeNanoseconds: Int64
  /// Distance between two evaluations.
  public var everyNanoseconds: Int64

  /// Makes a window.
  public init(sizeNanoseconds: Int64, everyNanoseconds: Int64) {
    self.sizeNanoseconds = sizeNanoseconds
    self.everyNanoseconds = everyNanoseconds
  }
}

/// What a rule asks for.
public struct RuleAction: Equatable, Sendable {
  /// What is to be done.
  public enum Kind: String, CaseIterable, Sendable {
    case none, notify, retrain, rollback, promote

    /// Whether it changes which model serves.
    public var changesModel: Bool {
      switch self {
      case .none, .notify: false
      case .retrain, .rollback, .promote: true
      }
    }
  }

  /// What is to be done.
  public var type = Kind.none
  /// The version that a rollback goes to: `previous`, `last_good` or a glob.
  public var to = "previous"
  /// Handed to the unit, sorted by name.
  public var parameters: [RuleParameter] = []
  /// How long a result may take, nanoseconds.
  public var timeoutNanoseconds: Int64 = 6 * hourNanoseconds

  /// Makes an action.
  public init(type: Kind = .none) {
    self.type = type
  }
}
