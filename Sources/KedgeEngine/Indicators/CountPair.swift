import KedgeStatistics

/// Counts of the same cells in the baseline and in a window.
struct CountPair: Equatable {
  let baseline: [UInt64]
  let window: [UInt64]
}

extension CellPair {
  init(_ counts: CountPair) {
    self.init(baseline: counts.baseline, window: counts.window)
  }
}
