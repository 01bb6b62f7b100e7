/// An operator with one operand; the raw value is its text.
enum UnaryOperator: String, Hashable, Sendable {
  case negate = "-"
  case not = "!"
}

/// An operator that calculates; the raw value is its text.
enum ArithmeticOperator: String, Hashable, Sendable {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case remainder = "%"
}

/// An operator that answers with a bool; the raw value is its text.
enum RelationOperator: String, Hashable, Sendable {
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case within = "in"

  var isEquality: Bool { self == .equal || self == .notEqual }
}

/// An operator with two operands that both are evaluated.
enum BinaryOperator: Hashable, Sendable {
  case arithmetic(ArithmeticOperator)
  case relation(RelationOperator)

  init?(text: String) {
    if let operation = ArithmeticOperator(rawValue: text) {
      self = .arithmetic(operation)
    } else if let operation = RelationOperator(rawValue: text) {
      self = .relation(operation)
    } else {
      return nil
    }
  }

  var text: String {
    switch self {
    case .arithmetic(let operation): operation.rawValue
    case .relation(let operation): operation.rawValue
    }
  }

  var level: SyntaxLevel {
    switch self {
    case .relation: .relation
    case .arithmetic(.add), .arithmetic(.subtract): .sum
    case .arithmetic(.multiply), .arithmetic(.divide), .arithmetic(.remainder): .product
    }
  }
}

/// How tightly a construct binds, from the loosest to the tightest.
enum SyntaxLevel: Int, Comparable, Sendable {
  case conditional, or, and, relation, sum, product, unary, member

  static func < (left: SyntaxLevel, right: SyntaxLevel) -> Bool {
    left.rawValue < right.rawValue
  }

  /// The next tighter level.
  var next: SyntaxLevel {
    switch self {
    case .conditional: .or
    case .or: .and
    case .and: .relation
    case .relation: .sum
    case .sum: .product
    case .product: .unary
    case .unary, .member: .member
    }
  }
}
