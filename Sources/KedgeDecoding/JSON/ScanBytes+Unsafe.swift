import CByteScan

/// Bytes that are followed by a newline and at least 64 readable bytes more.
///
/// The view is valid only inside the call that lends it. Indices are checked in debug builds; in
/// release builds the scanner's own rules keep them inside: it never passes the newline behind the
/// last byte, and no function reads more than 48 bytes beyond the index it is given.
@safe
struct ScanBytes {
  /// Zero bytes that have to follow the newline behind the bytes.
  static let paddingBytes = 64

  /// Number of bytes, the newline and the padding not counted.
  let count: Int
  private let base: UnsafePointer<UInt8>

  /// Lends the view of an array that already ends with a newline and the padding.
  ///
  /// - Precondition: the array ends with a newline and `paddingBytes` bytes.
  static func lend<Result>(_ padded: [UInt8], to body: (ScanBytes) -> Result) -> Result {
    let count = padded.count - paddingBytes - 1
    precondition(count >= 0 && padded[count] == UInt8(ascii: "\n"), "bytes without their padding")
    // The pointer does not outlive the closure, and the array keeps its bytes while it runs.
    return unsafe padded.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { preconditionFailure("a padded array has bytes") }
      return unsafe body(ScanBytes(base: base, count: count))
    }
  }

  /// Lends the view of a padded copy of `bytes`.
  static func lendCopy<Result>(
    of bytes: some Sequence<UInt8>,
    to body: (ScanBytes) -> Result
  )
    -> Result
  {
    lend(padded(Array(bytes)), to: body)
  }

  /// The bytes with the newline and the padding that a view needs.
  static func padded(_ bytes: consuming [UInt8]) -> [UInt8] {
    bytes.reserveCapacity(bytes.count + paddingBytes + 1)
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(0, count: paddingBytes))
    return bytes
  }

  private init(base: UnsafePointer<UInt8>, count: Int) {
    unsafe self.base = unsafe base
    self.count = count
  }

  /// The byte at an index; the newline and the padding may be looked at.
  @inline(__always)
  subscript(index: Int) -> UInt8 {
    assert(index >= 0 && index < count + 1 + Self.paddingBytes)
    // The padding makes every index that the scanner asks for readable.
    return unsafe base[index]
  }

  /// Eight bytes from an index, the first in the lowest bits.
  @inline(__always)
  func eightBytes(at index: Int) -> UInt64 {
    assert(index >= 0 && index + 8 <= count + 1 + Self.paddingBytes)
    // As above; the load needs no alignment.
    return unsafe UInt64(
      littleEndian: UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self)
    )
  }

  /// The plain part of a string from an index: its length, and whether a byte of it is above 0x7E.
  @inline(__always)
  func plainRun(at index: Int) -> (length: Int, isHigh: Bool) {
    assert(index >= 0 && index <= count)
    // The newline behind the bytes ends the run at the latest.
    let run = unsafe kedge_plain_string(base + index)
    return (run.length, run.high != 0)
  }

  /// Whether the key of an edge, or its first 16 bytes, stands at an index.
  @inline(__always)
  func beginsKey(of edge: Int, in edges: Table<Edge>, at index: Int) -> Bool {
    assert(index >= 0 && index <= count)
    // Both sides are readable: 16 bytes of text, and the head with which an edge begins.
    return unsafe kedge_key_equal(base + index, edges.bytes(of: edge)) != 0
  }

  /// Whether `length` bytes from an index are below 0x80.
  func isASCII(at index: Int, length: Int) -> Bool {
    precondition(index >= 0 && length >= 0 && index + length <= count)
    // The range was checked.
    return unsafe kedge_ascii_prefix(base + index, length) == length
  }

  /// The index of the first newline from an index; at the latest the one behind the bytes.
  func newline(from index: Int) -> Int {
    precondition(index >= 0 && index <= count)
    // The range was checked; its last byte is the newline behind the bytes.
    return unsafe index
      + kedge_find_byte(base + index, count + 1 - index, UInt8(ascii: "\n"))
  }

  /// A copy of some of the bytes.
  func copy(_ range: Range<Int>) -> [UInt8] {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    // The range was checked.
    return unsafe Array(UnsafeBufferPointer(start: base + range.lowerBound, count: range.count))
  }
}

/// The first 16 bytes of a key and its closing quote, and the mask of those that count.
struct KeyHead: BitwiseCopyable, Equatable {
  var low: UInt64
  var high: UInt64
  var lowMask: UInt64
  var highMask: UInt64

  /// Matches nothing: a bit is asked for that the mask removes.
  static let never = KeyHead(low: 1, high: 0, lowMask: 0, highMask: 0)
}
