extension Duration {
  /// Whole milliseconds, rounded up so that a wait is never shorter than asked; negative is 0.
  var wholeMilliseconds: Int64 {
    let (seconds, attoseconds) = components
    guard seconds >= 0, attoseconds >= 0 else { return 0 }
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000)
    guard !overflow else { return .max }
    return product &+ (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
  }

  /// Whole microseconds, rounded down; negative is 0.
  var wholeMicroseconds: UInt64 {
    let (seconds, attoseconds) = components
    guard seconds >= 0, attoseconds >= 0 else { return 0 }
    let (product, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000)
    guard !overflow else { return .max }
    return product &+ UInt64(attoseconds / 1_000_000_000_000)
  }
}
