/// The text of a double: the shortest digits that read back as the same number.
enum DoubleText {
  /// Plain notation for exponents -5 to 20, else `d.ddde+xx`; whole numbers have no point.
  ///
  /// NaN is `NaN`, infinities are `+Inf` and `-Inf`.
  static func text(of value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    let (digits, exponent) = decimal(value.magnitude)
    return (value.sign == .minus ? "-" : "") + notation(digits, exponent)
  }

  /// Significant digits and the power of ten of the first one.
  private static func decimal(_ value: Double) -> (digits: [UInt8], exponent: Int) {
    let parts = value.description.split(separator: "e")
    let mantissa = Array(parts[0].utf8)
    let power = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let point = mantissa.firstIndex(of: 0x2E) ?? mantissa.count
    let all = mantissa.filter { $0 != 0x2E }
    let leadingZeros = all.prefix { $0 == 0x30 }.count
    guard leadingZeros < all.count else { return ([0x30], 0) }
    var digits = Array(all.dropFirst(leadingZeros))
    while digits.count > 1, digits.last == 0x30 { digits.removeLast() }
    return (digits, point - 1 - leadingZeros + power)
  }

  private static func notation(_ digits: [UInt8], _ exponent: Int) -> String {
    let text = String(decoding: digits, as: UTF8.self)
    if (-5..<0).contains(exponent) {
      return "0." + String(repeating: "0", count: -exponent - 1) + text
    }
    if (0...20).contains(exponent) {
      if digits.count <= exponent + 1 {
        return text + String(repeating: "0", count: exponent + 1 - digits.count)
      }
      let point = text.index(text.startIndex, offsetBy: exponent + 1)
      return text[..<point] + "." + text[point...]
    }
    let fraction = digits.count > 1 ? "." + text.dropFirst() : ""
    let sign = exponent < 0 ? "-" : "+"
    return text.prefix(1) + fraction + "e" + sign + TimeText.padded(abs(exponent), 2)
  }
}
