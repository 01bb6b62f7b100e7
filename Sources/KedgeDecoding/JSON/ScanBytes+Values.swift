extension ScanBytes {
  /// The index of the first byte from an index that is no space, tab or carriage return.
  ///
  /// A newline ends the line and is never skipped.
  @inline(__always)
  func skipSpace(_ start: Int) -> Int {
    var index = start
    while self[index] <= 0x20
      && (self[index] == 0x20 || self[index] == 0x09 || self[index] == 0x0D)
    {
      index &+= 1
    }
    return index
  }

  /// Skips one value of any kind and checks its grammar, without recursion.
  ///
  /// - Parameters:
  ///   - start: Index of the value's first byte.
  ///   - depth: Containers that are open around it.
  ///   - elements: Set to the number of elements where the value is an array.
  /// - Returns: the index behind the value, or a `ScanError`.
  func skipValue(at start: Int, depth: Int, elements: inout Int) -> ScanPosition {
    var containers = OpenContainers()
    var index = start
    elements = 0
    while true {
      index = openOrSkipScalar(at: index, &containers, outerDepth: depth)
      if index < 0 { return index }
      if containers.isAtStart {
        containers.isAtStart = false
        continue
      }
      while true {
        if containers.depth == 0 { return index }
        index = skipSpace(index)
        if self[index] == UInt8(ascii: ",") {
          if containers.depth == 1 { elements += 1 }
          index = memberStart(at: skipSpace(index + 1), containers)
          if index < 0 { return index }
          break
        }
        guard self[index] == containers.closing else { return ScanError.notJSON }
        if containers.depth == 1 && !containers.isEmptyAtClose { elements += 1 }
        containers.isEmptyAtClose = false
        containers.close()
        index += 1
      }
    }
  }

  /// Opens a container and moves to its first value, or skips a scalar.
  ///
  /// An empty container is left at its closing byte, to be closed by the caller.
  @inline(__always)
  private func openOrSkipScalar(
    at index: Int,
    _ containers: inout OpenContainers,
    outerDepth: Int
  ) -> ScanPosition {
    let byte = self[index]
    guard byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") else {
      return skipScalar(at: index)
    }
    guard outerDepth + containers.depth < nestingMax else { return ScanError.tooDeep }
    containers.open(isObject: byte == UInt8(ascii: "{"))
    let first = skipSpace(index + 1)
    if self[first] == containers.closing {
      containers.isEmptyAtClose = true
      return first
    }
    containers.isAtStart = true
    return memberStart(at: first, containers)
  }

  /// The index of the value of the member that begins at an index; in an array the index itself.
  @inline(__always)
  private func memberStart(at index: Int, _ containers: OpenContainers) -> ScanPosition {
    guard containers.isObject else { return index }
    guard self[index] == UInt8(ascii: "\"") else { return ScanError.notJSON }
    var flags: RawValue.Flags = []
    let end = scanString(at: index + 1, flags: &flags)
    if end < 0 { return end }
    let colon = skipSpace(end + 1)
    guard self[colon] == UInt8(ascii: ":") else { return ScanError.notJSON }
    return skipSpace(colon + 1)
  }

  /// Skips a string, number or literal.
  @inline(__always)
  func skipScalar(at index: Int) -> ScanPosition {
    switch self[index] {
    case UInt8(ascii: "\""):
      var flags: RawValue.Flags = []
      let end = scanString(at: index + 1, flags: &flags)
      return end < 0 ? end : end + 1
    case UInt8(ascii: "t"): return literal(.isTrue, at: index)
    case UInt8(ascii: "f"): return literal(.isFalse, at: index)
    case UInt8(ascii: "n"): return literal(.isNull, at: index)
    default:
      var number = ParsedNumber(value: 0, isInteger: false, isRounded: false)
      return parseNumber(at: index, into: &number)
    }
  }

  /// The index behind a literal, or `ScanError.notJSON`.
  @inline(__always)
  func literal(_ literal: JSONLiteral, at index: Int) -> ScanPosition {
    eightBytes(at: index) & literal.mask == literal.bytes
      ? index &+ literal.length : ScanError.notJSON
  }
}

/// One of the three words of JSON, as the bytes of an integer.
struct JSONLiteral {
  let bytes: UInt64
  let mask: UInt64
  let length: Int

  /// The word `true`.
  static let isTrue = JSONLiteral(bytes: 0x6575_7274, mask: 0xFFFF_FFFF, length: 4)
  /// The word `false`.
  static let isFalse = JSONLiteral(bytes: 0x65_736C_6166, mask: 0xFF_FFFF_FFFF, length: 5)
  /// The word `null`.
  static let isNull = JSONLiteral(bytes: 0x6C6C_756E, mask: 0xFFFF_FFFF, length: 4)
}

/// The containers open inside a value that is skipped: one bit each, set for an object.
struct OpenContainers {
  private var bits: UInt64 = 0
  private(set) var depth = 0
  /// Whether a container was just opened and its first value comes next.
  var isAtStart = false
  /// Whether the container to be closed next has no member.
  var isEmptyAtClose = false

  var isObject: Bool { bits & 1 == 1 }

  /// The byte that closes the innermost container.
  var closing: UInt8 { isObject ? UInt8(ascii: "}") : UInt8(ascii: "]") }

  mutating func open(isObject: Bool) {
    bits = bits << 1 | (isObject ? 1 : 0)
    depth += 1
  }

  mutating func close() {
    bits >>= 1
    depth -= 1
  }
}
