/// What a record says.
public enum RecordKind: UInt8, CaseIterable, Sendable {
  /// One call of a model.
  case inference
  /// A judgement of an inference.
  case feedback
  /// The truth about an inference.
  case label
  /// A result of an evaluation suite.
  case evaluation
  /// A change of what is deployed.
  case deployment

  /// The word that names the kind in a record.
  public var name: String {
    switch self {
    case .inference: "inference"
    case .feedback: "feedback"
    case .label: "label"
    case .evaluation: "evaluation"
    case .deployment: "deployment"
    }
  }
}
