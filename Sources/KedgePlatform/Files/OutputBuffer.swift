import Glibc

/// Gathers what goes to standard output, and writes it in large pieces.
public struct OutputBuffer: ~Copyable {
  private var bytes: [UInt8] = []
  private let descriptor: Int32
  private static let bytesMax = 1 << 16
  /// Whether a write failed, because the reader went away.
  public private(set) var hasFailed = false

  /// Makes a buffer for standard output.
  public init() {
    descriptor = STDOUT_FILENO
  }

  deinit {
    writeAll(bytes, to: descriptor)
  }

  /// Adds bytes.
  public mutating func write(_ more: some Sequence<UInt8>) {
    bytes.append(contentsOf: more)
    if bytes.count >= OutputBuffer.bytesMax { flush() }
  }

  /// Adds a line.
  public mutating func writeLine(_ text: String) {
    write(text.utf8)
    write(CollectionOfOne(UInt8(ascii: "\n")))
  }

  /// Writes what is gathered.
  public mutating func flush() {
    if !bytes.isEmpty, !writeAll(bytes, to: descriptor) { hasFailed = true }
    bytes.removeAll(keepingCapacity: true)
  }
}

/// Writes a line to standard error.
public func printError(_ text: String) {
  writeAll(Array((text + "\n").utf8), to: STDERR_FILENO)
}
