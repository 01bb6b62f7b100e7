public import KedgeModel

/// What every list of the control socket comes in (CLI 3.1).
public struct Envelope: Equatable, Sendable {
  /// What the items are, such as `indicators`.
  public var kind: String
  /// When the daemon answered, RFC 3339.
  public var time: String
  /// The daemon's version; `nil` for an answer that no daemon gave.
  public var version: String?
  /// The daemon's state word.
  public var state: String
  /// The items.
  public var items: [JSONValue]
  /// The cursor of the next page, or `nil` where there is none.
  public var next: String?

  /// Makes an envelope.
  public init(
    kind: String,
    time: String,
    version: String?,
    state: String,
    items: [JSONValue],
    next: String? = nil
  ) {
    self.kind = kind
    self.time = time
    self.version = version
    self.state = state
    self.items = items
    self.next = next
  }

  /// The envelope as a document.
  public var document: JSONValue {
    var members = [
      JSONMember("api", "v1"), JSONMember("kind", .string(kind)),
      JSONMember("time", .string(time)),
      JSONMember("daemon", ["version": JSONValue(version), "state": .string(state)]),
      JSONMember("items", .array(items)),
    ]
    if let next { members.append(JSONMember("next", .string(next))) }
    return .object(members)
  }

  /// Reads a document; `nil` where it is no envelope.
  public init?(document: JSONValue) {
    guard document["api"]?.text == "v1", let kind = document["kind"]?.text,
      case .array(let items)? = document["items"]
    else { return nil }
    self.init(
      kind: kind,
      time: document["time"]?.text ?? "",
      version: document["daemon"]?["version"]?.text,
      state: document["daemon"]?["state"]?.text ?? "",
      items: items,
      next: document["next"]?.text
    )
  }
}
