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
  func text(of value: RawValue) -> [UInt8] {
    guard value.flags.contains(.escaped) else { return copy(slice(of: value)) }
    var text: [UInt8] = []
    bytes.unescape(value.range, onto: &text)
    return text
  }

  /// A copy of the bytes of a slice.
  func copy(_ slice: TextSlice) -> [UInt8] {
    let start = Int(slice.offset)
    if slice.lengthBytes == 0 { return [] }
    guard start >= textBase else { return bytes.copy(start..<start + Int(slice.lengthBytes)) }
    return Array(made[(start - textBase)..<(start - textBase + Int(slice.lengthBytes))])
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
  func word(of value: RawValue) -> ShortWord {
    isPlain(value)
      ? ShortWord(bytes, at: Int(value.offset), length: Int(value.length))
      : ShortWord(text(of: value))
  }

  /// A name, without the spaces around it; missing where nothing is left.
  ///
  /// - Returns: `nil` where it has a control character, or is too long and `shortens` is false.
  @inline(__always)
  mutating func readName(_ value: RawValue, limit: Int, shortens: Bool) -> TextSlice? {
    let start = Int(value.offset)
    let length = Int(value.length)
    let isSimple =
      isPlain(value) && !value.flags.contains(.high) && length > 0 && length <= limit
      && bytes[start] > 0x20 && bytes[start + length - 1] > 0x20
      && !value.flags.contains(.cell) && !hasDelete(start..<start + length)
    return isSimple ? slice(of: value) : readOddName(value, limit: limit, shortens: shortens)
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

  /// Whether one of some bytes is 0x7F.
  @inline(__always)
  private func hasDelete(_ range: Range<Int>) -> Bool {
    var index = range.lowerBound
    while index < range.upperBound {
      var word = bytes.eightBytes(at: index) ^ 0x7F7F_7F7F_7F7F_7F7F
      let rest = range.upperBound - index
      // Bytes beyond the range become 0x7F, which is not 0.
      if rest < 8 { word |= 0x7F7F_7F7F_7F7F_7F7F << UInt64(rest * 8) }
      // A byte of 0 borrows into its highest bit; bytes above 0x7F have been excluded.
      if (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080 != 0 { return true }
      index += 8
    }
    return false
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
  func characters(of value: RawValue) -> Int {
    let limit = 256 << 10
    if isPlain(value) && !value.flags.contains(.high) { return min(Int(value.length), limit) }
    if isPlain(value) {
      var count = 0
      for index in value.range.prefix(limit) where bytes[index] & 0xC0 != 0x80 { count += 1 }
      return count
    }
    return text(of: value).prefix(limit).reduce(0) { $0 + ($1 & 0xC0 != 0x80 ? 1 : 0) }
  }
}
