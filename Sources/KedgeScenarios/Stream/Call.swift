/// One simulated call of a model, before it is written.
struct Call {
  /// How a call ended.
  enum Outcome: Equatable {
    case answered
    case refused
    case failed(ErrorClass)
  }

  /// What a failed call failed with.
  enum ErrorClass {
    case rateLimited, timeout, overloaded
  }

  /// Answers are cut at this number of tokens.
  static let outputTokensMax: Int64 = 4_096

  /// Event time in microseconds since the epoch.
  var time: Int64
  /// Number of the call, from which its id is made.
  var number: UInt64
  /// Number of the user.
  var user: UInt64
  /// How it ended.
  var outcome: Outcome
  /// Microseconds from request to the end of the answer.
  var duration: Int64
  /// Microseconds to the first token; `nil` for a failed call and for a model that does not stream.
  var timeToFirstToken: Int64?
  /// Tokens of the request.
  var inputTokens: Int64?
  /// Tokens of the answer; `nil` for a failed call.
  var outputTokens: Int64?

  /// Whether there is an answer that somebody could judge.
  var isAnswer: Bool {
    switch outcome {
    case .answered, .refused: true
    case .failed: false
    }
  }
}
