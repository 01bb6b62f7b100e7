/// Text that is appended to a buffer of bytes, in the few forms that record lines need.
extension [UInt8] {
  /// Appends the bytes of a text.
  mutating func append(_ text: String) {
    append(contentsOf: text.utf8)
  }

  /// Appends a whole number that is at least 0.
  mutating func append(decimal value: Int64) {
    var digits = InlineArray<20, UInt8>(repeating: 0x30)
    var rest = UInt64(value)
    var first = 20
    repeat {
      first -= 1
      digits[first] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    } while rest > 0
    for index in first..<20 { append(digits[index]) }
  }

  /// Appends a number of millionths that is at least 0, without zeros at its end.
  mutating func append(millionths value: Int64) {
    append(decimal: value / 1_000_000)
    var rest = value % 1_000_000
    guard rest > 0 else { return }
    append(0x2E)
    var unit: Int64 = 100_000
    while rest > 0 {
      append(0x30 + UInt8(truncatingIfNeeded: rest / unit))
      rest %= unit
      unit /= 10
    }
  }

  /// Appends the last six digits of a number, zeros included.
  mutating func append(sixDigits value: Int64) {
    var unit: Int64 = 100_000
    while unit > 0 {
      append(0x30 + UInt8(truncatingIfNeeded: value / unit % 10))
      unit /= 10
    }
  }

  /// Appends the lowest `digits` hexadecimal digits of a number.
  mutating func append(hexadecimal value: UInt64, digits: Int) {
    var shift = UInt64(digits) * 4
    while shift > 0 {
      shift -= 4
      let digit = UInt8(truncatingIfNeeded: (value >> shift) & 15)
      append(digit < 10 ? 0x30 + digit : 0x57 + digit)
    }
  }
}
