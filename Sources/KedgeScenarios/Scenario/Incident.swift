/// Something that happens to a simulated service: settings that change at one instant.
public struct Incident: Equatable, Sendable {
  /// When: this share of the scenario's length after its start, 0 to 1.
  public var at: Millionths
  /// The model that changes; none for every model of the scenario.
  public var model: String?
  /// What changes, applied in this order.
  public var changes: [Change]

  /// Makes an incident.
  public init(at: Millionths, model: String? = nil, changes: [Change]) {
    self.at = at
    self.model = model
    self.changes = changes
  }

  /// One setting and its new value.
  public struct Change: Equatable, Sendable {
    /// Path of the setting, such as `duration.median`.
    public var path: String
    /// The new value.
    public var value: Value

    /// Makes a change.
    public init(_ path: String, _ value: Value) {
      self.path = path
      self.value = value
    }
  }

  /// What a setting is changed to.
  public enum Value: Equatable, Sendable {
    /// A number, for every setting but the two below.
    case number(Millionths)
    /// A text, for `version` and `prompt.version`.
    case text(String)
  }
}
