import KedgeExpressions
import KedgeModel
import KedgeRules

/// The indicators of one window, found by the calls of rules.
struct IndicatorTable: Equatable, Sendable {
  /// In order of their names.
  private(set) var indicators: [Indicator]

  /// Makes a table.
  ///
  /// - Precondition: the indicators are in order of their names, each of which stands once.
  init(_ indicators: [Indicator]) {
    self.indicators = indicators
  }

  subscript(index: Int) -> Indicator { indicators[index] }

  /// Replaces indicators of the same name, and adds the others.
  mutating func update(_ newer: [Indicator]) {
    for indicator in newer {
      let place = place(of: indicator.name)
      if place < indicators.count, indicators[place].name == indicator.name {
        indicators[place] = indicator
      } else {
        indicators.insert(indicator, at: place)
      }
    }
  }

  /// Where an indicator of a name stands, or would stand.
  private func place(of name: IndicatorName) -> Int {
    var (low, high) = (0, indicators.count)
    while low < high {
      let middle = (low + high) / 2
      if indicators[middle].name < name { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func index(of name: IndicatorName) -> Int? {
    let place = place(of: name)
    return place < indicators.count && indicators[place].name == name ? place : nil
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
    case .ofSeries: return index(of: IndicatorName(function))
    case .quantile(let field):
      guard case .double(let share)? = arguments.last else { return nil }
      return ofFeature(FieldComparison.quantileName(share), field ?? argument)
    case .drift:
      return ofFeature("psi", argument, or: "cramers_v")
        ?? index(of: IndicatorName("embedding_shift", argument))
        ?? index(of: IndicatorName("ngram_drift", argument))
    case .quality:
      return index(of: IndicatorName(argument)) ?? index(of: IndicatorName("feedback", argument))
    case .rate(let field): return index(of: IndicatorName("rate", field))
    case .estimated: return index(of: IndicatorName(EstimatedIndicators.kind, argument))
    case .metric: return index(of: IndicatorName(argument))
    case .feedback: return index(of: IndicatorName("feedback", argument))
    case .member, .other: return nil
    }
  }

  /// The indicator of a feature; `*` is the feature with the largest effect.
  ///
  /// A name of the canonical default kind goes before the alternative: a number has `psi`, a name
  /// has both and is judged by the alternative.
  private func ofFeature(_ kind: String, _ feature: String, or other: String? = nil) -> Int? {
    guard feature == "*" else {
      return other.flatMap { index(of: IndicatorName($0, feature)) }
        ?? index(of: IndicatorName(kind, feature))
    }
    let first = other.map { indexes(ofKind: $0) } ?? 0..<0
    let candidates =
      Array(first)
      + indexes(ofKind: kind).filter { place in
        guard let other, let feature = indicators[place].name.feature else { return true }
        return index(of: IndicatorName(other, feature)) == nil
      }
    return candidates.max { left, right in
      let (a, b) = (indicators[left], indicators[right])
      let (x, y) = (a.effect ?? -.infinity, b.effect ?? -.infinity)
      return x != y ? x < y : b.name < a.name
    }
  }

  /// The places of the indicators of a kind, those of features.
  private func indexes(ofKind kind: String) -> Range<Int> {
    let start = place(of: IndicatorName(kind, ""))
    let end = indicators[start...].firstIndex { !$0.name.kind.equalsByBytes(kind) }
    return start..<(end ?? indicators.count)
  }

  /// The indicators that a rule names, in order of its text, each once.
  func named(by rule: CompiledRule) -> [Indicator] {
    indexes(namedBy: rule).map { indicators[$0] }
  }

  /// The table of the indicators that a rule names.
  func part(namedBy rule: CompiledRule) -> IndicatorTable {
    IndicatorTable(indexes(namedBy: rule).sorted().map { indicators[$0] })
  }

  private func indexes(namedBy rule: CompiledRule) -> [Int] {
    var found: [Int] = []
    for call in rule.calls {
      let source = Vocabulary.functions[call.function].source
      let arguments = call.arguments.compactMap(\.constant)
      guard let index = index(of: call.name, arguments, source), !found.contains(index) else {
        continue
      }
      found.append(index)
    }
    return found
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
