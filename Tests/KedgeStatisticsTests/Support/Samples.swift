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
