import func Glibc.log1p

/// The logarithm of 1 + t without its linear term: ln(1 + t) - t.
///
/// Large powers such as (x/a)^a·e^(a-x) are exp(a·(ln(1+t) - t)); computed term by term they lose
/// all digits for large a, here they keep them.
enum LogarithmicRemainder {
  /// ln(1 + t) - t for t > -1, relative error about 1e-15.
  ///
  /// With y = t/(2+t) the logarithm is 2·artanh(y), hence the result is
  /// -t·y + 2·y³·(1/3 + y²/5 + y⁴/7 + …).
  static func value(at t: Double) -> Double {
    guard t > -0.25, t < 0.25 else { return log1p(t) - t }
    let y = t / (2 + t)
    let square = y * y
    var power = 1.0
    var sum = 0.0
    var divisor = 3.0
    while power > 1e-18 {
      sum += power / divisor
      power *= square
      divisor += 2
      if square == 0 { break }
    }
    return 2 * y * square * sum - t * y
  }
}
