public import KedgeModel

/// An answer of the control socket.
public struct ControlResponse: Equatable, Sendable {
  /// The HTTP status.
  public var status: Int
  /// The media type of the body.
  public var contentType: String
  /// The body.
  public var body: String

  /// Makes an answer.
  public init(status: Int, contentType: String, body: String) {
    self.status = status
    self.contentType = contentType
    self.body = body
  }

  /// Makes an answer of a document.
  public init(document: JSONValue) {
    self.init(status: 200, contentType: "application/json", body: document.compact + "\n")
  }

  /// Makes an answer that says why there is none.
  public init(problem: Problem) {
    self.init(
      status: problem.status,
      contentType: "application/problem+json",
      body: problem.document.compact + "\n"
    )
  }

  /// An answer to a change that was made: one sentence that says what changed.
  public static func done(_ message: String) -> ControlResponse {
    ControlResponse(document: ["api": "v1", "kind": "done", "message": .string(message)])
  }
}
