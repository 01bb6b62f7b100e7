import func Glibc.exp
import func Glibc.log
import func Glibc.log1p

/// The beta function and its regularised incomplete form.
enum BetaFunction {
  /// ln B(a, b) = ln Γ(a) + ln Γ(b) - ln Γ(a+b) for a, b > 0, without cancellation for large ones.
  static func logarithm(_ a: Double, _ b: Double) -> Double {
    let small = min(a, b)
    let large = max(a, b)
    guard large >= 10 else {
      return GammaFunction.logarithm(small)
        + (GammaFunction.logarithm(large) - GammaFunction.logarithm(small + large))
    }
    let remainder =
      GammaFunction.stirlingRemainder(large) - GammaFunction.stirlingRemainder(small + large)
    guard small >= 10 else {
      let ratio = (small + large - 0.5) * log1p(small / large) + small * (log(large) - 1)
      return GammaFunction.logarithm(small) + (remainder - ratio)
    }
    let powers = (small - 0.5) * log1p(large / small) + large * log1p(small / large)
    let constant = 0.5 * (log(2 * Double.pi) - log(large))
    return constant - powers + (remainder + GammaFunction.stirlingRemainder(small))
  }

  /// x^a·(1-x)^b/B(a, b) for a, b > 0 and 0 < x < 1.
  static func density(_ a: Double, _ b: Double, at x: Double) -> Double {
    guard a >= 10, b >= 10 else {
      return exp(a * log(x) + b * log1p(-x) - logarithm(a, b))
    }
    let distance = a - (a + b) * x
    let exponent =
      a * LogarithmicRemainder.value(at: -distance / a)
      + b * LogarithmicRemainder.value(at: distance / b)
    let remainder =
      GammaFunction.stirlingRemainder(a) + GammaFunction.stirlingRemainder(b)
      - GammaFunction.stirlingRemainder(a + b)
    return (a / (2 * Double.pi) * (b / (a + b))).squareRoot() * exp(exponent - remainder)
  }

  /// The regularised incomplete beta function I_x(a, b): 0 at x = 0, 1 at x = 1.
  ///
  /// - Complexity: O(√max(a, b)) steps of the continued fraction.
  static func regularized(_ a: Double, _ b: Double, at x: Double) -> Double {
    guard x > 0 else { return 0 }
    guard x < 1 else { return 1 }
    return x * (a + b + 2) < a + 1
      ? density(a, b, at: x) / a * continuedFraction(a, b, x)
      : 1 - density(b, a, at: 1 - x) / b * continuedFraction(b, a, 1 - x)
  }

  /// 1 - I_x(a, b), accurate where it is small.
  static func complement(_ a: Double, _ b: Double, at x: Double) -> Double {
    guard x > 0 else { return 1 }
    guard x < 1 else { return 0 }
    return x * (a + b + 2) < a + 1
      ? 1 - density(a, b, at: x) / a * continuedFraction(a, b, x)
      : density(b, a, at: 1 - x) / b * continuedFraction(b, a, 1 - x)
  }

  /// The continued fraction of I_x(a, b) (DLMF 8.17.22), with the modified Lentz method.
  private static func continuedFraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
    var fraction = Lentz()
    fraction.step(-(a + b) * x / (a + 1))
    var m = 1.0
    while m < 1_000_000 {
      let even = a + 2 * m
      fraction.step(m * (b - m) * x / ((even - 1) * even))
      fraction.step(-(a + m) * (a + b + m) * x / (even * (even + 1)))
      if abs(fraction.change - 1) <= 2e-16 { break }
      m += 1
    }
    return fraction.value
  }

  /// The state of 1/(1 + d₁/(1 + d₂/(1 + …))).
  private struct Lentz {
    var value = 1.0
    var change = 0.0
    private var c = 1e300
    private var d = 1.0

    mutating func step(_ coefficient: Double) {
      let tiny = 1e-300
      let denominator = 1 + coefficient * d
      d = 1 / (abs(denominator) < tiny ? tiny : denominator)
      let numerator = 1 + coefficient / c
      c = abs(numerator) < tiny ? tiny : numerator
      change = c * d
      value *= change
    }
  }
}
