import Glibc
import KedgeModel
import KedgeStatistics
import KedgeTestSupport

@testable import KedgeEngine

/// One field of one series whose distribution never changes: a baseline, and windows drawn as the
/// sufficient statistics that its indicators are computed from.
///
/// Counts of cells are independent Poisson numbers, so given their sum they are multinomial, and the
/// size of a window varies as traffic does.
struct StationarySeries {
  /// The law of the field's values.
  enum Law: CaseIterable {
    case normal
    case lognormal
    /// Tail index 2.5: the variance is finite, the skewness is not.
    case pareto
    case categories
    /// Two thousand names, the r-th with a share of 1/r: the baseline misses some of them.
    case names
    case boolean
  }

  /// Records of a baseline.
  static let baselineRecords = 10_000.0
  private static let missingShare = 0.01

  let law: Law
  private let reference: FieldReference
  private let baseline: FieldPane
  private let norm: FieldNorm
  private let baselineRecords: Int
  /// Probabilities of the cells, or of the baseline's categories and of those that it has not seen.
  private let shares: [Double]
  /// Records of a window at the mean of day and night.
  private let traffic: Double

  init(_ law: Law, traffic: Double, _ random: inout SplitMix64) {
    self.law = law
    self.traffic = traffic
    var novel = 0.0
    switch law {
    case .normal, .lognormal, .pareto:
      let values = StationarySeries.sortedUnits(&random).map { StationarySeries.value(law, at: $0) }
      guard let numeric = NumericReference(SortedValues(values), modes: [:]) else {
        preconditionFailure("a baseline of numbers")
      }
      var pane = FieldPane()
      pane.add(values.span, shape: .numeric(numeric))
      (baseline, reference) = (
        pane, FieldReference(name: "x", type: .number, shape: .numeric(numeric))
      )
      let reached =
        [0] + numeric.grid.edges.map { StationarySeries.probability(law, below: $0) } + [1]
      shares = zip(reached, reached.dropFirst()).map { $1 - $0 }
    case .categories, .names, .boolean:
      let probabilities = StationarySeries.probabilities(law, &random)
      let counts = probabilities.map { random.poisson($0 * StationarySeries.baselineRecords) }
      novel = Double(counts.count { $0 == 1 })
      let found = probabilities.indices.filter { counts[$0] > 0 }.sorted { counts[$0] > counts[$1] }
      let (seen, rest) = (Array(found.prefix(20)), Array(found.dropFirst(20)))
      let table = CategoryTable(
        top: seen.map { "c\($0)" },
        rest: rest.map { "c\($0)" },
        hash: KeyedHash(HashKey(first: 1, second: 2))
      )
      var pane = FieldPane()
      pane.categories = CategoryCounts(
        known: seen.map { counts[$0] },
        other: rest.reduce(0) { $0 + counts[$1] },
        unseen: 0,
        missing: 0
      )
      pane.present = counts.reduce(0, +)
      (baseline, reference) = (
        pane, FieldReference(name: "x", type: .category, shape: .categorical(table))
      )
      let known = seen.map { probabilities[$0] }
      let other = rest.reduce(0) { $0 + probabilities[$1] }
      shares = known + [other, max(0, 1 - other - known.reduce(0, +))]
    }
    let missing = random.poisson(StationarySeries.missingShare * StationarySeries.baselineRecords)
    baselineRecords = Int(baseline.present + missing)
    var spread = FieldSpread()
    // Values that only one record had.
    if novel > 0 {
      spread.novelty = .init(values: Double(baseline.present), novel: novel, inflation: 1)
    }
    norm = FieldNorm(baseline, spread, reference)
  }

  /// A window: traffic has a day and a night, and bursts.
  func window(hour: Int, _ random: inout SplitMix64) -> Drawn {
    let day = 1 + 0.8 * sin(2 * Double.pi * Double(hour) / 24)
    let burst = exp(0.5 * NormalDistribution.quantile(random.nextOpenUnit()) - 0.125)
    let mean = traffic * day * burst
    var counts = shares.map { random.poisson(max(0, $0) * mean) }
    var pane = FieldPane()
    pane.present = counts.reduce(0, +)
    switch reference.shape {
    case .numeric(let numeric):
      pane.grid = GridCounts(
        cells: counts,
        sums: [
          sum(counts[0], from: 0, to: shares[0], numeric.grid, &random),
          sum(
            counts[counts.count - 1],
            from: 1 - shares[shares.count - 1],
            to: 1,
            numeric.grid,
            &random
          ),
        ],
        missing: 0,
        refused: 0
      )
    case .categorical, .vector, .uncounted:
      let unseen = counts.removeLast()
      let other = counts.removeLast()
      pane.categories = CategoryCounts(known: counts, other: other, unseen: unseen, missing: 0)
    }
    let missing = random.poisson(StationarySeries.missingShare * mean)
    return Drawn(pane: pane, records: Int(pane.present + missing))
  }

