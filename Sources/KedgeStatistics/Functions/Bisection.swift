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

  /// The largest number found at which an increasing function is still negative, by regula falsi with
  /// the weights of Illinois.
  ///
  /// - Parameters:
  ///   - inside: A number at which the function is not positive.
  ///   - outside: A larger number at which it is positive.
  ///   - excess: The function; it increases.
  /// - Returns: A number within 1e-12 of the root, relatively, at which it is not positive.
  /// - Note: Dowell and Jarratt, BIT 11 (1971), doi:10.1007/BF01934364.
  /// - Complexity: about ten evaluations.
  static func root(
    inside: Double,
    outside: Double,
    of excess: (Double) -> Double
  ) -> Double {
    var (low, high) = (inside, outside)
    var (below, above) = (excess(low), excess(high))
    var lastSide = 0
    while below < 0, high - low > 1e-12 * high {
      let weighted = low + (high - low) * below / (below - above)
      let middle = weighted > low && weighted < high ? weighted : low / 2 + high / 2
      guard middle > low, middle < high else { break }
      let value = excess(middle)
      if value > 0 {
        (high, above) = (middle, value)
        if lastSide == 1 { below /= 2 }
        lastSide = 1
      } else {
        (low, below) = (middle, value)
        if lastSide == -1 { above /= 2 }
        lastSide = -1
      }
    }
    return low
  }

  /// The largest whole number in `range` that satisfies a condition which holds up to some number.
  ///
  /// - Parameters:
  ///   - range: Where it is looked for.
  ///   - guess: A number near it; any is right, a near one is fast.
  ///   - holds: The condition.
  /// - Returns: `nil` when it holds for none.
  /// - Complexity: twice the logarithm of the distance from the guess, in evaluations.
  static func last(
    in range: ClosedRange<UInt64>,
    near guess: UInt64,
    where holds: (UInt64) -> Bool
  ) -> UInt64? {
    guard holds(range.lowerBound) else { return nil }
    var inside = range.lowerBound
    var limit = range.upperBound
    var probe = min(max(guess, inside), limit)
    var step: UInt64 = 1
    if holds(probe) {
      inside = probe
      while inside < limit {
        probe = limit - inside > step ? inside + step : limit
        guard holds(probe) else {
          limit = probe - 1
          break
        }
        inside = probe
        step *= 2
      }
    } else {
      limit = probe - 1
      while inside < limit {
        probe = limit - inside > step ? limit - step : inside
        guard !holds(probe) else {
          inside = probe
          break
        }
        limit = probe - 1
        step *= 2
      }
    }
    while inside < limit {
      let middle = limit - (limit - inside) / 2
      if holds(middle) { inside = middle } else { limit = middle - 1 }
    }
    return inside
  }
}
