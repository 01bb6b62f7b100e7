import KedgeControl
import KedgeModel

/// Reads the members of an item that screens show.
struct Item {
  let value: JSONValue

  init(_ value: JSONValue) {
    self.value = value
  }

  /// A text, made safe; `-` where there is none.
  func text(_ name: String) -> String {
    guard let text = value[name]?.text, !text.isEmpty else { return "-" }
    return SafeText.escaped(text)
  }

  /// A text as it is, or `nil`.
  func raw(_ name: String) -> String? { value[name]?.text }

  func number(_ name: String) -> Double? { value[name]?.number }

  func integer(_ name: String) -> Int { value[name]?.integer ?? 0 }

  func time(_ name: String) -> Timestamp? {
    value[name]?.text.flatMap { TimeText.instant($0, now: Timestamp(nanoseconds: 0)) }
  }

  func item(_ name: String) -> Item { Item(value[name] ?? .null) }

  func items(_ name: String) -> [Item] { (value[name]?.elements ?? []).map { Item($0) } }

  /// `fraud-clf v12`.
  var series: String {
    let version = raw("version") ?? ""
    return text("model") + (version.isEmpty ? "" : " \(SafeText.escaped(version))")
  }

  /// `*` for the total, else `key=value` joined by commas.
  var segment: String {
    let members = value["segment"]?.members ?? []
    guard !members.isEmpty else { return "*" }
    return members.map { "\($0.name)=\($0.value.text ?? "")" }.joined(separator: ",")
  }

  /// `psi(amount)`.
  var indicatorName: String {
    IndicatorName(raw("indicator") ?? "-", raw("feature")).text
  }

  /// Whether there is no limit against which the number could be bad: only rules judge it.
  var isUnjudged: Bool { raw("verdict") == "ok" && number("limit") == nil }

  /// The first characters of an event's id.
  static func shortID(_ id: String) -> String { String(id.prefix(6)) }
}
