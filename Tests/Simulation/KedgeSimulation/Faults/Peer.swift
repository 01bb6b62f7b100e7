/// One writer: it sends lines, and splits, repeats and delays them as it is told.
public struct Peer: Sendable {
  private var held: [(line: String, lines: Int)] = []
  private var tail: [UInt8] = []
  /// Lines that were sent whole, blank ones left out.
  public private(set) var linesSent = 0

  /// Makes a peer that has sent nothing.
  public init() {}

  /// The bytes that leave with a line.
  public mutating func send(_ line: String, _ faults: [Fault]) -> [UInt8] {
    var lines = [line]
    var cut = 0
    for fault in faults {
      switch fault {
      case .repeated: lines.append(line)
      case .split(let bytes): cut = bytes
      case .delayed(let count):
        held.append((line, count))
        lines = []
      case .commit, .sync, .crash, .pause, .action: break
      }
    }
    for index in held.indices { held[index].lines -= 1 }
    lines += held.filter { $0.lines < 0 }.map(\.line)
    held.removeAll { $0.lines < 0 }
    return write(lines, cut: cut)
  }

  /// The bytes that are left.
  public mutating func finish() -> [UInt8] {
    defer { held = [] }
    return write(held.map(\.line), cut: 0)
  }

  private mutating func write(_ lines: [String], cut: Int) -> [UInt8] {
    let bytes = tail + Array(lines.map { $0 + "\n" }.joined().utf8)
    let count = max(0, bytes.count - cut)
    tail = Array(bytes[count...])
    let sent = Array(bytes[..<count])
    linesSent += sent.count { $0 == 0x0A }
    return sent
  }
}
