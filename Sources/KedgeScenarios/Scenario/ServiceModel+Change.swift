extension ServiceModel {
  /// Changes one setting.
  ///
  /// Paths: `version`, `prompt.version`, `rate`, `error_rate`, `refusal_rate`, `feedback.share`,
  /// `feedback.up`, and a distribution followed by its parameter, such as `duration.median`,
  /// `usage.output_tokens.sigma`, `feedback.delay.median`, `features.NAME.mean`,
  /// `segment.KEY.VALUE`.
  ///
  /// - Throws: `ScenarioError` when this model has no such setting or the value has the wrong type.
  mutating func apply(_ change: Incident.Change) throws(ScenarioError) {
    switch change.value {
    case .text(let text):
      guard setText(change.path, to: text) else { throw unknown(change) }
    case .number(let number):
      guard setNumber(change.path, to: number) else { throw unknown(change) }
    }
  }

  private func unknown(_ change: Incident.Change) -> ScenarioError {
    .unknownSetting(model: model, path: change.path)
  }

  private mutating func setText(_ path: String, to text: String) -> Bool {
    switch path {
    case "version":
      version = text
      return true
    case "prompt.version":
      prompt?.version = text
      return prompt != nil
    default: return false
    }
  }

  private mutating func setNumber(_ path: String, to number: Millionths) -> Bool {
    switch path {
    case "rate": rate = number
    case "error_rate": errorRate = number
    case "refusal_rate": refusalRate = number
    case "feedback.share":
      feedback?.share = number
      return feedback != nil
    case "feedback.up":
      feedback?.up = number
      return feedback != nil
    default: return setParameter(path, to: number)
    }
    return true
  }

  private mutating func setParameter(_ path: String, to number: Millionths) -> Bool {
    let parts = path.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count >= 2, let parameter = parts.last else { return false }
    let name = String(parameter)
    switch parts.dropLast().joined(separator: ".") {
    case "duration": return duration.set(name, to: number)
    case "ttft": return timeToFirstToken?.set(name, to: number) ?? false
    case "usage.input_tokens": return inputTokens?.set(name, to: number) ?? false
    case "usage.output_tokens": return outputTokens?.set(name, to: number) ?? false
    case "feedback.delay": return feedback?.delay.set(name, to: number) ?? false
    case let field:
      return features.set(field, below: "features.", name, to: number)
        || segments.set(field, below: "segment.", name, to: number)
    }
  }
}

extension [NamedDistribution] {
  /// Sets a parameter of the field that `path` names below `prefix`.
  fileprivate mutating func set(
    _ path: String,
    below prefix: String,
    _ parameter: String,
    to number: Millionths
  ) -> Bool {
    guard path.hasPrefix(prefix) else { return false }
    let name = String(path.dropFirst(prefix.count))
    guard let index = firstIndex(where: { $0.name == name }) else { return false }
    return self[index].distribution.set(parameter, to: number)
  }
}
