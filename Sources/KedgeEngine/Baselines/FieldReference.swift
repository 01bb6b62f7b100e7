import KedgeModel
import KedgeStatistics

/// What the baseline froze of one field: how its values are cut into cells.
public struct FieldReference: Equatable, Sendable {
  /// Name of the field.
  public let name: String
  /// Its type.
  public let type: FieldType
  let shape: Shape

  enum Shape: Equatable, Sendable {
    case numeric(NumericReference)
    case categorical(CategoryTable)
    case vector(VectorReference)
    /// Only missing values are counted.
    case uncounted
  }
}

/// How numbers of a field are cut into cells.
///
/// A class, so that the record path hands on one reference and not the arrays one by one.
final class NumericReference: Equatable, Sendable {
  let grid: DriftGrid
  /// The cells of the grid joined to about ten, for PSI and its relatives.
  let deciles: GridView
  /// Shift and unit of sums.
  let scale: Moments.Scale
  /// Every value of the baseline with a cell of its own, where a mode asks for it.
  let exactGrid: DriftGrid?
  /// Cells of equal width, where a mode asks for them.
  let equalWidth: EqualWidthGrid?
  /// Interquartile range of the baseline.
  let quartileRange: Double
  /// Third central moment over the cube of the standard deviation; 0 for values that are all equal.
  let skewness: Double

  init?(_ values: SortedValues, modes: [String: String]) {
    guard let grid = DriftGrid(baseline: values) else { return nil }
    self.grid = grid
    deciles = grid.view()
    let moments = values.moments
    scale = Moments.Scale(
      mean: moments.mean ?? 0,
      spread: moments.standardDeviation ?? 0
    )
    let isExact = modes["ks"] == "nannyml" || modes["wasserstein"] == "nannyml"
    exactGrid = isExact ? DriftGrid(exactBaseline: values) : nil
    equalWidth = modes["js"] == "nannyml" ? EqualWidthGrid(baseline: values) : nil
    quartileRange = (values.quantile(0.75) ?? 0) - (values.quantile(0.25) ?? 0)
    skewness = values.skewness
  }

  init(
    grid: DriftGrid,
    scale: Moments.Scale,
    exactGrid: DriftGrid?,
    equalWidth: EqualWidthGrid?,
    quartileRange: Double,
    skewness: Double
  ) {
    self.grid = grid
    deciles = grid.view()
    self.scale = scale
    self.exactGrid = exactGrid
    self.equalWidth = equalWidth
    self.quartileRange = quartileRange
    self.skewness = skewness
  }

  static func == (left: NumericReference, right: NumericReference) -> Bool {
    left.grid.state == right.grid.state && left.scale == right.scale
      && left.exactGrid?.state == right.exactGrid?.state && left.equalWidth == right.equalWidth
      && left.quartileRange == right.quartileRange && left.skewness == right.skewness
  }
}
