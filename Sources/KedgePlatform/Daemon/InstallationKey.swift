import KedgeEngine
import KedgeModel

/// The key of this installation, behind tables of names that users choose: made once, kept in the
/// state.
struct InstallationKey {
  let hashKey: HashKey
  /// The change that keeps a key that was made just now.
  let change: StateStore.Change?

  private static let storedAs: [UInt8] = [UInt8(ascii: "k")]

  /// - Throws: `SystemError` where the system gives no random bytes.
  static func find(in entries: [StateStore.Entry]) throws -> InstallationKey {
    if let entry = entries.first(where: { $0.key == storedAs }), entry.value.count == 16 {
      var reader = ByteReader(entry.value)
      let key = HashKey(first: try reader.readFixed(), second: try reader.readFixed())
      return InstallationKey(hashKey: key, change: nil)
    }
    let descriptor = try openFile("/dev/urandom", flags: 0)
    let bytes = try readBytes(from: descriptor.number, max: 16).get()
    var reader = ByteReader(bytes)
    let key = HashKey(first: try reader.readFixed(), second: try reader.readFixed())
    return InstallationKey(
      hashKey: key,
      change: StateStore.Change(key: storedAs, value: bytes)
    )
  }
}
