/// The place where a monotone condition changes, found by halving.
enum Bisection {
  /// The border between the numbers that satisfy a condition and those that do not.
  ///
  /// - Parameters:
  ///   - inside: A number for which `holds` is true; it may be larger or smaller than `outside`.
  ///   - outside: A number for which `holds` is false.
  ///   - holds: A condition that changes once between the two.
  /// - Returns: The number nearest to the border for which `holds` was found true.
  /// - Complexity: about 60 evaluations, at most 1,100 when the border is at 0.
  static func border(
    inside: Double,
    outside: Double,
    where holds: (Double) -> Bool
  ) -> Double {
    var inside = inside
    var outside = outside
    while true {
      let middle = inside / 2 + outside / 2
      let isResolved = abs(outside - inside) <= 4e-16 * max(abs(inside), abs(outside))
      if isResolved || middle == inside || middle == outside { return inside }
      if holds(middle) { inside = middle } else { outside = middle }
    }
  }

  /// The largest whole number in `range` that satisfies a condition which holds up to some number.
  ///
  /// - Returns: `nil` when it holds for none.
  static func last(in range: ClosedRange<UInt64>, where holds: (UInt64) -> Bool) -> UInt64? {
    guard holds(range.lowerBound) else { return nil }
    var inside = range.lowerBound
    var limit = range.upperBound
    while inside < limit {
      let middle = limit - (limit - inside) / 2
      if holds(middle) { inside = middle } else { limit = middle - 1 }
    }
    return inside
  }
}
