import KedgeModel

/// Numbers as screens show them (CLI 1.4).
public enum NumberText {
  /// Three significant digits, two of what is below 1e-4; `-` where there is no number.
  public static func short(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "-" }
    let size = value.magnitude
    guard size != 0 else { return "0" }
    if size < 1e-4 { return tiny(value) }
    if size >= 10_000 { return (value < 0 ? "-" : "") + scaled(size) }
    var decimals = 2
    var scale = size
    while scale < 1, decimals < 8 {
      scale *= 10
      decimals += 1
    }
    scale = size
    while scale >= 10, decimals > 0 {
      scale /= 10
      decimals -= 1
    }
    return fixed(value, decimals: decimals)
  }

  /// Such as `3.4e-8`.
  private static func tiny(_ value: Double) -> String {
    var (mantissa, exponent) = (value, 0)
    while mantissa.magnitude < 0.995, exponent < 400 {
      mantissa *= 10
      exponent += 1
    }
    return "\(fixed(mantissa, decimals: 1))e-\(exponent)"
  }

  /// A count: exact up to 9,999, then such as `2.1 M`.
  public static func count(_ count: Int?) -> String {
    guard let count else { return "-" }
    return count <= 9_999 ? String(count) : scaled(Double(count))
  }

  /// A count in full, its digits in groups of three: `4 182 331`.
  public static func grouped(_ count: Int) -> String {
    let digits = String(count.magnitude)
    var groups: [Substring] = []
    var rest = Substring(digits)
    while !rest.isEmpty {
      groups.insert(rest.suffix(3), at: 0)
      rest = rest.dropLast(3)
    }
    return (count < 0 ? "-" : "") + groups.joined(separator: " ")
  }

  /// A length of time: `45 s`, `20 min`, `6 h`.
  public static func span(seconds: Int) -> String {
    switch seconds {
    case ..<120: "\(seconds) s"
    case ..<7_200: "\((seconds + 59) / 60) min"
    default: "\((seconds + 3_599) / 3_600) h"
    }
  }

  /// Bytes such as `61 MB`.
  public static func bytes(_ count: Int) -> String {
    let units = ["B", "kB", "MB", "GB", "TB"]
    var value = Double(count)
    var unit = 0
    while value >= 999.5, unit < units.count - 1 {
      value /= 1_000
      unit += 1
    }
    let text = value < 9.95 && unit > 0 ? fixed(value, decimals: 1) : fixed(value, decimals: 0)
    return "\(text) \(units[unit])"
  }

  private static func scaled(_ value: Double) -> String {
    let units = ["", " k", " M", " G", " T"]
    var value = value
    var unit = 0
    while value >= 999.5, unit < units.count - 1 {
      value /= 1_000
      unit += 1
    }
    return (value < 9.95 ? fixed(value, decimals: 1) : fixed(value, decimals: 0)) + units[unit]
  }

  /// A number with a fixed count of decimals, zeros at its end left out.
  static func fixed(_ value: Double, decimals: Int) -> String {
    let power = (0..<decimals).reduce(1.0) { power, _ in power * 10 }
    let rounded = (value.magnitude * power).rounded()
    guard rounded < 9e15 else { return JSONWriter.text(of: value) }
    let digits = String(Int64(rounded))
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.utf8.count)) + digits
    let whole = padded.dropLast(decimals)
    var fraction = padded.suffix(decimals)
    while fraction.last == "0" { fraction.removeLast() }
    let sign = value < 0 && rounded > 0 ? "-" : ""
    return sign + whole + (fraction.isEmpty ? "" : ".\(fraction)")
  }
}
