/// The normal forms of finish reasons (FORMATS section 5.3).
enum FinishReason: String, CaseIterable {
  case stop, length
  case contentFilter = "content_filter"
  case tool, error, other

  /// Place of the case in `allCases`.
  var index: Int {
    switch self {
    case .stop: 0
    case .length: 1
    case .contentFilter: 2
    case .tool: 3
    case .error: 4
    case .other: 5
    }
  }

  /// The normal form of a word of any provider.
  init(_ word: ShortWord) {
    self = Self.table.first { $0.word == word }?.reason ?? .other
  }

  private static let table: [(word: ShortWord, reason: FinishReason)] = [
    ("stop", .stop), ("length", .length), ("end_turn", .stop), ("tool_calls", .tool),
    ("tool_use", .tool), ("max_tokens", .length), ("content_filter", .contentFilter),
    ("STOP", .stop), ("COMPLETE", .stop), ("FINISH", .stop), ("eos_token", .stop),
    ("stop_sequence", .stop), ("completed", .stop),
    ("MAX_TOKENS", .length), ("max_output_tokens", .length), ("LENGTH", .length),
    ("SAFETY", .contentFilter), ("RECITATION", .contentFilter),
    ("guardrail_intervened", .contentFilter), ("content_filtered", .contentFilter),
    ("PROHIBITED_CONTENT", .contentFilter), ("refusal", .contentFilter),
    ("tool", .tool), ("function_call", .tool), ("TOOL_USE", .tool),
    ("error", .error), ("other", .other),
  ]
}
