import KedgeModel

/// Where a scan went on, or why it stopped: a position, or a negative number that names a reason.
///
/// One integer, so that the scanner's functions pass it in a register.
typealias ScanPosition = Int

/// The reasons for which a scan stops.
enum ScanError {
  static let notJSON: ScanPosition = -1
  static let tooDeep: ScanPosition = -2
  static let range: ScanPosition = -3
  static let badUTF8: ScanPosition = -4

  /// The reject reason that a negative position stands for.
  static func reason(of position: ScanPosition) -> RejectReason {
    switch position {
    case tooDeep: .tooDeep
    case range: .range
    case badUTF8: .badUTF8
    default: .notJSON
    }
  }
}

/// The deepest nesting of a line.
let nestingMax = 32
