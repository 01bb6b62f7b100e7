public import KedgeEngine
public import KedgeModel

/// Effects as text, in which two differ when any bit of them differs.
public enum Transcript {
  /// The lines of some effects.
  public static func lines(_ effects: [Effect]) -> [String] {
    effects.map(line)
  }

  /// One effect.
  public static func line(_ effect: Effect) -> String {
    switch effect {
    case .evaluated(let series, let window, let indicators):
      "evaluated \(name(series)) \(text(window)) " + indicators.map(text).joined(separator: " ")
    case .event(let event): "event \(text(event))"
    case .deliver(let intent): "deliver \(intent.event) \(intent.document)"
    case .alert(let change):
      "alert \(change.rule) \(name(change.series)) \(change.state.word) \(change.time.nanoseconds)"
    case .finished(let event, let detail): "finished \(text(event)) \(detail)"
    case .notice(let notice): "notice \(notice.kind) \(name(notice.series)) \(notice.message)"
    }
  }

  /// The accounting of an input.
  public static func line(_ state: InputState) -> String {
    let rejected = state.rejected.sorted { $0.key.rawValue < $1.key.rawValue }
      .map { "\($0.key.code)=\($0.value)" }.joined(separator: ",")
    return "\(state.name) taken=\(state.taken) counted=\(state.counted) "
      + "duplicate=\(state.duplicate) late=\(state.late) expired=\(state.expired) "
      + "pending=\(state.pending) blank=\(state.blank) unidentified=\(state.unidentified) "
      + "late_feedback=\(state.lateFeedback) rejected=\(rejected)"
  }

  /// The words in which two transcripts differ first.
  public static func difference(_ expected: [String], _ found: [String]) -> String {
    guard let pair = zip(expected, found).first(where: { $0 != $1 }) else {
      return "\(expected.count) effects became \(found.count)"
    }
    let words = zip(pair.0.split(separator: " "), pair.1.split(separator: " "))
    let different = words.filter { $0 != $1 }.prefix(3).map { "\($0) became \($1)" }
    return "\(pair.0.prefix(60)): \(different.joined(separator: "; "))"
  }

  /// A series as one word.
  public static func name(_ series: SeriesKey) -> String {
    "\(series.model)/\(series.version)/\(series.segmentText)"
  }

  private static func text(_ window: Window) -> String {
    "\(window.index) \(window.start.nanoseconds) \(window.end.nanoseconds) \(window.records) "
      + "\(window.revision) \(window.isPartial)"
  }

  private static func text(_ indicator: Indicator) -> String {
    let numbers = [
      indicator.value, indicator.lower, indicator.upper, indicator.baseline, indicator.effect,
      indicator.limit, indicator.level,
    ].map { $0.map { String($0.bitPattern, radix: 16) } ?? "-" }
    let change = indicator.change.map { String($0.rawValue) } ?? "-"
    return "\(indicator.name.text)=\(numbers.joined(separator: ",")),\(indicator.count),"
      + "\(indicator.verdict.word),\(change),\(indicator.reason ?? "-"),\(indicator.isFinal)"
  }

  private static func text(_ event: Event) -> String {
    "\(event.id) \(event.kind) \(event.time.nanoseconds) \(event.series.map(name) ?? "-") "
      + "\(event.windowIndex) \(event.rule ?? "-") \(event.acts) \(event.suppressed ?? "-") "
      + "\(event.severity) \(event.message) \(event.action?.word ?? "-") \(event.evidence.compact)"
  }
}
