/// Base64 of RFC 4648 with the standard alphabet.
enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
  )

  static func apply(
    _ function: StringFunction,
    _ argument: Value
  ) throws(EvaluationError) -> Value {
    if function == .encode, case .bytes(let bytes) = argument { return .string(encoded(bytes)) }
    guard function == .decode, case .string(let text) = argument else {
      throw .noOverload(function.rawValue, argument)
    }
    guard let bytes = decoded(text) else {
      throw EvaluationError(.invalidConversion, "\(LiteralText.short(argument)) is no base64")
    }
    return .bytes(bytes)
  }

  private static func encoded(_ bytes: [UInt8]) -> String {
    var result: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      bits <<= 8 * UInt32(3 - group.count)
      for position in 0..<4 {
        let code = Int(bits >> (18 - 6 * UInt32(position)) & 63)
        result.append(position <= group.count ? alphabet[code] : UInt8(ascii: "="))
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The bytes, or `nil` for other characters; padding may be missing.
  private static func decoded(_ text: String) -> [UInt8]? {
    var digits = Array(text.utf8)
    if digits.count.isMultiple(of: 4) {
      for _ in 0..<2 where digits.last == UInt8(ascii: "=") { digits.removeLast() }
    }
    guard digits.count % 4 != 1 else { return nil }
    var result: [UInt8] = []
    var (bits, count) = (UInt32(0), 0)
    for digit in digits {
      guard let code = alphabet.firstIndex(of: digit) else { return nil }
      bits = (bits << 6 | UInt32(code)) & 0xFFFF
      count += 6
      if count >= 8 {
        count -= 8
        result.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return result
  }
}
