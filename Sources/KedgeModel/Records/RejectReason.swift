/// Why a line did not become a record, or a field of a record was left out.
public enum RejectReason: UInt8, CaseIterable, Sendable {
  // Framing and syntax.
  case notJSON, notObject, badUTF8, tooLong, tooDeep, duplicateKey
  // Record.
  case unknownKind, missingTime, badTime, missingModel, missingRef, badName
  // Field.
  case type, range, tooMany, usageInconsistent
  // Admission.
  case future
  // Presets.
  case noPresetMatch

  /// The stable code used in counters, samples and documents.
  public var code: String {
    switch self {
    case .notJSON: "not_json"
    case .notObject: "not_object"
    case .badUTF8: "bad_utf8"
    case .tooLong: "too_long"
    case .tooDeep: "too_deep"
    case .duplicateKey: "duplicate_key"
    case .unknownKind: "unknown_kind"
    case .missingTime: "missing_time"
    case .badTime: "bad_time"
    case .missingModel: "missing_model"
    case .missingRef: "missing_ref"
    case .badName: "bad_name"
    case .type: "type"
    case .range: "range"
    case .tooMany: "too_many"
    case .usageInconsistent: "usage_inconsistent"
    case .future: "future"
    case .noPresetMatch: "no_preset_match"
    }
  }
}

/// A line that did not become a record.
public struct Reject: Equatable, Sendable {
  /// Offset of the line's first byte in its block.
  public var offset: Int
  /// Length of the line in bytes, without its newline.
  public var lengthBytes: Int
  /// Why.
  public var reason: RejectReason
  /// The field that was at fault, where one was.
  public var field: String?

  /// Makes a reject.
  public init(offset: Int, lengthBytes: Int, reason: RejectReason, field: String? = nil) {
    self.offset = offset
    self.lengthBytes = lengthBytes
    self.reason = reason
    self.field = field
  }
}
