import CRE2

/// A compiled regular expression in the syntax of RE2; a search takes linear time.
///
/// `@unchecked Sendable`: the RE2 object never changes after its creation, its searches may run on
/// several threads at once, and the pointer is private and freed only with the last reference.
@safe final class Pattern: @unchecked Sendable {
  /// The text it was made from.
  let text: String

  /// Number of instructions of the compiled program, a measure of the cost of a search.
  let states: Int

  private let handle: OpaquePointer

  private static let messageCapacity = 256

  /// Bytes for the program and the tables of one search; RE2 falls back to a slower linear search
  /// rather than exceed it.
  private static let memoryBytes: Int64 = 1 << 20

  /// Compiles a pattern.
  ///
  /// - Throws: `invalidPattern` when RE2 refuses it or it has more than `statesMax` instructions.
  init(_ text: String, statesMax: Int) throws(EvaluationError) {
    var message = [CChar](repeating: 0, count: Pattern.messageCapacity)
    var bytes = Array(text.utf8)
    // Both buffers live for the whole call, their lengths are given, and RE2 copies the pattern.
    let compiled = unsafe bytes.withUnsafeMutableBytes { buffer in
      unsafe cre2_compile(
        buffer.baseAddress?.assumingMemoryBound(to: CChar.self),
        buffer.count,
        Pattern.memoryBytes,
        &message,
        Pattern.messageCapacity
      )
    }
    guard let compiled = unsafe compiled else {
      let reason = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      throw EvaluationError(.invalidPattern, String(decoding: reason, as: UTF8.self))
    }
    // The handle is a live pattern; it is stored before anything can fail, so `deinit` frees it.
    unsafe handle = compiled
    self.text = text
    states = unsafe Int(cre2_program_size(compiled))
    guard states <= statesMax else {
      throw EvaluationError(
        .invalidPattern,
        "the pattern has \(states) states; \(statesMax) are allowed"
      )
    }
  }

  deinit {
    // Nobody else holds the handle, and it is freed once.
    unsafe cre2_free(handle)
  }

  /// Whether the pattern matches anywhere in a text.
  func matches(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      // The buffer lives for the call and its length is given; the handle is a live pattern.
      unsafe bytes.withMemoryRebound(to: CChar.self) { buffer in
        unsafe cre2_finds(handle, buffer.baseAddress, buffer.count)
      }
    }
  }
}

extension Pattern: Equatable {
  static func == (left: Pattern, right: Pattern) -> Bool {
    left.text.utf8.elementsEqual(right.text.utf8)
  }
}
