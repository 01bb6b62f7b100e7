/// Finds values inside text whose grammar has been checked.
struct JSONWalker {
  let bytes: ScanBytes

  /// The value that steps lead to from the value at `start`, or `nil`.
  ///
  /// Of members with the same name the first one counts.
  func value(at start: Int, _ steps: [FieldPath.Step]) -> RawValue? {
    var index = start
    for step in steps {
      var found: Int?
      forEachChild(of: index) { key, position, child in
        switch step {
        case .name(let name):
          if let key, isKey(key, name) { found = child }
        case .index(let wanted):
          if key == nil && position == wanted { found = child }
        }
        return found == nil
      }
      guard let next = found else { return nil }
      index = next
    }
    return rawValue(at: index)
  }

  /// Calls `body` with the key, the number and the place of each child until it answers false.
  func forEachChild(of container: Int, _ body: (Range<Int>?, Int, Int) -> Bool) {
    let open = bytes[container]
    guard open == UInt8(ascii: "{") || open == UInt8(ascii: "[") else { return }
    var index = bytes.skipSpace(container + 1)
    var position = 0
    while bytes[index] != UInt8(ascii: "}") && bytes[index] != UInt8(ascii: "]") {
      var key: Range<Int>?
      if open == UInt8(ascii: "{") {
        var flags: RawValue.Flags = []
        let end = bytes.scanString(at: index + 1, flags: &flags)
        guard end >= 0 else { return }
        key = index + 1..<end
        index = bytes.skipSpace(bytes.skipSpace(end + 1) + 1)
      }
      guard body(key, position, index) else { return }
      var elements = 0
      index = bytes.skipValue(at: index, depth: 0, elements: &elements)
      guard index >= 0 else { return }
      index = bytes.skipSpace(index)
      if bytes[index] == UInt8(ascii: ",") { index = bytes.skipSpace(index + 1) }
      position += 1
    }
  }

  private func isKey(_ key: Range<Int>, _ name: String) -> Bool {
    var text: [UInt8] = []
    bytes.unescape(key, onto: &text)
    return text.elementsEqual(name.utf8)
  }

  /// The value at an index.
  func rawValue(at index: Int) -> RawValue? {
    var elements = 0
    var end = bytes.skipValue(at: index, depth: 0, elements: &elements)
    guard end >= 0 else { return nil }
    var value = RawValue.missing
    value.offset = UInt32(index)
    value.number = Double(elements)
    switch bytes[index] {
    case UInt8(ascii: "\""):
      value.kind = .string
      end = bytes.scanString(at: index + 1, flags: &value.flags) + 1
      value.offset += 1
      value.length = UInt32(end - index - 2)
      return value
    case UInt8(ascii: "t"), UInt8(ascii: "f"):
      value.kind = .boolean
      value.number = bytes[index] == UInt8(ascii: "t") ? 1 : 0
    case UInt8(ascii: "n"): value.kind = .null
    case UInt8(ascii: "["): value.kind = .array
    case UInt8(ascii: "{"): value.kind = .object
    default:
      var number = ParsedNumber(value: 0, isInteger: false, isRounded: false)
      _ = bytes.parseNumber(at: index, into: &number)
      value.kind = .number
      value.number = number.value
      if number.isInteger { value.flags = number.isRounded ? [.integer, .rounded] : .integer }
    }
    value.length = UInt32(end - index)
    return value
  }
}
