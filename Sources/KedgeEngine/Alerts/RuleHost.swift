import KedgeExpressions
import KedgeModel
import KedgeRules

/// Answers the questions of a rule about one window of one series.
struct RuleHost: Host {
  let rule: CompiledRule
  let series: SeriesKey
  let role: VersionRole
  let window: Window
  let indicators: IndicatorTable
  let baseline: Baseline?
  /// Why there is no baseline yet.
  let baselineReason: String
  /// Event time since the series' last record, nanoseconds.
  let silenceNanoseconds: Int64
  /// Event time since the last record of any version of the model, nanoseconds; 0 where the rule
  /// does not ask for it.
  let modelSilenceNanoseconds: Int64
  /// Whether an identity was first seen in this window; `nil` where no record has one.
  let hasVersionChanged: Bool?

  /// Handles beyond the indicators, for objects that are made of other things.
  private enum Handle {
    static let series = -1
    static let window = -2
    static let baseline = -3
  }

  static let budget = 100_000
  /// Why nothing is compared.
  static let noBaseline = "no baseline"

  func variable(_ name: String) -> Outcome {
    switch name {
    case "series": object(Vocabulary.ObjectName.series, Handle.series)
    case "window": object(Vocabulary.ObjectName.window, Handle.window)
    case "baseline": object(Vocabulary.ObjectName.baseline, Handle.baseline)
    case "now": timestamp(window.end)
    default:
      rule.variables.first { $0.fullName == name }?
        .expression.evaluate(with: self, budget: RuleHost.budget).outcome
        ?? .unknown(name, "not available")
    }
  }

  private func object(_ type: String, _ handle: Int) -> Outcome {
    .value(.object(ObjectValue(type: type, handle: handle)))
  }

  private func timestamp(_ time: Timestamp) -> Outcome {
    let parts = time.nanoseconds.flooredDivision(by: 1_000_000_000)
    return TimestampValue(seconds: parts.quotient, nanoseconds: parts.remainder)
      .map { .value(.timestamp($0)) } ?? .unknown("time", "out of range")
  }

  /// The silence that a rule of nothing else asks for, nanoseconds.
  var silenceAskedFor: Int64? {
    guard rule.asksOfSilenceOnly else { return nil }
    let isOfModel = rule.when.calls.contains { $0.name == "model_silence" }
    return isOfModel ? modelSilenceNanoseconds : silenceNanoseconds
  }

  private func duration(_ nanoseconds: Int64) -> Outcome {
    let parts = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    return DurationValue(seconds: parts.quotient, nanoseconds: parts.remainder)
      .map { .value(.duration($0)) } ?? .unknown("duration", "out of range")
  }

  func call(_ call: HostCall) -> Outcome {
    let function = Vocabulary.functions[call.function]
    switch function.source {
    case .member: return member(call)
    case .other: return other(call)
    case .ofFeature, .ofSeries, .rate, .quantile, .drift, .quality, .metric, .estimated, .feedback:
      let type =
        function.declaration.result == .object(Vocabulary.ObjectName.feedback)
        ? Vocabulary.ObjectName.feedback : Vocabulary.ObjectName.indicator
      guard let index = indicators.index(of: call.name, call.arguments, function.source) else {
        return .unknown(call.name, "no data for it in this series")
      }
      return object(type, index)
    }
  }

  private func other(_ call: HostCall) -> Outcome {
    switch call.name {
    case "silence": return duration(silenceNanoseconds)
    case "model_silence": return duration(modelSilenceNanoseconds)
    case "version_changed":
      return hasVersionChanged.map { .value(.bool($0)) }
        ?? .unknown("version_changed()", "records name no identity")
    case "drifted":
      guard case .string(let kind)? = call.arguments.first else { return .value(.list([])) }
      guard indicators.hasVerdict(kind) else {
        return .unknown("drifted(\"\(kind)\")", "no feature could be compared")
      }
      return .value(.list(indicators.drifted(kind).map(Value.string)))
    default: return .unknown(call.name, "not available yet")
    }
  }

  private func member(_ call: HostCall) -> Outcome {
    guard case .object(let object)? = call.receiver else {
      return .unknown(call.name, "no indicator")
    }
    let indicator = indicators[object.handle]
    if let reason = unknownReason(indicator) { return .unknown(indicator.name.text, reason) }
    guard let value = indicator.value else { return .unknown(indicator.name.text, "no value") }
    if call.name == "ratio" {
      guard let base = indicator.baseline, base != 0 else {
        return .unknown(indicator.name.text, "baseline is 0 or missing")
      }
      return .value(.double(value / base))
    }
    guard case .double(let limit)? = call.arguments.first else {
      return .unknown(call.name, "no limit")
    }
    let comparison = ProvedComparison(indicator: indicator, proof: rule.rule.proof)
    let answer: Bool?
    switch call.name {
    case "above": answer = comparison.isAbove(limit)
    case "below": answer = comparison.isBelow(limit)
    case "rose": answer = indicator.baseline.map { comparison.isAbove($0 + limit) } ?? nil
    case "fell": answer = indicator.baseline.map { comparison.isBelow($0 - limit) } ?? nil
    default: answer = nil
    }
    let reason =
      indicator.baseline == nil
      ? RuleHost.noBaseline
      : indicator.reason
        ?? "too few values for a bound, or none is made of it: compare its `value`"
    return answer.map { .value(.bool($0)) } ?? .unknown(indicator.name.text, reason)
  }

