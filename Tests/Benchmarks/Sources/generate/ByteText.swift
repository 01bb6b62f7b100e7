/// Text that is appended to a buffer of bytes.
extension [UInt8] {
  mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { unsafe append(contentsOf: $0) }
  }

  /// Appends a whole number.
  mutating func append(decimal value: Int) {
    if value < 0 { append(UInt8(ascii: "-")) }
    append(contentsOf: String(value.magnitude).utf8)
  }

  /// Appends the last `count` decimal digits of a number, zeros included.
  mutating func append(digits count: Int, of value: Int) {
    var unit = 1
    for _ in 1..<count { unit *= 10 }
    while unit > 0 {
      append(0x30 + UInt8(value / unit % 10))
      unit /= 10
    }
  }

  /// Appends a number of millionths in plain decimals, without zeros at its end.
  mutating func append(millionths value: Int) {
    if value < 0 { append(UInt8(ascii: "-")) }
    let size = Int(value.magnitude)
    append(decimal: size / 1_000_000)
    var rest = size % 1_000_000
    guard rest > 0 else { return }
    append(UInt8(ascii: "."))
    var unit = 100_000
    while rest > 0 {
      append(0x30 + UInt8(rest / unit))
      rest %= unit
      unit /= 10
    }
  }

  /// Appends the lowest hexadecimal digits of a number.
  mutating func append(hexadecimal value: UInt64, digits: Int) {
    for index in (0..<digits).reversed() {
      let digit = UInt8((value >> UInt64(index * 4)) & 15)
      append(digit < 10 ? 0x30 + digit : 0x57 + digit)
    }
  }

  /// Appends a time, given in microseconds since the first instant of the data.
  mutating func append(time microseconds: Int) {
    let seconds = microseconds / 1_000_000
    let day = 5 + seconds / 86_400
    precondition(day <= 31, "the data covers at most 26 days")
    append("2026-01-")
    append(digits: 2, of: day)
    append("T")
    append(digits: 2, of: seconds / 3_600 % 24)
    append(":")
    append(digits: 2, of: seconds / 60 % 60)
    append(":")
    append(digits: 2, of: seconds % 60)
    append(".")
    append(digits: 6, of: microseconds % 1_000_000)
    append("Z")
  }
}
