import KedgeStatistics
import KedgeTestSupport

extension SplitMix64 {
  /// A whole number below a bound.
  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  /// A standard normal number.
  mutating func nextNormal() -> Double {
    let share = max(nextUnit(), 0x1p-53)
    return NormalDistribution.quantile(share)
  }

  /// Counts of so many draws from shares.
  mutating func counts(_ count: Int, of shares: [Double]) -> [UInt64] {
    var counts = [UInt64](repeating: 0, count: shares.count)
    for _ in 0..<count {
      var rest = nextUnit()
      var cell = 0
      while cell < shares.count - 1, rest >= shares[cell] {
        rest -= shares[cell]
        cell += 1
      }
      counts[cell] += 1
    }
    return counts
  }

  /// Numbers of wildly different size and sign, with ties, zeros and some that are not finite.
  mutating func mixedValues(_ count: Int) -> [Double] {
    (0..<count).map { _ in
      switch below(20) {
      case 0: return 0
      case 1: return .nan
      case 2: return .infinity
      case 3: return Double(below(5))
      case 4: return -Double(below(1_000))
      default: return nextNormal() * 30 + 100
      }
    }
  }
}
