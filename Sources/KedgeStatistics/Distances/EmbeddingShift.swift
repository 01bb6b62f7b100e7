/// How far the mean of a window's vectors lies from that of the baseline.
public enum EmbeddingShift {
  /// ‖mean of the window − mean of the baseline‖ / sqrt(tr Σ/d), with Σ the covariance of the
  /// baseline and d the dimension: a length in standard deviations of a coordinate.
  ///
  /// Range: 0 (equal means) and up. Without a change its square is about d/m + d/n for a window of
  /// m and a baseline of n, so it is judged by `EmbeddingShiftLaw`.
  ///
  /// - Returns: `nil` when the window is empty, or the baseline has fewer than two vectors or only
  ///   equal ones.
  /// - Precondition: both have one dimension.
  /// - Complexity: O(d).
  public static func compare(baseline: EmbeddingSums, window: EmbeddingSums) -> Double? {
    precondition(baseline.dimension == window.dimension, "only one dimension is compared")
    guard let first = baseline.mean, let second = window.mean, let scale = scale(baseline)
    else { return nil }
    let square = zip(first, second).reduce(0) { $0 + ($1.1 - $1.0) * ($1.1 - $1.0) }
    return square.squareRoot() / scale
  }

  /// 1 − cosine of the angle between the two means, in 0...2.
  ///
  /// - Returns: `nil` when a side is empty or its mean is 0.
  /// - Precondition: both have one dimension.
  /// - Complexity: O(d).
  public static func cosine(baseline: EmbeddingSums, window: EmbeddingSums) -> Double? {
    precondition(baseline.dimension == window.dimension, "only one dimension is compared")
    guard let first = baseline.mean, let second = window.mean else { return nil }
    let lengths = (length(first), length(second))
    guard lengths.0 > 0, lengths.1 > 0 else { return nil }
    // Half the squared distance of the two directions; it keeps the digits of a small angle.
    let square = zip(first, second).reduce(0.0) { sum, pair in
      let distance = pair.1 / lengths.1 - pair.0 / lengths.0
      return sum + distance * distance
    }
    return min(2, square / 2)
  }

  /// sqrt(tr Σ/d); `nil` where it is not above 0.
  static func scale(_ baseline: EmbeddingSums) -> Double? {
    guard let total = baseline.totalVariance, total > 0 else { return nil }
    return (total / Double(baseline.dimension)).squareRoot()
  }

  private static func length(_ vector: [Double]) -> Double {
    vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }
}
