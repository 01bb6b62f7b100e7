/// What is known about type variables while an expression is checked.
struct TypeBindings {
  private var bound: [ExpressionType?] = []

  /// A variable nothing is known about.
  mutating func fresh() -> ExpressionType {
    bound.append(nil)
    return .variable(bound.count - 1)
  }

  /// A type of an overload, whose variables are counted from 0, with fresh ones in their place.
  mutating func instantiate(_ types: [ExpressionType], variables: Int) -> [ExpressionType] {
    let offset = bound.count
    for _ in 0..<variables { bound.append(nil) }
    return types.map { $0.renumbered(from: offset) }
  }

  /// The type with all known variables replaced.
  func resolved(_ type: ExpressionType) -> ExpressionType {
    switch type {
    case .variable(let number): bound[number].map { resolved($0) } ?? type
    case .list(let element): .list(resolved(element))
    case .map(let key, let value): .map(resolved(key), resolved(value))
    case .optional(let value): .optional(resolved(value))
    case .dynamic, .bool, .int, .uint, .double, .string, .bytes, .null, .timestamp, .duration,
      .type, .object:
      type
    }
  }

  /// Whether the type says nothing, or its elements' type says nothing.
  func isOpen(_ type: ExpressionType) -> Bool {
    switch resolved(type) {
    case .dynamic, .variable: true
    case .list(let element), .optional(let element): isOpen(element)
    case .bool, .int, .uint, .double, .string, .bytes, .null, .timestamp, .duration, .type, .map,
      .object:
      false
    }
  }

  /// The type with unknown variables taken as `dyn`.
  func final(_ type: ExpressionType) -> ExpressionType {
    switch resolved(type) {
    case .variable: .dynamic
    case .list(let element): .list(final(element))
    case .map(let key, let value): .map(final(key), final(value))
    case .optional(let value): .optional(final(value))
    case let other: other
    }
  }

  /// Makes two types the same by binding variables; `dyn` goes with everything.
  ///
  /// - Returns: `false` when they cannot be; bindings made on the way stay, so the caller works on
  ///   a copy where that matters.
  mutating func unify(_ first: ExpressionType, _ second: ExpressionType) -> Bool {
    let (a, b) = (known(first), known(second))
    guard unifyKnown(a, b) else { return false }
    // A variable that met `dyn` after a narrower type must not keep the narrower one.
    widen(first, by: b)
    widen(second, by: a)
    return true
  }

  private mutating func widen(_ type: ExpressionType, by other: ExpressionType) {
    guard case .variable(var number) = type else { return }
    while case .variable(let next)? = bound[number] { number = next }
    guard let known = bound[number] else { return }
    bound[number] = general(resolved(known), resolved(other))
  }

  /// The type with a variable at its top replaced; variables inside stay, so that they can widen.
  private func known(_ type: ExpressionType) -> ExpressionType {
    guard case .variable(let number) = type, let bound = bound[number] else { return type }
    return known(bound)
  }

  private mutating func unifyKnown(_ a: ExpressionType, _ b: ExpressionType) -> Bool {
    switch (a, b) {
    case _ where a == b: return true
    case (.variable(let number), _): return bind(number, b)
    case (_, .variable(let number)): return bind(number, a)
    case (.dynamic, _), (_, .dynamic): return true
    case (.list(let x), .list(let y)), (.optional(let x), .optional(let y)): return unify(x, y)
    case (.map(let keyA, let valueA), .map(let keyB, let valueB)):
      return unify(keyA, keyB) && unify(valueA, valueB)
    case (.null, .timestamp), (.null, .duration), (.null, .object), (.null, .optional),
      (.timestamp, .null), (.duration, .null), (.object, .null), (.optional, .null):
      return true
    default: return false
    }
  }

  /// The type of a place that may hold a value of either type, or `nil` when only `dyn` can.
  mutating func join(_ first: ExpressionType, _ second: ExpressionType) -> ExpressionType? {
    var trial = self
    guard trial.unify(first, second) else { return nil }
    self = trial
    return general(resolved(first), resolved(second))
  }

  private func general(_ a: ExpressionType, _ b: ExpressionType) -> ExpressionType {
    switch (a, b) {
    case (.dynamic, _), (_, .dynamic): .dynamic
    case (.list(let x), .list(let y)): .list(general(x, y))
    case (.optional(let x), .optional(let y)): .optional(general(x, y))
    case (.map(let keyA, let valueA), .map(let keyB, let valueB)):
      .map(general(keyA, keyB), general(valueA, valueB))
    case (.null, _): b
    default: a
    }
  }

  private mutating func bind(_ number: Int, _ type: ExpressionType) -> Bool {
    guard !occurs(number, in: type) else { return false }
    bound[number] = type
    return true
  }

  private func occurs(_ number: Int, in type: ExpressionType) -> Bool {
    switch type {
    case .variable(let other):
      number == other || (bound[other].map { occurs(number, in: $0) } ?? false)
    case .list(let element), .optional(let element): occurs(number, in: element)
    case .map(let key, let value): occurs(number, in: key) || occurs(number, in: value)
    case .dynamic, .bool, .int, .uint, .double, .string, .bytes, .null, .timestamp, .duration,
      .type, .object:
      false
    }
  }
}
