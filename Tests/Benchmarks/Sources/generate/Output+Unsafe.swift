import Glibc

/// A file that is written from its beginning.
struct OutputFile {
  private let descriptor: Int32

  /// Ends the program where the file cannot be made.
  init(path: String) {
    // The path is passed as a C string for the time of the call.
    descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    if descriptor < 0 { fail("generate: cannot write \(path)", status: 73) }
  }

  func write(_ bytes: [UInt8]) {
    var done = 0
    while done < bytes.count {
      // The slice stays inside the array, which lives as long as the closure.
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe Glibc.write(descriptor, buffer.baseAddress?.advanced(by: done), bytes.count - done)
      }
      if count < 0 { fail("generate: writing failed", status: 74) }
      done += count
    }
  }
}

/// Prints a message and ends the program.
func fail(_ message: String, status: Int32) -> Never {
  let line = Array((message + "\n").utf8)
  // The array lives as long as the call.
  _ = unsafe write(STDERR_FILENO, line, line.count)
  exit(status)
}
