import func Glibc.log

/// Tests one after the other, of whose discoveries an expected share at most is false (e-LOND).
///
/// The t-th test is at the level α·γₜ·(D + 1), with D the discoveries before it and γₜ proportional to
/// 1/(t·ln²(t+1)), which sums to 1. It holds whatever depends on what.
///
/// - Note: Xu, Ramdas, "Online multiple testing with e-values", AISTATS 2024, arXiv:2311.06412.
public struct OnlineDiscoveries: Equatable, Sendable {
  /// Σ 1/(t·ln²(t+1)) over t ≥ 1, its tail by the integral.
  static let total = 3.387_735_53

  /// Tests so far.
  public private(set) var tests: Int
  /// Those of them that found something.
  public private(set) var discoveries: Int

  /// Before any test, or as it was stored.
  public init(tests: Int = 0, discoveries: Int = 0) {
    self.tests = tests
    self.discoveries = discoveries
  }

  /// The level of the next test, given α, the expected share of false ones among the discoveries, in
  /// (0, 1).
  public func nextLevel(share: Double) -> Double {
    let test = Double(tests) + 1
    let logarithm = log(test + 1)
    return share * (Double(discoveries) + 1)
      / (OnlineDiscoveries.total * test * logarithm * logarithm)
  }

  /// Makes a test.
  ///
  /// - Parameters:
  ///   - eValue: A number at least 0 whose mean is 1 at most where there is nothing to discover.
  ///   - share: α.
  /// - Returns: Whether it is a discovery.
  public mutating func judge(eValue: Double, share: Double) -> Bool {
    let isDiscovery = eValue * nextLevel(share: share) >= 1
    tests += 1
    if isDiscovery { discoveries += 1 }
    return isDiscovery
  }
}
