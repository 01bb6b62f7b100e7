import KedgeModel
import KedgeStatistics

/// What a pane holds of one field: mergeable sketches only.
struct FieldPane: Equatable, Sendable {
  /// Records that had a value.
  var present: UInt64 = 0
  /// Records in which it had the wrong type or was out of range.
  var refused: UInt64 = 0
  /// Numbers outside the range of the baseline, where it is watched.
  var outside: UInt64 = 0
  /// Numbers before the baseline was frozen, in the unit of an unknown spread.
  var earlier = Moments()
  /// Numbers since then, in the unit of the baseline's spread.
  var moments: Moments?
  /// Numbers that are not negative.
  var histogram: ExponentialHistogram?
  /// Magnitudes of negative numbers.
  var negatives: ExponentialHistogram?
  /// Numbers since the baseline was frozen, by cells of its grids.
  var grid: GridCounts?
  var exactGrid: GridCounts?
  var equalWidth: [UInt64]?
  /// Names since the baseline was frozen, by the baseline's categories.
  var categories: CategoryCounts?
  /// Vectors; of the total only.
  var vectors: EmbeddingSums?

  /// Counts numbers; `shape` is `nil` before the baseline is frozen.
  mutating func add(_ values: Span<Double>, shape: FieldReference.Shape?) {
    present += UInt64(values.count)
    guard case .numeric(let numeric) = shape else {
      earlier.add(values)
      addToHistograms(values)
      return
    }
    FieldPane.change(&moments, or: Moments(scale: numeric.scale)) { $0.add(values) }
    addToHistograms(values)
    FieldPane.change(&grid, or: GridCounts(grid: numeric.grid)) { $0.add(values, in: numeric.grid) }
    addToModes(values, numeric)
  }

  /// Changes a sketch in its place; an optional chain would own it twice meanwhile.
  @inline(__always)
  private static func change<Sketch, Result>(
    _ sketch: inout Sketch?,
    or new: @autoclosure () -> Sketch,
    _ body: (inout Sketch) -> Result
  ) -> Result {
    var taken = sketch.take() ?? new()
    defer { sketch = taken }
    return body(&taken)
  }

  /// Counts names, none of them missing, by their places in the baseline's categories.
  mutating func add(places: Span<Int32>, of table: CategoryTable) {
    present += UInt64(places.count)
    FieldPane.change(&categories, or: CategoryCounts(categories: table.top.count)) {
      $0.add(places)
    }
  }

  /// Adds a vector; those of another dimension than the baseline's, or than the first one of a pane,
  /// are refused.
  mutating func add(vector: Span<Double>, shape: FieldReference.Shape?) {
    var dimension = vector.count
    if case .vector(let reference) = shape { dimension = reference.dimension }
    guard (1...EmbeddingSums.dimensionMax).contains(dimension) else { return }
    _ = FieldPane.change(&vectors, or: EmbeddingSums(dimension: dimension)) { $0.add(vector) }
  }

  private mutating func addToHistograms(_ values: Span<Double>) {
    let refused = FieldPane.change(&histogram, or: ExponentialHistogram()) { $0.add(values) }
    guard refused > 0 else { return }
    FieldPane.change(&negatives, or: ExponentialHistogram()) { negatives in
      for index in values.indices where values[index] < 0 { negatives.add(-values[index]) }
    }
  }

  private mutating func addToModes(_ values: Span<Double>, _ numeric: NumericReference) {
    if let exact = numeric.exactGrid {
      if exactGrid == nil { exactGrid = GridCounts(grid: exact) }
      exactGrid?.add(values, in: exact)
    }
    if let cells = numeric.equalWidth {
      let counts = cells.counts(values)
      equalWidth = equalWidth.map { zip($0, counts).map(+) } ?? counts
    }
  }

  /// Adds what another pane holds of the same field.
  mutating func merge(_ other: FieldPane) {
    present += other.present
    refused += other.refused
    outside += other.outside
    earlier.merge(other.earlier)
    FieldPane.merge(&moments, other.moments) { $0.merge($1) }
    FieldPane.merge(&histogram, other.histogram) { $0.merge($1) }
    FieldPane.merge(&negatives, other.negatives) { $0.merge($1) }
    FieldPane.merge(&grid, other.grid) { $0.merge($1) }
    FieldPane.merge(&exactGrid, other.exactGrid) { $0.merge($1) }
    FieldPane.merge(&equalWidth, other.equalWidth) { left, right in left = zip(left, right).map(+) }
    FieldPane.merge(&categories, other.categories) { $0.merge($1) }
    FieldPane.merge(&vectors, other.vectors) { left, right in
      // Of panes of two dimensions the first counts.
      if left.dimension == right.dimension { left.merge(right) }
    }
  }

  private static func merge<Sketch>(
    _ mine: inout Sketch?,
    _ other: Sketch?,
    _ combine: (inout Sketch, Sketch) -> Void
  ) {
    guard let other else { return }
    guard var merged = mine else {
      mine = other
      return
    }
    mine = nil
    combine(&merged, other)
    mine = merged
  }

  /// Count, mean and variance of all numbers, of both units.
  var summary: MomentsSummary {
    MomentsSummary(earlier).combined(with: moments.map { MomentsSummary($0) } ?? MomentsSummary())
  }
}

/// Count, mean, spread and range of numbers, combined in a stated order.
struct MomentsSummary: Equatable, Sendable {
  var count = 0.0
  var mean = 0.0
  /// Sum of squared distances from the mean.
  var squares = 0.0
  var min = Double.infinity
  var max = -Double.infinity

  init() {}

  init(_ moments: Moments) {
    guard let mean = moments.mean else { return }
    count = Double(moments.count)
    self.mean = mean
    squares = (moments.variance ?? 0) * (count - 1)
    min = moments.min ?? .infinity
    max = moments.max ?? -.infinity
  }

  /// The summary of both.
  ///
  /// - Note: Chan, Golub, LeVeque, The American Statistician 37 (1983).
  func combined(with other: MomentsSummary) -> MomentsSummary {
    guard count > 0 else { return other }
    guard other.count > 0 else { return self }
    var sum = MomentsSummary()
    sum.count = count + other.count
    let distance = other.mean - mean
    sum.mean = mean + distance * other.count / sum.count
    sum.squares = squares + other.squares + distance * distance * count * other.count / sum.count
    sum.min = Swift.min(min, other.min)
    sum.max = Swift.max(max, other.max)
    return sum
  }

  /// Standard deviation with divisor n - 1; `nil` below two numbers.
  var deviation: Double? { count > 1 ? (squares / (count - 1)).squareRoot() : nil }
}