  /// Why an indicator says nothing, or `nil` where it does.
  private func unknownReason(_ indicator: Indicator) -> String? {
    if indicator.verdict == .insufficient || indicator.verdict == .stale {
      return indicator.reason ?? indicator.verdict.word
    }
    if let least = rule.rule.minSamples, indicator.count < least {
      return "needs \(least - indicator.count) more"
    }
    if rule.rule.finalOnly, !indicator.isFinal { return "not final" }
    return nil
  }

  func field(_ name: String, of object: ObjectValue) -> Outcome {
    switch object.handle {
    case Handle.series: return seriesField(name)
    case Handle.window: return windowField(name)
    case Handle.baseline: return baselineField(name)
    default: return indicatorField(name, indicators[object.handle])
    }
  }

  func has(_ name: String, of object: ObjectValue) -> Bool {
    if case .value = field(name, of: object) { return true }
    return false
  }

  private func indicatorField(_ name: String, _ indicator: Indicator) -> Outcome {
    switch name {
    case "n": return .value(.int(Int64(indicator.count)))
    case "verdict": return .value(.string(indicator.verdict.word))
    case "reason": return .value(.string(unknownReason(indicator) ?? ""))
    case "final": return .value(.bool(indicator.isFinal))
    default: break
    }
    if let reason = unknownReason(indicator) { return .unknown(indicator.name.text, reason) }
    let number: Double?
    switch name {
    case "breach": return .value(.bool(indicator.verdict == .breach))
    case "value", "raw": number = indicator.value
    // Only of feedback that is 0 or 1 the value is the share; a mean has no level.
    case "positive": number = indicator.level == nil ? nil : indicator.value
    case "lower": number = indicator.lower
    case "upper": number = indicator.upper
    case "baseline": number = indicator.baseline
    case "effect": number = indicator.effect
    default: return .unknown("\(indicator.name.text).\(name)", "not available yet")
    }
    return number.map { .value(.double($0)) }
      ?? .unknown("\(indicator.name.text).\(name)", "not known for this window")
  }

  private func seriesField(_ name: String) -> Outcome {
    switch name {
    case "model": return .value(.string(series.model))
    case "version": return .value(.string(series.version))
    case "role": return .value(.string(role.rawValue))
    case "key": return .value(.string("\(series.model)/\(series.version)/\(series.segmentText)"))
    default:
      return .value(
        .map(MapValue(series.segment.map { ($0.key, .string($0.value)) }))
      )
    }
  }

  private func windowField(_ name: String) -> Outcome {
    switch name {
    case "start": return timestamp(window.start)
    case "end": return timestamp(window.end)
    case "length": return duration(window.end.nanoseconds - window.start.nanoseconds)
    case "n": return .value(.int(Int64(window.records)))
    case "final": return .value(.bool(!window.isPartial))
    case "coverage": return .value(.double(1))
    default: return .value(.int(Int64(window.revision)))
    }
  }

  private func baselineField(_ name: String) -> Outcome {
    guard let baseline else {
      return name == "frozen" ? .value(.bool(false)) : .unknown("baseline", "not frozen yet")
    }
    switch name {
    case "id": return .value(.string(baseline.id))
    case "version": return .value(.string(baseline.version))
    case "n": return .value(.int(Int64(baseline.records)))
    case "frozen": return .value(.bool(true))
    default: return duration(window.end.nanoseconds - baseline.end.nanoseconds)
    }
  }
}

/// `above` and `below`: a value that crosses a limit, and a bound that proves it.
struct ProvedComparison {
  let indicator: Indicator
  let proof: Rule.Proof

  /// `nil` where the limit is crossed and no bound was computed that could prove it.
  func isAbove(_ limit: Double) -> Bool? {
    guard let value = indicator.value else { return nil }
    guard value >= limit else { return false }
    switch proof {
    case .limit: return indicator.lower.map { $0 >= limit }
    case .change: return hasComparison ? indicator.change == .rise : nil
    }
  }

  /// `nil` where the limit is crossed and no bound was computed that could prove it.
  func isBelow(_ limit: Double) -> Bool? {
    guard let value = indicator.value else { return nil }
    guard value <= limit else { return false }
    switch proof {
    case .limit: return indicator.upper.map { $0 <= limit }
    case .change: return hasComparison ? indicator.change == .fall : nil
    }
  }

  private var hasComparison: Bool { indicator.baseline != nil && indicator.level != nil }
}
