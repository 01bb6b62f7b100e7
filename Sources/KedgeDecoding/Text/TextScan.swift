/// The pass over a text that counts its scalars, words, lines and letters and finds its marks.
struct TextScan {
  private let classes: ScalarClasses
  /// Letters of each script, by its place.
  private var letters = InlineArray<12, Int>(repeating: 0)
  /// Digits of the run that ends at `digitsEnd`.
  private var digits = 0
  private var digitsEnd = -2
  /// Bytes of scalars behind their first one.
  private var followingBytes = 0
  /// Whether anything but words and white space was seen.
  private var hasMarks = false
  /// Words so far.
  private(set) var words = 0
  private var counted = TextDescriptors()

  init(classes: ScalarClasses) {
    self.classes = classes
  }

  /// The descriptors, without those that need another pass.
  var descriptors: TextDescriptors {
    var result = counted
    result.words = words
    result.isEmpty = words == 0 && !hasMarks
    var (sum, largest) = (0, 0)
    for script in letters.indices where script != Int(TextScript.none.rawValue) {
      sum += letters[script]
      if letters[script] > letters[largest] || largest == 0 { largest = script }
    }
    guard sum > 0 else { return result }
    result.script = TextScript(rawValue: UInt8(largest)) ?? .none
    result.scriptShare = Double(letters[largest]) / Double(sum)
    return result
  }

  /// Reads a text from its first byte to its last; hashes of its words go to `hashes`, as far as
  /// there is room.
  mutating func run(_ text: Span<UInt8>, _ hashes: inout MutableSpan<UInt64>) {
    var index = 0
    while index < text.count {
      // Below the digits stand white space and most punctuation, which begin no word.
      let end = text[index] < UInt8(ascii: "0") ? index : scanWord(text, at: index)
      if end > index {
        if words < hashes.count { hashes[words] = WordHashes.hash(index..<end, of: text) }
        words &+= 1
        // Nearly always a space follows.
        index = end < text.count && text[end] == UInt8(ascii: " ") ? end &+ 1 : end
      } else {
        index = scanOther(text, at: index)
      }
    }
    counted.chars = text.count - followingBytes
  }

  /// The end of the word at an index; the index itself where there is none.
  @inline(__always)
  private mutating func scanWord(_ text: Span<UInt8>, at start: Int) -> Int {
    var index = start
    while index < text.count {
      let run = index <= text.count &- 8 ? Self.letterRun(text.eightBytes(at: index)) : 0
      index &+= run
      letters[Int(TextScript.latin.rawValue)] &+= run
      if run == 8 { continue }
      guard index < text.count, text[index] > 0x2F, let end = scanWordScalar(text, at: index)
      else { break }
      index = end
    }
    return index
  }

  /// The end of one scalar of a word, or `nil` where another stands.
  private mutating func scanWordScalar(_ text: Span<UInt8>, at index: Int) -> Int? {
    let decoded = text.scalar(at: index)
    let scalarClass = classes[decoded.scalar]
    guard scalarClass.isWord else { return nil }
    if text[index] <= UInt8(ascii: "9") { addDigit(text, at: index) }
    followingBytes &+= decoded.end &- index &- 1
    letters[scalarClass.scriptIndex] &+= 1
    return decoded.end
  }

  private mutating func addDigit(_ text: Span<UInt8>, at index: Int) {
    let isNext =
      index == digitsEnd
      || (index == digitsEnd + 1
        && (text[digitsEnd] == UInt8(ascii: " ") || text[digitsEnd] == UInt8(ascii: "-")))
    digits = isNext ? digits + 1 : 1
    digitsEnd = index + 1
    if digits >= 9 { counted.hasLongNumber = true }
  }

  /// The end of a scalar that belongs to no word.
  @inline(__always)
  private mutating func scanOther(_ text: Span<UInt8>, at index: Int) -> Int {
    switch text[index] {
    case UInt8(ascii: " "): return index &+ 1
    case UInt8(ascii: "\n"):
      counted.lines &+= 1
      return index &+ 1
    default: return scanMark(text, at: index)
    }
  }

  private mutating func scanMark(_ text: Span<UInt8>, at index: Int) -> Int {
    let byte = text[index]
    switch byte {
    case UInt8(ascii: "`"), UInt8(ascii: "~"):
      if text.isFence(at: index) { counted.hasCodeFence = true }
    case UInt8(ascii: ":"): if text.isScheme(before: index) { counted.hasURL = true }
    case UInt8(ascii: "."): if text.isHostPrefix(before: index) { counted.hasURL = true }
    case UInt8(ascii: "@"): if text.isEmail(around: index) { counted.hasEmail = true }
    default: break
    }
    if byte < 0x80 {
      if !(0x09...0x0D).contains(byte) { hasMarks = true }
      return index &+ 1
    }
    let decoded = text.scalar(at: index)
    followingBytes &+= decoded.end &- index &- 1
    if !classes[decoded.scalar].isSpace { hasMarks = true }
    return decoded.end
  }

  /// The number of ASCII letters with which eight bytes begin.
  @inline(__always)
  private static func letterRun(_ bytes: UInt64) -> Int {
    // In lower case without the highest bit, the first sum reaches 0x80 from "a" on, the second one
    // from the byte behind "z" on; neither carries into the next byte.
    let lower = (bytes | 0x2020_2020_2020_2020) & 0x7F7F_7F7F_7F7F_7F7F
    let isLetter =
      (lower &+ 0x1F1F_1F1F_1F1F_1F1F) & ~(lower &+ 0x0505_0505_0505_0505) & ~bytes
    return (~isLetter & 0x8080_8080_8080_8080).trailingZeroBitCount &>> 3
  }
}
