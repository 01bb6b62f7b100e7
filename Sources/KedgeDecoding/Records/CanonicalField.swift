import KedgeModel

/// The fields of FORMATS section 1, each at its canonical place.
enum CanonicalField: String, CaseIterable {
  case kind, time, id, ref, model, version, source
  case schemaVersion = "v"
  case provider, operation
  case responseModel = "response_model"
  case fingerprint
  case promptHash = "prompt_hash"
  case paramsHash = "params_hash"
  case systemPrompt = "system_prompt"
  case prompt
  case promptName = "prompt.name"
  case promptVersion = "prompt.version"
  case conversation, user, role, usage
  case inputTokens = "usage.input_tokens"
  case outputTokens = "usage.output_tokens"
  case cacheReadTokens = "usage.cache_read_tokens"
  case cacheWriteTokens = "usage.cache_write_tokens"
  case reasoningTokens = "usage.reasoning_tokens"
  case cost = "cost_usd"
  case duration
  case timeToFirstToken = "ttft"
  case status, error
  case finishReason = "finish_reason"
  case features, segment, prediction, score, probabilities, embedding, rank, input, output, refusal
  case language
  // Feedback, labels, evaluations and deployments.
  case name, value, shown, label
  case sourceKind = "source_kind"
  case preferred, rejected, category, comment, correction, truth, final
  case standardError = "stderr"
  case sampleSize = "n"
  case item, pass, metric, filter, shots
  case harnessHash = "harness_hash"
  case higherIsBetter = "higher_is_better"
  case event, from, to, traffic

  /// The slot of the field's value; slot 0 belongs to what nobody reads.
  var slot: Int { Self.slots[self] ?? 0 }

  /// The names of the members that lead to the field.
  var path: [String] { rawValue.split(separator: ".").map(String.init) }

  /// Whether its members are fields, so that no value can be mapped to it.
  var isContainer: Bool {
    switch self {
    case .prompt, .usage, .features, .segment, .probabilities: true
    default: false
    }
  }

  private static let slots = Dictionary(
    uniqueKeysWithValues: allCases.enumerated().map { ($1, $0 + 1) }
  )

  /// The rule and column of the field in records of a kind.
  func rule(in kind: RecordKind) -> (rule: FieldRule, column: String) {
    switch self {
    case .kind, .time, .id, .ref, .model, .version, .schemaVersion: (.silent, rawValue)
    case .source: (.name(), rawValue)
    case .segment: (.container, rawValue)
    default:
      switch kind {
      case .inference: (inferenceRule, inferenceColumn)
      case .feedback: (feedbackRule, feedbackColumn)
      case .label: (labelRule, rawValue)
      case .evaluation: (evaluationRule, "evaluation." + rawValue)
      case .deployment: (deploymentRule, "deployment." + rawValue)
      }
    }
  }

  private var inferenceColumn: String {
    switch self {
    case .input, .output: rawValue + ".chars"
    default: rawValue
    }
  }

  private var inferenceRule: FieldRule {
    switch self {
    case .provider: .of(.lowercaseName, limit: 64)
    case .operation, .error: .name(64)
    case .responseModel, .fingerprint, .promptHash, .paramsHash, .conversation, .user, .language,
      .promptName, .promptVersion:
      .name()
    case .systemPrompt: .of(.wholeText)
    case .prompt, .usage, .features, .probabilities: .container
    case .role: .choice(.role)
    case .inputTokens, .outputTokens, .cacheReadTokens, .cacheWriteTokens, .reasoningTokens:
      .integer(0, Double(1 << 40))
    case .cost: .number(0, 1e6)
    case .duration, .timeToFirstToken: .number(0, 604_800)
    case .status: .choice(.status)
    case .finishReason: .of(.finishReason)
    case .prediction: .of(.scalar)
    case .score: .number(-.greatestFiniteMagnitude, .greatestFiniteMagnitude)
    case .embedding: .of(.embedding)
    case .rank: .integer(1, Double(1 << 53))
    case .input, .output: .of(.characters)
    case .refusal: .boolean
    default: .unknown
    }
  }

  private var feedbackColumn: String {
    switch self {
    case .comment, .correction: "feedback." + rawValue + ".chars"
    default: "feedback." + rawValue
    }
  }

  private var feedbackRule: FieldRule {
    switch self {
    case .name: .name(64)
    case .value: .of(.judgement)
    case .shown: .boolean
    case .label, .category: .of(.text)
    case .user, .preferred, .rejected: .name()
    case .sourceKind: .choice(.sourceKind)
    case .comment, .correction: .of(.characters)
    default: .unknown
    }
  }

  private var labelRule: FieldRule {
    switch self {
    case .truth: .of(.scalar)
    case .final: .boolean
    default: .unknown
    }
  }

  private var evaluationRule: FieldRule {
    switch self {
    case .name, .item, .metric, .filter, .shots, .harnessHash: .name()
    case .value: .number(-.greatestFiniteMagnitude, .greatestFiniteMagnitude)
    case .standardError: .number(0, .greatestFiniteMagnitude)
    case .sampleSize: .integer(0, Double(1 << 53))
    case .pass, .higherIsBetter: .boolean
    default: .unknown
    }
  }

  private var deploymentRule: FieldRule {
    switch self {
    case .event: .choice(.event)
    case .from, .to: .name()
    case .traffic: .number(0, 1)
    case .role: .choice(.role)
    default: .unknown
    }
  }
}