  /// A window as the engine sees it.
  struct Drawn {
    var pane: FieldPane
    var records: Int
  }

  /// A window beside the baseline.
  func comparison(_ window: Drawn, level: Double) -> FieldComparison {
    FieldComparison(
      field: Field(name: "x", settings: nil),
      window: window.pane,
      windowRecords: window.records,
      comparedRecords: window.records,
      baseline: norm,
      baselineRecords: baselineRecords,
      reference: reference,
      fitsSpread: false,
      shift: nil,
      watchesShift: false,
      watchesRange: false,
      isTotal: true,
      baselineReason: "",
      level: level,
      extraQuantiles: [],
      ranks: QuantileRanks(level: level / 2)
    )
  }

  /// The indicators of a window that have a verdict of their own.
  func indicators(_ window: Drawn, level: Double) -> [Indicator] {
    let comparison = comparison(window, level: level)
    var all = [comparison.missing()]
    if reference.type.isNumeric {
      comparison.appendNumeric(to: &all)
    } else {
      comparison.appendCategorical(to: &all)
    }
    return all.filter { $0.limit != nil }
  }

  /// What a monitor that tests each window at 5 % would call drift.
  func isNaivelySignificant(_ window: Drawn) -> Bool {
    switch reference.shape {
    case .numeric(let numeric):
      guard let past = baseline.grid, let now = window.pane.grid, now.count > 0 else {
        return false
      }
      let ks = KolmogorovSmirnov.compare(
        baseline: past,
        window: now,
        grid: numeric.grid,
        level: 0.05
      )
      let p = KolmogorovSmirnovLaw.asymptotic(
        distance: ks?.value ?? 0,
        n: Double(past.count),
        m: Double(now.count)
      )
      return p < 0.05
    case .categorical:
      guard let past = baseline.categories, let now = window.pane.categories else { return false }
      let test = ChiSquare.compare(
        baseline: past.cells,
        window: now.cells,
        level: 0.05,
        mode: .pooled
      )
      return (test?.pValue ?? 1) < 0.05
    case .vector, .uncounted: return false
    }
  }

  // MARK: - Laws

  /// Ordered uniform numbers, as the partial sums of exponential spacings.
  private static func sortedUnits(_ random: inout SplitMix64) -> [Double] {
    var sums: [Double] = []
    var sum = 0.0
    for _ in 0..<Int(baselineRecords) {
      sum -= log(random.nextOpenUnit())
      sums.append(sum)
    }
    sum -= log(random.nextOpenUnit())
    return sums.map { $0 / sum }
  }

  private static func value(_ law: Law, at unit: Double) -> Double {
    switch law {
    case .lognormal: exp(NormalDistribution.quantile(unit))
    case .pareto: pow(1 - unit, -0.4)
    case .normal, .categories, .names, .boolean: NormalDistribution.quantile(unit)
    }
  }

  private static func probability(_ law: Law, below value: Double) -> Double {
    switch law {
    case .lognormal: NormalDistribution.cumulative(at: log(value))
    case .pareto: 1 - pow(value, -2.5)
    case .normal, .categories, .names, .boolean: NormalDistribution.cumulative(at: value)
    }
  }

  /// Twelve categories with a rare tail, names with a long one, or a truth value of 1 to 50 %.
  private static func probabilities(_ law: Law, _ random: inout SplitMix64) -> [Double] {
    guard law != .boolean else {
      let truth = 0.01 + 0.49 * random.nextUnit()
      return [truth, 1 - truth]
    }
    let weights =
      law == .names
      ? (1...2_000).map { 1 / Double($0) } : (0..<12).map { pow(0.5, Double($0)) }
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
  }

  /// The sum of the values of a cell with an open end.
  private func sum(
    _ count: UInt64,
    from lower: Double,
    to upper: Double,
    _ grid: DriftGrid,
    _ random: inout SplitMix64
  ) -> Int128 {
    var sum = ExactSum(unitExponent: grid.sumUnitExponent)
    for _ in 0..<count {
      let unit = min(lower + (upper - lower) * random.nextOpenUnit(), 1 - 0x1p-53)
      sum.add(StationarySeries.value(law, at: unit))
    }
    return sum.units
  }
}

extension SplitMix64 {
  /// Uniform in (0, 1).
  mutating func nextOpenUnit() -> Double {
    nextUnit() + 0x1p-54
  }
}
