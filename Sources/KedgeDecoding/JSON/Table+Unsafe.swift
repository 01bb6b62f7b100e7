/// Elements of an array, lent for the time of one call.
///
/// Indices come from the decoder's own tables and are checked in debug builds only.
@safe
struct Table<Element: BitwiseCopyable> {
  private let base: UnsafeMutablePointer<Element>
  /// Number of elements.
  let count: Int

  /// Lends the elements of an array that is not empty.
  static func lend<Result>(_ array: inout [Element], to body: (Table) -> Result) -> Result {
    precondition(!array.isEmpty, "an empty table cannot be lent")
    // The pointer does not outlive the closure, during which the array is held exclusively.
    return unsafe array.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { preconditionFailure("not empty") }
      return unsafe body(Table(base: base, count: buffer.count))
    }
  }

  private init(base: UnsafeMutablePointer<Element>, count: Int) {
    unsafe self.base = unsafe base
    self.count = count
  }

  /// The element at an index.
  @inline(__always)
  subscript(index: Int) -> Element {
    @inline(__always)
    unsafeAddress {
      assert(index >= 0 && index < count)
      // Every index was made together with the table.
      return unsafe UnsafePointer(base + index)
    }
    @inline(__always)
    nonmutating unsafeMutableAddress {
      assert(index >= 0 && index < count)
      // As above.
      return unsafe base + index
    }
  }

  /// Eight bytes of a table of bytes from an index on, the first in the lowest bits.
  @inline(__always)
  func eightBytes(at index: Int) -> UInt64 where Element == UInt8 {
    assert(index >= 0 && index + 8 <= count)
    // The table ends with bytes that belong to no key, so that eight can be read from each; the
    // load needs no alignment.
    return unsafe UInt64(
      littleEndian: UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self)
    )
  }

  /// The bytes of an element.
  @unsafe
  @inline(__always)
  func bytes(of index: Int) -> UnsafePointer<UInt8> {
    assert(index >= 0 && index < count)
    // The element lives as long as the table; its bytes are only read.
    return unsafe UnsafeRawPointer(base + index).assumingMemoryBound(to: UInt8.self)
  }
}
