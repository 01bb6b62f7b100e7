import KedgeModel

/// One field of a model: its type, once it is known, and what is declared of it.
struct Field: Equatable, Sendable {
  let name: String
  /// `nil` until the first value or declaration.
  var type: FieldType?
  let settings: FieldSettings

  init(name: String, settings: FieldSettings?) {
    self.name = name
    self.settings = settings ?? FieldSettings()
    type = self.settings.type ?? CanonicalField.type(of: name)
  }

  /// Learns the type from a first value.
  mutating func find(from cell: Cell) {
    guard type == nil else { return }
    switch cell.kind {
    case .number: type = .number
    case .text: type = .category
    case .boolean: type = .boolean
    case .vector: type = .vector
    case .missing, .wrongType, .outOfRange, .tooMany, .inconsistent: break
    }
  }
}

extension Field {
  /// The text whose runs of characters it has; `nil` for other fields.
  var text: String? {
    switch name {
    case "input.ngrams": "input"
    case "output.ngrams": "output"
    default: nil
    }
  }
}

/// What the fields of FORMATS section 1 are, and which are watched.
enum CanonicalField {
  /// Names of columns that have a meaning of their own in the engine.
  static let status = "status"
  static let prediction = "prediction"
  static let score = "score"
  static let rank = "rank"
  static let finishReason = "finish_reason"
  /// The finish reason of an answer that was cut off.
  static let truncated = "length"

  /// The type of a canonical field; `nil` for features and for fields whose type is found.
  static func type(of name: String) -> FieldType? {
    switch name {
    case "duration", "ttft", "cost_usd", "usage.input_tokens", "usage.output_tokens",
      "usage.cache_read_tokens", "usage.cache_write_tokens", "usage.reasoning_tokens",
      "input.chars", "output.chars", "input.words", "output.words", "input.lines", "output.lines":
      .magnitude
    case "score", "rank", "input.repetition", "output.repetition", "output.echo",
      "input.script_share", "output.script_share":
      .number
    case "finish_reason", "error", "language", "prompt.name", "prompt.version", "response_model",
      "input.script", "output.script":
      .category
    case "refusal", "input.empty", "output.empty", "input.json", "output.json", "input.url",
      "output.url", "input.email", "output.email", "input.code_fence", "output.code_fence",
      "input.long_number", "output.long_number":
      .boolean
    case "embedding", "input.ngrams", "output.ngrams": .vector
    case "status", "provider", "operation", "role", "fingerprint", "prompt_hash", "params_hash",
      "conversation", "user":
      .ignore
    default: isRouting(name) ? .ignore : nil
    }
  }

  /// Whether a column only says where a record belongs.
  private static func isRouting(_ name: String) -> Bool {
    ["segment.", "feedback.", "evaluation.", "deployment."].contains { name.hasPrefix($0) }
      || name == "truth"
  }
}
