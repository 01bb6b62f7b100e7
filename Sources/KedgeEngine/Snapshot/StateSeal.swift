import KedgeModel
import KedgeStatistics

/// A checksum behind each stored value, so that damage is found before anything is made of it.
///
/// SipHash under a fixed key over key and value: it finds accidents and keeps nobody from
/// forging.
enum StateSeal {
  private static let length = 8

  /// The value with its checksum.
  static func close(_ value: [UInt8], key: [UInt8]) -> [UInt8] {
    var writer = ByteWriter()
    writer.write(fixed: checksum(value[...], key))
    return value + writer.bytes
  }

  /// The value without its checksum.
  ///
  /// - Throws: `StateError` where the checksum is not that of the key and the value.
  static func open(_ entry: StateEntry) throws(StateError) -> [UInt8] {
    let value = entry.value.dropLast(length)
    var reader = ByteReader(Array(entry.value.suffix(length)))
    guard entry.value.count >= length, try reader.readFixed() == checksum(value, entry.key) else {
      throw StateError("a value of kind \(entry.key.dropFirst().first ?? 0) is damaged")
    }
    return Array(value)
  }

  private static func checksum(_ value: ArraySlice<UInt8>, _ key: [UInt8]) -> UInt64 {
    let hash = SipHash(key0: 0x6B65_6467_6520_7374, key1: 0x6174_6520_7365_616C)
    let bytes = key + value
    return hash.hash(bytes.span)
  }
}
