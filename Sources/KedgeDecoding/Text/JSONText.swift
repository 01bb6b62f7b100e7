/// Whether an answer is JSON.
enum JSONText {
  /// Whether a text is one JSON value, or has one in the code fence around it.
  ///
  /// White space around the value and the fence is passed over, as is what follows the opening
  /// fence in its line; a fence that is not closed, as in an answer cut off, holds no value.
  ///
  /// - Complexity: O(bytes); copies the bytes only where their first and last one may be JSON.
  static func isJSON(_ text: Span<UInt8>) -> Bool {
    var range = trimmed(0..<text.count, of: text)
    if let inner = insideOfFence(range, of: text) { range = trimmed(inner, of: text) }
    guard mayBeJSON(range, of: text) else { return false }
    var document: [UInt8] = []
    document.reserveCapacity(range.count)
    for index in range { document.append(text[index]) }
    return JSONGrammar.check(document) == nil
  }

  private static func trimmed(_ range: Range<Int>, of text: Span<UInt8>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, isSpace(text[start]) { start += 1 }
    while start < end, isSpace(text[end - 1]) { end -= 1 }
    return start..<end
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }

  /// What stands between the line of an opening fence and the closing one, if both are there.
  private static func insideOfFence(_ range: Range<Int>, of text: Span<UInt8>) -> Range<Int>? {
    guard let mark = fence(range.lowerBound, range, of: text) else { return nil }
    var start = range.lowerBound
    while start < range.upperBound, text[start] != UInt8(ascii: "\n") { start += 1 }
    var end = range.upperBound
    while end > start, text[end - 1] == mark { end -= 1 }
    return range.upperBound - end >= 3 ? start..<end : nil
  }

  /// The byte of which three stand at an index, if it is a backtick or a tilde.
  private static func fence(_ index: Int, _ range: Range<Int>, of text: Span<UInt8>) -> UInt8? {
    guard range.upperBound - index >= 3 else { return nil }
    let mark = text[index]
    guard mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~") else { return nil }
    return text[index + 1] == mark && text[index + 2] == mark ? mark : nil
  }

  private static func mayBeJSON(_ range: Range<Int>, of text: Span<UInt8>) -> Bool {
    guard !range.isEmpty else { return false }
    let last = text[range.upperBound - 1]
    switch text[range.lowerBound] {
    case UInt8(ascii: "{"): return last == UInt8(ascii: "}")
    case UInt8(ascii: "["): return last == UInt8(ascii: "]")
    case UInt8(ascii: "\""): return last == UInt8(ascii: "\"")
    case UInt8(ascii: "t"), UInt8(ascii: "n"): return range.count == 4
    case UInt8(ascii: "f"): return range.count == 5
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      return (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(last)
    default: return false
    }
  }
}
