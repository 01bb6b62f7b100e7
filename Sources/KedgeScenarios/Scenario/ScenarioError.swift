/// Why a scenario cannot be played.
public enum ScenarioError: Error, Equatable, Sendable {
  /// An incident changes a setting that the model does not have.
  case unknownSetting(model: String, path: String)
  /// An incident names a model that the scenario does not have.
  case unknownModel(String)
  /// A number or a name lies outside of what a scenario may say.
  case invalid(model: String, path: String, expected: String)
}

extension ScenarioError: CustomStringConvertible {
  /// What is wrong, where, and what to do.
  public var description: String {
    switch self {
    case .unknownSetting(let model, let path):
      "model \(model): nothing to set at \"\(path)\"; name a setting of the model and its parameter, "
        + "such as duration.median (a number), or version or prompt.version (a text)"
    case .unknownModel(let name):
      "incident: no model \"\(name)\" in this scenario; name one of its models or leave \"model\" out"
    case .invalid(let model, let path, let expected):
      "model \(model): \(path) must be \(expected)"
    }
  }
}
