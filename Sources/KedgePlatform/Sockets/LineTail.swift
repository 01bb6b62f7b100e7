/// Cuts the bytes of one connection at its last newline and keeps the rest as the open line.
struct LineTail: Equatable {
  /// Bytes after the last newline.
  private(set) var open: [UInt8]
  /// Whether bytes up to the next newline belong to a line that was too long.
  private(set) var isDiscarding: Bool

  init(open: [UInt8] = [], isDiscarding: Bool = false) {
    self.open = open
    self.isDiscarding = isDiscarding
  }

  /// What new bytes made of the connection.
  struct Cut: Equatable {
    /// Whole lines, the completed open line first; empty if none was completed.
    var lines: [UInt8] = []
    /// Newlines seen, those of left out lines included.
    var newlineCount = 0
    /// Lines that exceeded the limit with these bytes; each one is counted once.
    var tooLong = 0
    /// What becomes of the stored open line.
    var tail: SpoolUpdate.TailUpdate = .grown([])
  }

  /// Takes the next bytes.
  ///
  /// - Parameters:
  ///   - bytes: What the connection sent, in order.
  ///   - limit: Bytes that an open line may have; beyond them it is discarded to its newline.
  /// - Returns: The whole lines, and what to store.
  /// - Complexity: O(bytes), and once O(open line) when the line is completed.
  mutating func take(_ bytes: [UInt8], limit: Int) -> Cut {
    var cut = Cut()
    var rest = bytes[...]
    if isDiscarding {
      guard let newline = rest.firstIndex(of: newlineByte) else { return cut }
      cut.newlineCount = 1
      cut.tail = .replaced([])
      isDiscarding = false
      rest = rest[(newline + 1)...]
    }
    let wholeCount = lengthOfWholeLines(in: rest)
    if wholeCount > 0 {
      let whole = rest.prefix(wholeCount)
      cut.newlineCount += countOfNewlines(in: whole)
      cut.lines = open + whole
      open = []
      rest = rest.dropFirst(wholeCount)
      cut.tail = .replaced([])
    }
    grow(by: rest, limit: limit, &cut)
    return cut
  }

  private mutating func grow(by rest: ArraySlice<UInt8>, limit: Int, _ cut: inout Cut) {
    guard open.count + rest.count <= limit else {
      open = []
      isDiscarding = true
      cut.tooLong += 1
      cut.tail = .replaced([])
      return
    }
    open += rest
    switch cut.tail {
    case .grown: cut.tail = .grown(Array(rest))
    case .replaced: cut.tail = .replaced(Array(rest))
    }
  }
}

let newlineByte = UInt8(ascii: "\n")
