import func Glibc.exp
import func Glibc.lgamma
import func Glibc.log

/// The gamma function and its regularised incomplete forms.
enum GammaFunction {
  /// ln Γ(x) for x > 0.
  static func logarithm(_ x: Double) -> Double {
    precondition(x > 0, "the logarithm of the gamma function is used for positive arguments only")
    // This overload is the reentrant one; the plain C function writes a global variable.
    let (value, _): (Double, Int) = lgamma(x)
    return value
  }

  /// What Stirling's formula leaves: ln Γ(x) - ((x-½)·ln x - x + ½·ln 2π), for x ≥ 10.
  ///
  /// The asymptotic series of Bernoulli numbers; seven terms give 1e-16 at x = 10.
  static func stirlingRemainder(_ x: Double) -> Double {
    let inverse = 1 / x
    let square = inverse * inverse
    var sum = 1.0 / 156
    sum = sum * square - 691.0 / 360_360
    sum = sum * square + 1.0 / 1_188
    sum = sum * square - 1.0 / 1_680
    sum = sum * square + 1.0 / 1_260
    sum = sum * square - 1.0 / 360
    sum = sum * square + 1.0 / 12
    return sum * inverse
  }

  /// x^a·e^(-x)/Γ(a) for a > 0 and x ≥ 0.
  static func density(shape a: Double, at x: Double) -> Double {
    guard x > 0 else { return 0 }
    guard a >= 10 else { return exp(a * log(x) - x - logarithm(a)) }
    let exponent = a * LogarithmicRemainder.value(at: (x - a) / a) - stirlingRemainder(a)
    return (a / (2 * Double.pi)).squareRoot() * exp(exponent)
  }

  /// The regularised lower incomplete gamma function P(a, x): 0 at x = 0, 1 at infinity.
  ///
  /// - Complexity: O(√a) terms near x = a.
  static func lower(shape a: Double, at x: Double) -> Double {
    guard x > 0 else { return 0 }
    guard x < .infinity else { return 1 }
    return x < a + 1 ? series(a, x) : 1 - continuedFraction(a, x)
  }

  /// The regularised upper incomplete gamma function Q(a, x) = 1 - P(a, x).
  ///
  /// - Complexity: O(√a) terms near x = a.
  static func upper(shape a: Double, at x: Double) -> Double {
    guard x > 0 else { return 1 }
    guard x < .infinity else { return 0 }
    return x < a + 1 ? 1 - series(a, x) : continuedFraction(a, x)
  }

  /// P(a, x) by its power series, all terms positive.
  private static func series(_ a: Double, _ x: Double) -> Double {
    var term = 1.0
    var sum = 1.0
    var shape = a
    while term > sum * 1e-17 {
      shape += 1
      term *= x / shape
      sum += term
    }
    return density(shape: a, at: x) / a * sum
  }

  /// Q(a, x) by Legendre's continued fraction, evaluated with the modified Lentz method.
  private static func continuedFraction(_ a: Double, _ x: Double) -> Double {
    let tiny = 1e-300
    var b = x + 1 - a
    var c = 1 / tiny
    var d = 1 / (abs(b) < tiny ? tiny : b)
    var fraction = d
    var index = 1.0
    var change = 0.0
    repeat {
      let coefficient = -index * (index - a)
      b += 2
      let denominator = coefficient * d + b
      d = 1 / (abs(denominator) < tiny ? tiny : denominator)
      let numerator = b + coefficient / c
      c = abs(numerator) < tiny ? tiny : numerator
      change = c * d
      fraction *= change
      index += 1
    } while abs(change - 1) > 1e-16 && index < 1_000_000
    return density(shape: a, at: x) * fraction
  }
}
