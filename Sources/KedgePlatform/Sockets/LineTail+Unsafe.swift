import CSystemd

/// Number of bytes up to and including the last newline; 0 if there is none.
func lengthOfWholeLines(in bytes: ArraySlice<UInt8>) -> Int {
  // The search stays inside the buffer that the closure was given.
  unsafe bytes.withUnsafeBytes { unsafe kedge_whole_lines($0.baseAddress, $0.count) }
}

/// Number of newlines.
///
/// - Complexity: O(bytes), several bytes an instruction.
func countOfNewlines(in bytes: ArraySlice<UInt8>) -> Int {
  // The count stays inside the buffer that the closure was given.
  unsafe bytes.withUnsafeBytes { Int(unsafe kedge_count_newlines($0.baseAddress, $0.count)) }
}
