import Glibc

/// A file that is read from its beginning to its end.
struct InputFile {
  private let descriptor: Int32

  /// Ends the program where the file cannot be read.
  init(path: String) {
    // The path is passed as a C string for the time of the call.
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { fail("parse-all: cannot read \(path)", status: 66) }
  }

  /// The next bytes; empty at the end.
  func read(upTo count: Int) -> [UInt8] {
    // Exactly the bytes that the kernel wrote are declared as initialised.
    unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      let result = unsafe Glibc.read(descriptor, buffer.baseAddress, count)
      if result < 0 { fail("parse-all: reading failed", status: 74) }
      filled = result
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
