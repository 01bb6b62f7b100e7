import KedgeStatistics

import func Glibc.sqrt

/// What the baseline froze of vectors.
///
/// A class, so that the record path hands on one reference.
final class VectorReference: Equatable, Sendable {
  /// Vectors of a window whose means the law was drawn for.
  private static let drawnCount: UInt64 = 256
  /// The least level that the law resolves.
  static let leastLevel = 1 / Double(EmbeddingShiftLaw.replicates + 1)

  let dimension: Int
  /// Shifts of the means of windows, increasing, times the root of their vectors; empty where no law
  /// was drawn.
  let unitShifts: [Double]

  init(dimension: Int, unitShifts: [Double]) {
    (self.dimension, self.unitShifts) = (dimension, unitShifts)
  }

  /// Draws the law of shifts of means.
  convenience init?(_ vectors: BaselineCollector.Vectors) {
    guard vectors.sums.count > 1 else { return nil }
    let drawn = EmbeddingShiftLaw(
      baseline: vectors.sums,
      sample: vectors.sample.vectors,
      windowCount: Self.drawnCount,
      seed: 1
    )
    let (count, past) = (Double(Self.drawnCount), Double(vectors.sums.count))
    let scale = sqrt(count / (1 + count / past))
    self.init(
      dimension: vectors.sums.dimension,
      unitShifts: drawn.map { $0.shifts.map { $0 * scale } } ?? []
    )
  }

  /// The law of the shift of so many vectors from a baseline of `past`; means of more vectors vary
  /// less, as the root of their number.
  func law(count: UInt64, past: UInt64) -> EmbeddingShiftLaw? {
    guard !unitShifts.isEmpty, count > 0, past > 0 else { return nil }
    let scale = sqrt((1 + Double(count) / Double(past)) / Double(count))
    return EmbeddingShiftLaw(shifts: unitShifts.map { $0 * scale })
  }

  static func == (left: VectorReference, right: VectorReference) -> Bool {
    left.dimension == right.dimension && left.unitShifts == right.unitShifts
  }
}
