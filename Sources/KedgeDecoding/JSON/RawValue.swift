/// A value as the scanner found it, before anything is known of its meaning.
struct RawValue: BitwiseCopyable {
  /// What stands in the bytes.
  enum Kind: UInt8 {
    case missing, null, boolean, number, string, object, array
    /// Taken away again: out of range, in contradiction to another field, or too large.
    case outOfRange, inconsistent, tooMany
  }

  /// What else is known of a value.
  struct Flags: OptionSet, BitwiseCopyable {
    let rawValue: UInt8
    /// The string has to be unescaped before it is read.
    static let escaped = Flags(rawValue: 1)
    /// The string has bytes above 0x7E: of other scripts, or the control character 0x7F.
    static let high = Flags(rawValue: 2)
    /// The number has neither a fraction nor an exponent.
    static let integer = Flags(rawValue: 4)
    /// The integer lies beyond 2^53 and was rounded.
    static let rounded = Flags(rawValue: 8)
    /// The value is a CSV cell: its text is as good as its number.
    static let cell = Flags(rawValue: 16)
    /// The offset counts from the constants of the layout.
    static let constant = Flags(rawValue: 32)
  }

  /// The number; 1 for true; the count of elements of an array.
  var number: Double
  /// Where the value's bytes begin, for a string behind its quote.
  var offset: UInt32
  /// How many bytes it has, for a string without its quotes.
  var length: UInt32
  /// The line that wrote the value last.
  var stamp: UInt32
  var kind: Kind
  var flags: Flags

  /// No value, of no line.
  static let missing = RawValue(
    number: 0,
    offset: 0,
    length: 0,
    stamp: 0,
    kind: .missing,
    flags: []
  )

  /// Says where the value stands and which line wrote it.
  @inline(__always)
  mutating func place(_ offset: UInt32, _ length: UInt32, _ stamp: UInt32) {
    (self.offset, self.length, self.stamp) = (offset, length, stamp)
  }

  /// The bytes of the value.
  var range: Range<Int> { Int(offset)..<Int(offset) + Int(length) }
}
