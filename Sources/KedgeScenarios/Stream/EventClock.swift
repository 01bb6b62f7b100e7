import KedgeModel

/// Writes event times; remembers the text of the last second, because neighbours share it.
struct EventClock {
  private var second = Int64.min
  private var prefix: [UInt8] = []

  /// Appends an instant, in microseconds since the epoch, as RFC 3339 with microseconds.
  mutating func append(_ microseconds: Int64, to line: inout [UInt8]) {
    let (second, fraction) = microseconds.flooredDivision(by: 1_000_000)
    if second != self.second {
      let text = Timestamp(nanoseconds: second * 1_000_000_000).rfc3339
      prefix = Array(text.utf8.prefix(20))
      self.second = second
    }
    line.append(contentsOf: prefix)
    line.append(sixDigits: fraction)
    line.append(0x5A)
  }
}
