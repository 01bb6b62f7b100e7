public import KedgeModel

/// Why something was not done, as a document of RFC 9457 (CLI 4.2).
public struct Problem: Error, Equatable, Sendable {
  /// Stable code, such as `not-found.model`.
  public var code: String
  /// What is wrong.
  public var detail: String
  /// What was probably meant.
  public var hint: String?
  /// The file at fault.
  public var file: String?
  /// Line of the file, from 1.
  public var line: Int?
  /// Column of the line, from 1.
  public var column: Int?
  /// The next command to run.
  public var next: String?
  /// Everything that was found, where that is more than this; it begins with this.
  public var findings: [Problem] = []

  /// Makes a problem.
  public init(code: String, detail: String, hint: String? = nil, next: String? = nil) {
    self.code = code
    self.detail = detail
    self.hint = hint
    self.next = next
  }

  /// The daemon has more requests than it answers.
  public static let busy = Problem(
    code: "limit.busy",
    detail: "too many requests wait for an answer",
    next: "try again"
  )

  /// The file, line and column at fault, or `nil`.
  public var place: String? {
    guard let file else { return nil }
    return [file, line.map(String.init), column.map(String.init)].compactMap(\.self)
      .joined(separator: ":")
  }

  /// One sentence: place, what is wrong, what was meant.
  public var sentence: String {
    (place.map { "\($0): " } ?? "") + detail + (hint.map { "; \($0)" } ?? "")
  }
}

extension Problem {
  /// What stands for a family of codes: HTTP status, title and exit status of kedgectl.
  private struct Family {
    let prefix: String
    let status: Int
    let title: String
    let exit: Int32

    init(_ prefix: String, _ status: Int, _ title: String, exit: Int32) {
      self.prefix = prefix
      self.status = status
      self.title = title
      self.exit = exit
    }
  }

  /// The longest prefix of a code decides.
  private static let families = [
    Family("request.malformed", 400, "Request not understood", exit: 70),
    Family("request.not-http", 400, "Request not understood", exit: 70),
    Family("auth.denied", 403, "Not allowed", exit: 77),
    Family("not-found.", 404, "Not found", exit: 1),
    Family("request.method", 405, "Method not allowed", exit: 70),
    Family("request.not-acceptable", 406, "Not available in that form", exit: 70),
    Family("request.length-required", 411, "Length required", exit: 70),
    Family("request.too-large", 413, "Request too large", exit: 70),
    Family("request.media-type", 415, "Media type not supported", exit: 70),
    Family("request.headers-too-large", 431, "Headers too large", exit: 70),
    Family("state.conflict", 409, "Conflict", exit: 1),
    Family("state.changed", 412, "Changed meanwhile", exit: 1),
    Family("state.precondition-missing", 428, "Precondition missing", exit: 1),
    Family("config.", 422, "Configuration refused", exit: 78),
    Family("rules.", 422, "Rules refused", exit: 78),
    Family("baseline.insufficient", 422, "Baseline refused", exit: 65),
    Family("data.", 422, "Data refused", exit: 65),
    Family("usage.", 400, "Usage", exit: 64),
    Family("file.missing", 404, "File missing", exit: 66),
    Family("limit.busy", 429, "Busy", exit: 69),
    Family("state.starting", 503, "Starting", exit: 69),
    Family("state.degraded", 503, "Degraded", exit: 69),
    Family("state.unreachable", 503, "Not reachable", exit: 69),
    Family("state.not-running", 503, "Not running", exit: 3),
    Family("io.output", 500, "Cannot write", exit: 73),
    Family("io.", 500, "Input or output failed", exit: 74),
  ]

  private var family: Family {
    Problem.families.first { code.hasPrefix($0.prefix) }
      ?? Family("internal", 500, "Internal error", exit: 70)
  }

  /// The HTTP status.
  public var status: Int { family.status }

  /// The exit status of kedgectl.
  public var exitStatus: Int32 { family.exit }

  /// The problem as a document; members without a value are left out.
  public var document: JSONValue {
    var members = [
      JSONMember("type", .string("urn:kedge:problem:\(code)")),
      JSONMember("title", .string(family.title)), JSONMember("status", JSONValue(status)),
      JSONMember("code", .string(code)), JSONMember("detail", .string(detail)),
    ]
    let optional: [(String, JSONValue?)] = [
      ("hint", hint.map(JSONValue.string)), ("file", file.map(JSONValue.string)),
      ("line", line.map { JSONValue($0) }), ("column", column.map { JSONValue($0) }),
      ("next", next.map(JSONValue.string)),
    ]
    for (name, value) in optional {
      if let value { members.append(JSONMember(name, value)) }
    }
    if !findings.isEmpty {
      members.append(JSONMember("findings", .array(findings.map(\.document))))
    }
    return .object(members)
  }

  /// Reads a document; `nil` where it is no problem.
  public init?(document: JSONValue) {
    guard let code = document["code"]?.text, let detail = document["detail"]?.text else {
      return nil
    }
    self.init(
      code: code,
      detail: detail,
      hint: document["hint"]?.text,
      next: document["next"]?.text
    )
    file = document["file"]?.text
    line = document["line"]?.integer
    column = document["column"]?.integer
    findings = (document["findings"]?.elements ?? []).compactMap(Problem.init(document:))
  }
}
