import KedgeExpressions
import KedgeModel
import KedgeRules

/// The indicators of one window, found by the calls of rules.
struct IndicatorTable: Equatable, Sendable {
  private(set) var indicators: [Indicator]
  private var indexes: [IndicatorName: Int]

  init(_ indicators: [Indicator]) {
    self.indicators = indicators
    indexes = [:]
    for (index, indicator) in indicators.enumerated() { indexes[indicator.name] = index }
  }

  subscript(index: Int) -> Indicator { indicators[index] }

  /// Replaces indicators of the same name, and adds the others.
  mutating func update(_ newer: [Indicator]) {
    for indicator in newer {
      if let index = indexes[indicator.name] {
        indicators[index] = indicator
      } else {
        indexes[indicator.name] = indicators.count
        indicators.append(indicator)
      }
    }
  }

  /// The indicator that a call of a function with constant arguments asks for.
  func index(
    of function: String,
    _ arguments: [Value],
    _ source: VocabularyFunction.Source
  ) -> Int? {
    var argument = ""
    if case .string(let text)? = arguments.first { argument = text }
    switch source {
    case .ofFeature: return ofFeature(function, argument)
    case .ofSeries: return indexes[IndicatorName(function)]
    case .quantile(let field):
      guard case .double(let share)? = arguments.last else { return nil }
      return ofFeature(FieldComparison.quantileName(share), field ?? argument)
    case .drift: return ofFeature("psi", argument, or: "cramers_v")
    case .quality:
      return indexes[IndicatorName(argument)] ?? indexes[IndicatorName("feedback", argument)]
    case .metric: return indexes[IndicatorName(argument)]
    case .feedback: return indexes[IndicatorName("feedback", argument)]
    case .member, .other: return nil
    }
  }

  /// The indicator of a feature; `*` is the feature with the largest effect.
  ///
  /// A name of the canonical default kind goes before the alternative: a number has `psi`, a name
  /// has both and is judged by the alternative.
  private func ofFeature(_ kind: String, _ feature: String, or other: String? = nil) -> Int? {
    guard feature == "*" else {
      return other.flatMap { indexes[IndicatorName($0, feature)] }
        ?? indexes[IndicatorName(kind, feature)]
    }
    let features = Set(indicators.compactMap { $0.name.feature })
    let candidates = features.compactMap { ofFeature(kind, $0, or: other) }
    return candidates.max { left, right in
      let (a, b) = (indicators[left], indicators[right])
      let (x, y) = (a.effect ?? -.infinity, b.effect ?? -.infinity)
      return x != y ? x < y : b.name < a.name
    }
  }

  /// The indicators that a rule names, in order of its text, each once.
  func named(by rule: CompiledRule) -> [Indicator] {
    var found: [Int] = []
    for call in rule.calls {
      let source = Vocabulary.functions[call.function].source
      let arguments = call.arguments.compactMap(\.constant)
      guard let index = index(of: call.name, arguments, source), !found.contains(index) else {
        continue
      }
      found.append(index)
    }
    return found.map { indicators[$0] }
  }

  /// Whether any indicator of a kind says something.
  func hasVerdict(_ kind: String) -> Bool {
    indicators.contains {
      $0.name.kind == kind && ($0.verdict == .ok || $0.verdict == .breach)
    }
  }

  /// Features whose indicator of a kind is in breach, in order.
  func drifted(_ kind: String) -> [String] {
    indicators.filter { $0.name.kind == kind && $0.verdict == .breach }
      .compactMap { $0.name.feature }.sorted { $0.precedesByBytes($1) }
  }
}
