public import KedgeModel

extension Baseline {
  /// What a profile's state is made of; another number, another form.
  private static let profileForm = 3.0

  /// Reads a baseline from its profile line; the engine that it is given to puts its tables under
  /// its own key.
  ///
  /// - Throws: `StateError` where the document is no baseline or was changed.
  public init(profile: JSONValue) throws(StateError) {
    guard profile["kind"]?.text == "profile", let state = profile["state"]?.text else {
      throw StateError("the line is no profile with a `state`")
    }
    guard profile["form"]?.number == Baseline.profileForm else {
      throw StateError(
        "the profile is of another version of Kedge: make it anew with `kedgectl baseline build`"
      )
    }
    let bytes = try Base16.bytes(state)
    var reader = ByteReader(bytes)
    // Before anything is made of it: changed bytes need not make sense.
    let stated = try reader.readText()
    var writer = ByteWriter()
    writer.write(stated)
    guard stated == Baseline.contentID(Array(bytes.dropFirst(writer.bytes.count))) else {
      throw StateError("the profile was changed: its id differs")
    }
    reader = ByteReader(bytes)
    try self.init(from: &reader, hash: KeyedHash(HashKey(first: 0, second: 0)))
    guard reader.isAtEnd else { throw StateError("bytes behind the end of the profile") }
  }

  /// The baseline as a profile line: what people want to know, and its exact state.
  ///
  /// - Parameter model: The model's name.
  /// - Returns: the document.
  public func profile(model: String) -> JSONValue {
    var writer = ByteWriter()
    encode(into: &writer)
    return [
      "kind": "profile", "form": JSONValue(Baseline.profileForm), "model": .string(model),
      "version": .string(version),
      "n": JSONValue(records), "id": .string(id),
      "window": ["start": .string(start.rfc3339), "end": .string(end.rfc3339)],
      "fields": .array(
        fields.map { ["name": .string($0.name), "type": .string($0.type.rawValue)] }
      ),
      "state": .string(Base16.text(writer.bytes)),
    ]
  }
}

/// Bytes as hexadecimal digits.
enum Base16 {
  private static let digits = Array("0123456789abcdef".utf8)

  static func text(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count * 2)
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  static func bytes(_ text: String) throws(StateError) -> [UInt8] {
    var bytes: [UInt8] = []
    var high: UInt8?
    for character in text.utf8 {
      guard let digit = value(character) else {
        throw StateError("a state that is not hexadecimal")
      }
      if let first = high {
        bytes.append(first << 4 | digit)
        high = nil
      } else {
        high = digit
      }
    }
    guard high == nil else { throw StateError("a state of half a byte") }
    return bytes
  }

  private static func value(_ character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
