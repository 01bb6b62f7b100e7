import Foundation

/// Reads offsets from the system's time zone files (RFC 8536, version 2 and later), without the
/// rule for times after the last transition.
enum ZoneFile {
  static let folder = "/usr/share/zoneinfo"

  static func secondsEast(of name: String, at seconds: Int64) -> Int? {
    guard !name.contains(".."), !name.isEmpty,
      let data = FileManager.default.contents(atPath: "\(folder)/\(name)"),
      data.count > 44, data.prefix(4).elementsEqual("TZif".utf8)
    else { return nil }
    let bytes = [UInt8](data)
    let first = Header(bytes, at: 0)
    let second = Header(bytes, at: 44 + first.length(timeSize: 4))
    let times = 44 + first.length(timeSize: 4) + 44
    let kinds = times + second.transitions * 8
    let records = kinds + second.transitions
    var kind = 0
    for index in 0..<second.transitions where number(bytes, times + index * 8, 8) <= seconds {
      kind = Int(bytes[kinds + index])
    }
    return Int(number(bytes, records + kind * 6, 4))
  }

  private struct Header {
    let isUTC: Int
    let isStandard: Int
    let leaps: Int
    let transitions: Int
    let kinds: Int
    let letters: Int

    init(_ bytes: [UInt8], at offset: Int) {
      let counts = (0..<6).map { Int(number(bytes, offset + 20 + $0 * 4, 4)) }
      (isUTC, isStandard, leaps) = (counts[0], counts[1], counts[2])
      (transitions, kinds, letters) = (counts[3], counts[4], counts[5])
    }

    func length(timeSize: Int) -> Int {
      transitions * (timeSize + 1) + kinds * 6 + letters + leaps * (timeSize + 4) + isStandard
        + isUTC
    }
  }

  private static func number(_ bytes: [UInt8], _ offset: Int, _ size: Int) -> Int64 {
    var value: Int64 = bytes[offset] >= 0x80 ? -1 : 0
    for byte in bytes[offset..<offset + size] { value = value << 8 | Int64(byte) }
    return value
  }
}
