/// All decimal digits of a finite double, which always are finitely many.
struct DecimalExpansion {
  /// Digits 0 to 9, most significant first, without leading zeros; empty for zero.
  private let digits: [UInt8]

  /// Number of digits after the point.
  private let decimals: Int

  /// - Precondition: the number is finite.
  init(_ number: Double) {
    precondition(number.isFinite, "only finite numbers have digits")
    // number = significand * 2^power, and 2^-k = 5^k / 10^k.
    let significand =
      number.isNormal ? number.significandBitPattern | 1 << 52 : number.significandBitPattern
    let power = (number.isNormal ? Int(number.exponentBitPattern) : 1) - 1_075
    var limbs = [significand % DecimalExpansion.base, significand / DecimalExpansion.base]
    for _ in 0..<abs(power) { DecimalExpansion.multiply(&limbs, by: power < 0 ? 5 : 2) }
    var text = ""
    for limb in limbs.reversed() { text += TimeText.padded(Int(limb), 9) }
    digits = text.utf8.drop { $0 == 0x30 }.map { $0 - 0x30 }
    decimals = power < 0 ? -power : 0
  }

  private static let base: UInt64 = 1_000_000_000

  /// Limbs are digits to the base 10^9, least significant first.
  private static func multiply(_ limbs: inout [UInt64], by factor: UInt64) {
    var carry: UInt64 = 0
    for index in limbs.indices {
      let product = limbs[index] * factor + carry
      limbs[index] = product % base
      carry = product / base
    }
    if carry > 0 { limbs.append(carry) }
  }

  /// The power of ten of the first digit; 0 for zero.
  var exponent: Int { digits.isEmpty ? 0 : digits.count - 1 - decimals }

  /// The digits down to a decimal place, the last one rounded, ties to even.
  ///
  /// - Parameter places: Number of decimals to keep; negative to cut before the point.
  /// - Returns: digits of the number times 10^places, at least one.
  func rounded(places: Int) -> [UInt8] {
    let kept = digits.count - decimals + places
    guard kept >= 0 else { return [0] }
    guard kept < digits.count else {
      let padded = digits + [UInt8](repeating: 0, count: kept - digits.count)
      return padded.isEmpty ? [0] : padded
    }
    var result = Array(digits[..<kept])
    let isOdd = result.last.map { !$0.isMultiple(of: 2) } ?? false
    let isAboveHalf =
      digits[kept] > 5 || (digits[kept] == 5 && digits[(kept + 1)...].contains { $0 > 0 })
    if isAboveHalf || (digits[kept] == 5 && isOdd) { DecimalExpansion.increment(&result) }
    return result.isEmpty ? [0] : result
  }

  private static func increment(_ digits: inout [UInt8]) {
    for index in digits.indices.reversed() {
      if digits[index] < 9 {
        digits[index] += 1
        return
      }
      digits[index] = 0
    }
    digits.insert(1, at: 0)
  }
}
