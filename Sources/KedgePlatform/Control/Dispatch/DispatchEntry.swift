import KedgeModel

/// An entry of the outbox that was found to be in order.
struct DispatchEntry: Equatable {
  /// Actions for which there are units.
  static let actions = ["retrain", "rollback", "promote"]
  /// Longest entry that is read.
  static let bytesMax = 64 << 10

  /// Id of the event; the name of the entry.
  let event: String
  /// One of `actions`.
  let action: String
  /// Variables and their values, safe in an environment file.
  let environment: [(name: String, value: String)]
  /// The event as it was found, one line.
  let document: [UInt8]

  /// Reads an entry.
  ///
  /// - Throws: `DispatchRefusal` where the name, the document or the action are not in order.
  init(name: String, bytes: [UInt8]) throws(DispatchRefusal) {
    guard DispatchEntry.isEvent(name) else { throw DispatchRefusal("the name is no event id") }
    let value: JSONValue
    do {
      value = try JSONValue(parsing: bytes)
    } catch {
      throw DispatchRefusal("not JSON at byte \(error.offset)")
    }
    guard value["id"]?.text == name else { throw DispatchRefusal("the id is not the name") }
    let data = value["data"]
    guard let action = data?["action"]?["type"]?.text, DispatchEntry.actions.contains(action) else {
      let known = DispatchEntry.actions.joined(separator: ", ")
      throw DispatchRefusal("the action is none of \(known)")
    }
    event = name
    self.action = action
    document = bytes
    let series = data?["series"]
    let segment = (series?["segment"]?.members ?? []).map { "\($0.name)=\($0.value.text ?? "")" }
    environment = [
      ("KEDGE_ACTION", action), ("KEDGE_MODEL", series?["model"]?.text ?? ""),
      ("KEDGE_VERSION", series?["version"]?.text ?? ""),
      ("KEDGE_SEGMENT", segment.joined(separator: ":")), ("KEDGE_RULE", data?["rule"]?.text ?? ""),
    ].map { (name: $0.0, value: DispatchEntry.safe($0.1)) }
  }

  static func == (left: DispatchEntry, right: DispatchEntry) -> Bool {
    left.event == right.event && left.document == right.document
  }

  /// Whether a text is the id of an event: 26 characters of `[a-z2-7]`.
  static func isEvent(_ name: String) -> Bool {
    name.utf8.count == 26
      && name.utf8.allSatisfy {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
          || (UInt8(ascii: "2")...UInt8(ascii: "7")).contains($0)
      }
  }

  /// The first 128 bytes of a text, each outside of `[A-Za-z0-9._:-]` replaced by `_`.
  private static func safe(_ text: String) -> String {
    let bytes = text.utf8.prefix(128).map { byte -> UInt8 in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: ":"), UInt8(ascii: "-"):
        byte
      default: UInt8(ascii: "_")
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Why an entry of the outbox is not obeyed.
struct DispatchRefusal: Error, Equatable {
  let reason: String

  init(_ reason: String) {
    self.reason = reason
  }
}
