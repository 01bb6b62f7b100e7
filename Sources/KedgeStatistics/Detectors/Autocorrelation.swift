/// How values that follow each other depend on each other.
public enum Autocorrelation {
  /// By how much the variance of a sum is larger than if its values were independent: 1 + 2·Σρ over
  /// the lags up to the first whose autocorrelation is below 0.1.
  ///
  /// - Parameter values: In order of time.
  /// - Returns: At least 1; `nil` where no lag below a quarter of the values has so little, so that
  ///   they do not tell a change from their own wandering.
  /// - Complexity: O(values · lags).
  /// - Note: The variance of the mean of a stationary sequence; Bartlett, J. R. Stat. Soc. Suppl. 8, 1946.
  public static func inflation(of values: [Double]) -> Double? {
    let mean = values.reduce(0, +) / Double(max(1, values.count))
    let distances = values.map { $0 - mean }
    let variance = distances.reduce(0) { $0 + $1 * $1 }
    guard variance > 0 else { return 1 }
    var inflation = 1.0
    for lag in 1..<max(2, values.count / 4) {
      let products = zip(distances, distances.dropFirst(lag)).reduce(0) { $0 + $1.0 * $1.1 }
      let correlation = products / variance
      guard correlation >= 0.1 else { return inflation }
      inflation += 2 * correlation
    }
    return nil
  }
}
