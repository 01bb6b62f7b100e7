/// The operators `==`, `<` and their relatives over values.
enum Comparison {
  /// The operator `==`: numbers by magnitude whatever their types, other types only among
  /// themselves; a NaN is equal to nothing.
  ///
  /// Integers and doubles are compared as doubles, as the public implementations do.
  static func areEqual(_ left: Value, _ right: Value) -> Bool {
    switch (left, right) {
    case (.list(let a), .list(let b)):
      a.count == b.count && zip(a, b).allSatisfy { areEqual($0, $1) }
    case (.map(let a), .map(let b)):
      a.count == b.count
        && a.entries.allSatisfy { entry in
          b[entry.key].map { areEqual(entry.value, $0) } ?? false
        }
    case (.optional(let a?), .optional(let b?)): areEqual(a, b)
    case (.double(let a), .double(let b)): a == b
    case (.int, .int), (.uint, .uint): left == right
    case (.int, .uint), (.uint, .int), (.int, .double), (.double, .int), (.uint, .double),
      (.double, .uint):
      numbers(left, right) == .same
    default: left == right
    }
  }

  /// Whether a relation holds.
  ///
  /// - Throws: `noMatchingOverload` for types without order and for `in` on other collections.
  static func holds(
    _ relation: RelationOperator,
    _ left: Value,
    _ right: Value
  ) throws(EvaluationError) -> Bool {
    switch relation {
    case .equal: return areEqual(left, right)
    case .notEqual: return !areEqual(left, right)
    case .less: return try order(left, right, relation) == .before
    case .lessOrEqual:
      let order = try order(left, right, relation)
      return order == .before || order == .same
    case .greater: return try order(left, right, relation) == .after
    case .greaterOrEqual:
      let order = try order(left, right, relation)
      return order == .after || order == .same
    case .within:
      if case .list(let elements) = right { return elements.contains { areEqual(left, $0) } }
      if case .map(let map) = right { return map[left] != nil }
      throw .noOverload("in", left, right)
    }
  }

  private enum Order { case before, same, after }

  /// Order of two values, or `nil` when one is a NaN.
  ///
  /// - Throws: `noMatchingOverload` for types without order or of different kinds.
  private static func order(
    _ left: Value,
    _ right: Value,
    _ relation: RelationOperator
  ) throws(EvaluationError) -> Order? {
    switch (left, right) {
    case (.bool(let a), .bool(let b)): return order(a ? 1 : 0, b ? 1 : 0)
    case (.string(let a), .string(let b)): return sequence(a.utf8, b.utf8)
    case (.bytes(let a), .bytes(let b)): return sequence(a, b)
    case (.timestamp(let a), .timestamp(let b)): return order(a, b)
    case (.duration(let a), .duration(let b)): return order(a, b)
    case (.int, .int), (.uint, .uint), (.double, .double), (.int, .uint), (.uint, .int),
      (.int, .double), (.double, .int), (.uint, .double), (.double, .uint):
      return numbers(left, right)
    default: throw .noOverload(relation.rawValue, left, right)
    }
  }

  private static func numbers(_ left: Value, _ right: Value) -> Order? {
    switch (left, right) {
    case (.int(let a), .int(let b)): order(a, b)
    case (.uint(let a), .uint(let b)): order(a, b)
    case (.double(let a), .double(let b)): doubles(a, b)
    case (.int(let a), .uint(let b)): a < 0 ? .before : order(UInt64(a), b)
    case (.uint(let a), .int(let b)): b < 0 ? .after : order(a, UInt64(b))
    case (.int(let a), .double(let b)): doubles(Double(a), b)
    case (.double(let a), .int(let b)): doubles(a, Double(b))
    case (.uint(let a), .double(let b)): doubles(Double(a), b)
    case (.double(let a), .uint(let b)): doubles(a, Double(b))
    default: nil
    }
  }

  private static func doubles(_ left: Double, _ right: Double) -> Order? {
    left.isNaN || right.isNaN ? nil : order(left, right)
  }

  private static func order<T: Comparable>(_ left: T, _ right: T) -> Order {
    left < right ? .before : left == right ? .same : .after
  }

  /// UTF-8 keeps the order of code points, so text is ordered by bytes.
  private static func sequence(_ left: some Sequence<UInt8>, _ right: some Sequence<UInt8>) -> Order
  {
    if left.elementsEqual(right) { return .same }
    return left.lexicographicallyPrecedes(right) ? .before : .after
  }
}
