import KedgeEngine
import KedgeModel

/// What is to be said of an input of which more than one line in a hundred became no record.
struct Rejections {
  /// How many lines, and why most of them.
  let text: String
  /// What to do about the most frequent reason.
  let fix: String

  /// `nil` for an input that rejects less.
  init?(of state: InputState) {
    let rejected = state.rejected.values.reduce(0, +)
    // The first of the most frequent, in the order of the reasons.
    let worst = RejectReason.allCases.max { left, right in
      (state.rejected[left] ?? 0, right.rawValue) < (state.rejected[right] ?? 0, left.rawValue)
    }
    guard rejected * 100 > state.taken, let worst else { return nil }
    text = "\(rejected) of \(state.taken) lines rejected, most as \(worst.code)"
    fix = Rejections.fix(of: worst)
  }

  private static func fix(of reason: RejectReason) -> String {
    switch reason {
    case .notJSON, .notObject: "send one JSON object a line, or set the input's `format`"
    case .badUTF8: "write the lines in UTF-8"
    case .tooLong: "raise the input's `line_bytes`"
    case .tooDeep: "nest the lines' values less deeply"
    case .duplicateKey: "name every key of a line once"
    case .unknownKind: "set `kind` to inference, feedback, label, evaluation or deployment"
    case .missingTime: "name the time with `fields: {time: ...}`, or use `fields: {time: arrival}`"
    case .badTime: "write times as RFC 3339 or as a number, and set `time_unit` or `time_zone`"
    case .missingModel: "name the model with `fields: {model: ...}` or `constants: {model: ...}`"
    case .missingRef: "name the inference's id with `fields: {ref: ...}`"
    case .badName: "names have 1 to 128 bytes without control characters"
    case .type, .range, .usageInconsistent: "compare the values of the lines with their fields"
    case .tooMany: "raise the limit that the journal names, under `limits`"
    case .future: "set the writer's clock, or raise the input's `future`"
    case .noPresetMatch: "set the input's `format`"
    }
  }
}
