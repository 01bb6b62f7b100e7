/// A decimal number kept in whole millionths, so that a scenario means the same on every machine.
public struct Millionths: Equatable, Comparable, Sendable, ExpressibleByFloatLiteral,
  ExpressibleByIntegerLiteral
{
  /// The largest magnitude that a scenario may name, in millionths.
  public static let largest = Millionths(count: 4_000_000_000_000)

  /// How many millionths.
  public var count: Int64

  /// Makes a number from its millionths.
  public init(count: Int64) {
    self.count = count
  }

  /// Takes the nearest number of millionths; up to six decimals are kept exactly.
  ///
  /// A value that is not finite, or beyond `largest`, becomes the nearest end of the range; NaN is 0.
  public init(_ value: Double) {
    let limit = Double(Self.largest.count)
    guard !value.isNaN else {
      count = 0
      return
    }
    count = Int64(min(limit, max(-limit, (value * 1_000_000).rounded())))
  }

  /// Makes a number from a literal such as `0.05`.
  public init(floatLiteral value: Double) {
    self.init(value)
  }

  /// Makes a number from a literal such as `220`.
  public init(integerLiteral value: Int64) {
    self.init(count: value * 1_000_000)
  }

  /// Orders by value.
  public static func < (left: Millionths, right: Millionths) -> Bool {
    left.count < right.count
  }
}
