public import KedgeModel
import KedgeRules

/// One version of a model, as seen from outside.
public struct ModelView: Equatable, Sendable {
  /// The roll-up of everything that is known of a version.
  public enum State: String, Sendable {
    case ok, warming, warning, firing, stale, off
  }

  /// Name of the model.
  public var model: String
  /// The version; empty where the records name none.
  public var version: String
  /// The part that it plays: `stable`, `candidate`, `shadow` or `previous`.
  public var role: String
  /// Records of the newest window of all its records.
  public var records: Int
  /// Event time of its newest record.
  public var lastRecord: Timestamp?
  /// Series beside the total.
  public var segments: Int
  /// The baseline of the model, or `nil`.
  public var baseline: BaselineView?
  /// Why there is no baseline, or `nil`.
  public var baselineReason: String?
  /// The roll-up.
  public var state: State
}

/// What normal is of a model, as seen from outside.
public struct BaselineView: Equatable, Sendable {
  /// Names its content.
  public var id: String
  /// Name of the model.
  public var model: String
  /// The version whose records it was made of.
  public var version: String
  /// Inference records in it.
  public var records: Int
  /// Earliest event time in it.
  public var start: Timestamp
  /// Latest event time in it.
  public var end: Timestamp
  /// Names and types of its fields.
  public var fields: [Field]

  /// One field.
  public struct Field: Equatable, Sendable {
    /// Its name.
    public var name: String
    /// Its type.
    public var type: String
  }
}

extension Engine {
  /// The versions that a filter selects, in order of models and versions.
  public func modelViews(_ filter: SeriesFilter = SeriesFilter()) -> [ModelView] {
    let ordered = models.sorted { $0.name.precedesByBytes($1.name) }
    return ordered.flatMap { model in
      let versions = model.versions.filter {
        filter.selects(model: model.name, version: $0.name)
      }
      return versions.sorted { $0.name.precedesByBytes($1.name) }.map { view(model, $0) }
    }
  }

  private func view(_ model: ModelState, _ version: ModelState.VersionState) -> ModelView {
    let own = model.series.map { series[$0] }.filter { $0.key.version.equalsByBytes(version.name) }
    let total = own.first { $0.key.segment.isEmpty }
    return ModelView(
      model: model.name,
      version: version.name,
      role: version.role.rawValue,
      records: total?.latest?.window.records ?? 0,
      lastRecord: total?.lastRecord,
      segments: own.count { !$0.key.segment.isEmpty },
      baseline: view(model),
      baselineReason: model.baseline == nil ? model.baselineReason : nil,
      state: rollUp(own, role: version.role)
    )
  }

  private func rollUp(_ own: [Series], role: VersionRole) -> ModelView.State {
    let alerts = own.flatMap { $0.alerts.values }.map(\.machine.alertState)
    let verdicts = own.flatMap { indicators(of: $0) }.map(\.verdict)
    if alerts.contains(.firing) { return .firing }
    if alerts.contains(.pending) || verdicts.contains(.breach) { return .warning }
    if role == .previous { return .off }
    if verdicts.allSatisfy({ $0 == .insufficient }) { return .warming }
    return verdicts.allSatisfy { $0 == .stale || $0 == .insufficient } ? .stale : .ok
  }

  /// The baselines of all models that have one, in order of the models.
  public var baselineViews: [BaselineView] {
    models.sorted { $0.name.precedesByBytes($1.name) }.compactMap { view($0) }
  }

  private func view(_ model: ModelState) -> BaselineView? {
    model.baseline.map { baseline in
      BaselineView(
        id: baseline.id,
        model: model.name,
        version: baseline.version,
        records: baseline.records,
        start: baseline.start,
        end: baseline.end,
        fields: baseline.fields.map {
          BaselineView.Field(name: $0.name, type: $0.type.rawValue)
        }
      )
    }
  }
}
