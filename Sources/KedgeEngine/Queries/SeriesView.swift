public import KedgeModel
import KedgeRules

/// The newest evaluation of a series, as seen from outside.
public struct SeriesView: Equatable, Sendable {
  /// The series.
  public var key: SeriesKey
  /// Its newest window; `nil` before the first.
  public var window: Window?
  /// The indicators of that window, in their order.
  public var indicators: [Indicator]
  /// Units of the fields for which one is declared.
  public var units: [String: String]
  /// Event time of its newest record.
  public var lastRecord: Timestamp?
  /// Its alerts, in order of the rules.
  public var alerts: [AlertView]
}

/// One rule on one series, as seen from outside.
public struct AlertView: Equatable, Sendable {
  /// Name of the rule.
  public var rule: String
  /// The series.
  public var series: SeriesKey
  /// Where it stands.
  public var state: AlertState
  /// Windows in which the condition of a pending alert has held; 0 in another state.
  public var heldWindows: Int
  /// Windows in which it must hold to fire.
  public var holdWindows: Int
  /// Start of the episode that is firing.
  public var since: Timestamp?
  /// When an event last left.
  public var lastEvent: Timestamp?
  /// Why the condition was unknown in the newest window, or `nil`.
  public var unknownReason: String?
  /// What the rule would see of its indicators; only where the alerts of one rule are asked for.
  public var seen: [SeenEffect]
}

extension Engine {
  /// The keys of all series.
  public var seriesKeys: [SeriesKey] { series.map(\.key) }

  /// The series that a filter selects, in order of their keys.
  ///
  /// - Complexity: O(series log series).
  public func seriesViews(_ filter: SeriesFilter = SeriesFilter()) -> [SeriesView] {
    series.indices.filter { filter.selects(series[$0].key) }
      .sorted { series[$0].key < series[$1].key }.map(view)
  }

  private func view(_ index: Int) -> SeriesView {
    let own = series[index]
    return SeriesView(
      key: own.key,
      window: own.latest?.window,
      indicators: indicators(of: own),
      units: models[own.model].settings.fields.compactMapValues(\.unit),
      lastRecord: own.lastRecord,
      alerts: alertViews(index)
    )
  }

  /// The newest indicators, stale where their window ended too long ago.
  func indicators(of own: Series) -> [Indicator] {
    guard let latest = own.latest else { return [] }
    let model = models[own.model]
    let windows = model.paneNanoseconds.map { _ in 2 * model.settings.window.sizeNanoseconds }
    guard let allowed = model.settings.staleNanoseconds ?? windows,
      model.watermark > latest.window.end.advanced(byNanoseconds: allowed)
    else { return latest.indicators }
    return latest.indicators.map { indicator in
      var indicator = indicator
      indicator.verdict = .stale
      indicator.reason = "no window with records since \(latest.window.end.rfc3339)"
      return indicator
    }
  }

  /// The alerts of a rule, in order of the keys of their series.
  public func alertViews(ofRule name: String) -> [AlertView] {
    guard let rule = settings.rules.firstIndex(where: { $0.rule.name == name }) else { return [] }
    return series.indices.sorted { series[$0].key < series[$1].key }.compactMap { index in
      guard let record = series[index].alerts[rule] else { return nil }
      var view = alertView(index, rule, record)
      view.seen = seen(by: rule, index)
      return view
    }
  }

  private func alertViews(_ index: Int) -> [AlertView] {
    series[index].alerts.sorted { $0.key < $1.key }.map { alertView(index, $0, $1) }
  }

  private func alertView(_ index: Int, _ rule: Int, _ record: AlertRecord) -> AlertView {
    AlertView(
      rule: settings.rules[rule].rule.name,
      series: series[index].key,
      state: record.machine.alertState,
      heldWindows: record.machine.heldWindows,
      holdWindows: alertSettings(index, rule).hold,
      since: record.machine.episode?.start,
      lastEvent: record.machine.lastEmission,
      unknownReason: record.unknowns > 0 ? record.unknownReason : nil,
      seen: []
    )
  }
}
