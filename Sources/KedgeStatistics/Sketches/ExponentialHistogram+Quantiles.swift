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

  private func value(ofRank rank: UInt64, at part: Double) -> Double {
    HistogramRanks(self).value(ofRank: rank, at: part)
  }
}

/// Where the ranks of a histogram lie, for many questions about one histogram.
public struct HistogramRanks: Equatable, Sendable {
  private let histogram: ExponentialHistogram
  /// Values up to the end of each bucket, the zeros included.
  private let reached: [UInt64]

  /// Adds up a histogram.
  ///
  /// - Complexity: O(buckets), one allocation.
  public init(_ histogram: ExponentialHistogram) {
    self.histogram = histogram
    let buckets = histogram.buckets
    var sum = histogram.zeroCount
    reached = buckets.map {
      sum += $0
      return sum
    }
  }

  /// All values.
  public var count: UInt64 { histogram.count }

  /// As `ExponentialHistogram.quantile`.
  ///
  /// - Complexity: O(log buckets).
  public func quantile(_ share: Double) -> Double? {
    count > 0 ? value(ofRank: histogram.rank(of: share), at: 0.5) : nil
  }

  /// The border above the bucket of a rank (1 is the smallest value), 0 among the zeros.
  func upperBorder(ofRank rank: UInt64) -> Double { value(ofRank: rank, at: 1) }

  /// The border below the bucket of a rank, 0 among the zeros.
  func lowerBorder(ofRank rank: UInt64) -> Double { value(ofRank: rank, at: 0) }

  /// A place within the bucket of a rank, 0 among the zeros.
  fileprivate func value(ofRank rank: UInt64, at part: Double) -> Double {
    precondition(rank <= count, "a rank is at most the count")
    guard rank > histogram.zeroCount else { return 0 }
    let sums = reached.span
    var (low, high) = (0, sums.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if sums[middle] >= rank { high = middle } else { low = middle + 1 }
    }
    return HistogramScale.power(Double(histogram.firstIndex + low) + part, scale: histogram.scale)
  }
}
