import KedgeModel

extension BlockDecoder {
  /// Whether a value's bytes stand in the block just as they are meant.
  @inline(__always)
  func isPlain(_ value: RawValue) -> Bool {
    !value.flags.contains(.escaped) && Int(value.offset) < textBase
  }

  /// The place of a value's bytes as they stand.
  @inline(__always)
  func slice(of value: RawValue) -> TextSlice {
    TextSlice(offset: value.offset, lengthBytes: value.length)
  }

  /// A copy of a value's text, its escapes replaced.
  mutating func text(of value: RawValue) -> [UInt8] {
    guard value.flags.contains(.escaped) else { return copy(slice(of: value)) }
    var text: [UInt8] = []
    bytes.unescape(value.range, onto: &text)
    return text
  }

  /// A copy of the bytes of a slice.
  mutating func copy(_ slice: TextSlice) -> [UInt8] {
    let start = Int(slice.offset)
    if slice.lengthBytes == 0 { return [] }
    guard start >= textBase else { return bytes.copy(start..<start + Int(slice.lengthBytes)) }
    return Array(made[(start - textBase)..<(start - textBase + Int(slice.lengthBytes))])
  }

  /// Appends the numbers of a vector to the texts that follow the block.
  mutating func make(_ numbers: [Double]) -> TextSlice {
    var text: [UInt8] = []
    text.reserveCapacity(8 * numbers.count)
    for number in numbers {
      for byte in 0..<8 {
        text.append(UInt8(truncatingIfNeeded: number.bitPattern >> UInt64(8 * byte)))
      }
    }
    return make(text)
  }

  /// Appends a text to those that follow the block.
  mutating func make(_ text: [UInt8]) -> TextSlice {
    let slice = TextSlice(
      offset: UInt32(textBase + made.count),
      lengthBytes: UInt32(text.count)
    )
    made.append(contentsOf: text)
    return slice
  }

  /// A value's text as a word.
  @inline(__always)
  mutating func word(of value: RawValue) -> ShortWord {
    isPlain(value)
      ? ShortWord(bytes, at: Int(value.offset), length: Int(value.length))
      : ShortWord(text(of: value))
  }

  /// A name, without the spaces around it; missing where nothing is left.
  ///
  /// - Returns: `nil` where it has a control character, or is too long and `shortens` is false.
  @inline(__always)
  mutating func readName(_ value: RawValue, limit: Int, shortens: Bool) -> TextSlice? {
    let isPlain =
      value.flags.subtracting([.integer, .rounded]).isEmpty
      && isPlainName(value.offset, value.length, limit: Int32(clamping: limit))
    return isPlain ? slice(of: value) : readOddName(value, limit: limit, shortens: shortens)
  }

  /// Whether a text without flags is a name as it stands.
  ///
  /// Such a text has neither escapes nor high bytes, so it has no control character either.
  @inline(__always)
  func isPlainName(_ offset: UInt32, _ length: UInt32, limit: Int32) -> Bool {
    let start = Int(offset)
    let count = Int(length)
    return count > 0 && count <= Int(limit) && start < textBase && bytes[start] > 0x20
      && bytes[start &+ count &- 1] > 0x20
  }

  @inline(never)
  private mutating func readOddName(
    _ value: RawValue,
    limit: Int,
    shortens: Bool
  ) -> TextSlice? {
    let whole = text(of: value)
    let isSpace: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") }
    guard let first = whole.firstIndex(where: { !isSpace($0) }),
      let last = whole.lastIndex(where: { !isSpace($0) })
    else { return .missing }
    let name = Array(whole[first...last])
    if Name.hasControl(name) { return nil }
    if name.count > limit {
      guard shortens else { return nil }
      batch.shortenedTexts += 1
      return make(Name.shortened(name, limit: limit))
    }
    if value.flags.contains(.escaped) { return make(name) }
    return TextSlice(offset: value.offset + UInt32(first), lengthBytes: UInt32(name.count))
  }

  /// A text of any characters, shortened to a limit.
  @inline(__always)
  mutating func readText(_ value: RawValue, limit: Int) -> TextSlice {
    if !value.flags.contains(.escaped) && Int(value.length) <= limit { return slice(of: value) }
    return readOddText(value, limit: limit)
  }

  @inline(never)
  private mutating func readOddText(_ value: RawValue, limit: Int) -> TextSlice {
    let whole = text(of: value)
    if whole.count > limit { batch.shortenedTexts += 1 }
    return make(Name.shortened(whole, limit: limit))
  }

  /// Unicode scalars of a text, of which at most the first 256 KiB count.
  mutating func characters(of value: RawValue) -> Int {
    let limit = 256 << 10
    let isPlain = isPlain(value)
    if isPlain && !value.flags.contains(.high) { return min(Int(value.length), limit) }
    // An escape is longer than what it stands for, so such a text stays below the limit as well.
    if Int(value.length) <= limit && Int(value.offset) < textBase {
      return bytes.characters(value.range, hasEscapes: !isPlain)
    }
    return text(of: value).prefix(limit).reduce(0) { $0 + ($1 & 0xC0 != 0x80 ? 1 : 0) }
  }
}
