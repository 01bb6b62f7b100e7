/// Finds the changes of the mean of one series, value by value, each judged by those before it only.
///
/// The first values are the baseline: its mean, its spread and how its values depend on each other.
/// What follows goes through a `ShiftDetector`. With an alarm the series begins anew where the
/// change began. A baseline that is constant or wanders as long as it is proves nothing: the next
/// values take its place.
public struct ChangePoints: Sendable {
  /// What is looked for.
  public struct Settings: Sendable {
    /// Values of a baseline, at least 8.
    public var baseline = 30
    /// Values from one false alarm to the next.
    public var averageRunLength = 10_000.0
    /// The least change that matters, in standard deviations of the baseline.
    public var limit = 0.5
    /// Probability that the baseline's mean or spread is further off than what is let pass.
    public var baselineLevel = 0.05

    /// The defaults.
    public init() {}
  }

  /// One change.
  public struct Change: Equatable, Sendable {
    /// Index of its first value, as far as the series tells.
    public let start: Int
    /// Index of the value with which it was found.
    public let found: Int
  }

  /// Values count as at most so many standard deviations, so that one outlier is no change.
  private static let clip = 3.0
  private static let allowanceMin = 0.25

  /// What a baseline says of a value.
  private struct Norm {
    let mean: Double
    /// With the dependence and the error of the spread in it.
    let scale: Double
    let allowance: Double
    let threshold: Double

    init?(_ values: ArraySlice<Double>, _ settings: Settings) {
      let count = Double(values.count)
      let average = values.reduce(0, +) / count
      let squares = values.reduce(0) { $0 + ($1 - average) * ($1 - average) }
      guard squares > 0, let inflation = Autocorrelation.inflation(of: Array(values)) else {
        return nil
      }
      // Of so many independent values.
      let worth = count / inflation
      let certainty = NormalDistribution.upperQuantile(settings.baselineLevel)
      let error = 1 + certainty / (2 * worth).squareRoot()
      mean = average
      scale = (squares / (count - 1) * inflation).squareRoot() * error
      let offset = NormalDistribution.upperQuantile(settings.baselineLevel / 2) / worth.squareRoot()
      allowance = max(ChangePoints.allowanceMin, settings.limit / 2 + offset)
      threshold = ShiftDetector.threshold(
        averageRunLength: settings.averageRunLength,
        allowance: allowance
      )
    }
  }

  /// The changes of a series, in order.
  ///
  /// - Parameters:
  ///   - values: Finite values in order of time.
  ///   - settings: What is looked for.
  /// - Returns: each change with where it was found.
  /// - Complexity: O(values), beside one baseline for each change.
  public static func find(in values: [Double], _ settings: Settings = Settings()) -> [Change] {
    precondition(settings.baseline >= 8, "a baseline has 8 values")
    var changes: [Change] = []
    var start = 0
    while start + settings.baseline < values.count {
      let end = start + settings.baseline
      guard let norm = Norm(values[start..<end], settings) else {
        start = end
        continue
      }
      guard let change = first(in: values, from: end, norm) else { break }
      changes.append(change)
      start = change.start
    }
    return changes
  }

  private static func first(in values: [Double], from start: Int, _ norm: Norm) -> Change? {
    var detector = ShiftDetector()
    for index in start..<values.count {
      let most = clip * norm.scale
      detector.update(
        deviation: max(-most, min(most, values[index] - norm.mean)),
        deviationScale: norm.scale,
        weight: 1,
        allowance: norm.allowance,
        threshold: norm.threshold
      )
      for side in [detector.rise, detector.fall] where side.isAlarm {
        return Change(start: index - side.length + 1, found: index)
      }
    }
    return nil
  }
}
