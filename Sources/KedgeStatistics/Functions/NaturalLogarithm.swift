import func Glibc.log

/// The natural logarithm, imported in one place for files that need only that.
enum NaturalLogarithm {
  /// ln x.
  static func value(_ x: Double) -> Double { log(x) }

  /// x·ln(x/y), with 0·ln 0 = 0.
  static func relativeEntropy(_ x: Double, _ y: Double) -> Double {
    x == 0 ? 0 : x * log(x / y)
  }
}
