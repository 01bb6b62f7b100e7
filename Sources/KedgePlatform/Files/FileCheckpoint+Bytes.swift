extension FileCheckpoint {
  private static let version: UInt8 = 1

  /// The checkpoint as bytes for the engine's state.
  public var encoded: [UInt8] {
    var bytes: [UInt8] = [Self.version]
    for word in [
      identity.device, identity.inode, UInt64(bitPattern: identity.birth ?? .min),
      UInt64(identity.headerLength), identity.headerHash, UInt64(bitPattern: offset), tailHash,
      UInt64(bitPattern: sizeSeen),
    ] {
      for shift in stride(from: UInt64(0), to: 64, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: word >> shift))
      }
    }
    return bytes + path.utf8
  }

  /// Reads `encoded` back; `nil` for anything else.
  public init?(encoded bytes: [UInt8]) {
    guard bytes.count >= 65, bytes[0] == Self.version else { return nil }
    let words = (0..<8).map { index in
      (0..<8).reduce(UInt64(0)) { word, byte in
        word | UInt64(bytes[1 + index * 8 + byte]) << UInt64(byte * 8)
      }
    }
    guard let path = String(validating: bytes[65...], as: UTF8.self), words[3] <= 1_024 else {
      return nil
    }
    let birth = Int64(bitPattern: words[2])
    self.path = path
    identity = FileIdentity(
      device: words[0],
      inode: words[1],
      birth: birth == .min ? nil : birth,
      headerLength: Int(words[3]),
      headerHash: words[4]
    )
    offset = Int64(bitPattern: words[5])
    tailHash = words[6]
    sizeSeen = Int64(bitPattern: words[7])
    guard offset >= 0, sizeSeen >= 0 else { return nil }
  }
}
