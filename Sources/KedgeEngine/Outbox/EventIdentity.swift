import Crypto
import KedgeModel

/// What makes an event the same event on every node and in every replay (RULES 7).
struct EventIdentity {
  /// Name of the rule that made it, and the text that decides; both empty where none did.
  let rule: (name: String, text: String)
  let series: SeriesKey
  let end: Timestamp
  let windowIndex: Int
  let action: String

  /// 26 characters of `[a-z2-7]`.
  var id: String {
    var writer = ByteWriter()
    writer.write("kedge-event-v1")
    writer.write(rule.name)
    writer.write(Digest.hex(rule.text))
    writer.write(series.model)
    writer.write(series.version)
    writer.write(list: series.segment) { writer, value in
      writer.write(value.key)
      writer.write(value.value)
    }
    writer.write(fixed: UInt64(bitPattern: end.nanoseconds))
    writer.write(count: windowIndex)
    writer.write(action)
    return String(Digest.base32(writer.bytes).prefix(26))
  }
}

/// SHA-256 as text.
enum Digest {
  /// 64 hexadecimal digits of the digest of a text.
  static func hex(_ text: String) -> String {
    SHA256.hash(data: Array(text.utf8)).map { byte in
      let digits = String(byte, radix: 16)
      return digits.utf8.count == 1 ? "0" + digits : digits
    }.joined()
  }

  /// The digest of bytes in lower-case base 32 (RFC 4648), without padding.
  static func base32(_ bytes: [UInt8]) -> String {
    let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567")
    var text = ""
    var (buffer, bits) = (0, 0)
    for byte in SHA256.hash(data: bytes) {
      buffer = (buffer << 8 | Int(byte)) & 0xFFFF
      bits += 8
      while bits >= 5 {
        bits -= 5
        text.append(alphabet[(buffer >> bits) & 31])
      }
    }
    if bits > 0 { text.append(alphabet[(buffer << (5 - bits)) & 31]) }
    return text
  }
}
