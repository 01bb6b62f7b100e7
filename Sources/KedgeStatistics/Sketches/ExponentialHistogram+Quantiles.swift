extension ExponentialHistogram {
  /// The largest relative error of a quantile at the present scale, √base - 1.
  public var relativeError: Double {
    HistogramScale.power(0.5, scale: scale) - 1
  }

  /// The value of rank ⌈share·count⌉, as the geometric midpoint of its bucket.
  ///
  /// - Parameter share: In [0, 1].
  /// - Returns: `nil` when there is no value; 0 when the rank falls on the zeros.
  /// - Complexity: O(buckets).
  public func quantile(_ share: Double) -> Double? {
    guard count > 0 else { return nil }
    return value(ofRank: rank(of: share), at: 0.5)
  }

  /// The rank that a share of all values has, 1 at least.
  ///
  /// A product like 0.07·100 lies one bit above 7; two bits are taken off before rounding up.
  func rank(of share: Double) -> UInt64 {
    let product = share * Double(count)
    let rank = (product - 2 * product.ulp).rounded(.up)
    return max(1, min(count, UInt64(max(0, rank))))
  }

  /// The border above the bucket of a rank (1 is the smallest value), 0 among the zeros.
  func upperBorder(ofRank rank: UInt64) -> Double { value(ofRank: rank, at: 1) }

  /// The border below the bucket of a rank, 0 among the zeros.
  func lowerBorder(ofRank rank: UInt64) -> Double { value(ofRank: rank, at: 0) }

  private func value(ofRank rank: UInt64, at part: Double) -> Double {
    let state = state
    var reached = state.zeroCount
    guard rank > reached else { return 0 }
    for (position, bucket) in state.buckets.enumerated() {
      reached += bucket
      if reached >= rank {
        let index = Double(state.firstIndex + position)
        return HistogramScale.power(index + part, scale: scale)
      }
    }
    preconditionFailure("a rank is at most the count")
  }
}
