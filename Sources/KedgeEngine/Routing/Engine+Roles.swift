import KedgeModel
import KedgeRules

extension Engine {
  /// Notes which version carried more than half of a window's records.
  ///
  /// One that did so in three windows in a row is the stable one from there on, and the stable one
  /// of before is previous (FORMATS 9.3). Where records are counted, each window is of one version:
  /// three of it in a row are more than half of the records.
  ///
  /// - Parameters:
  ///   - model: Index of the model.
  ///   - counts: Records of the window by version.
  ///   - end: The window's end.
  mutating func noteLead(
    _ model: Int,
    _ counts: [(version: String, records: Int)],
    _ end: Timestamp
  ) {
    let total = counts.reduce(0) { $0 + $1.records }
    let leader = counts.first { $0.records > total - $0.records }?.version
    guard models[model].noteLead(leader), let leader, !isSuspected(leader, model) else { return }
    let replaced = models[model].promote(leader)
    let before = replaced.isEmpty ? "" : ", \(replaced.joined(separator: ", ")) previous"
    let key = SeriesKey(model: models[model].name, version: leader)
    let message =
      "model \(key.model): version \(leader.isEmpty ? "(none)" : leader) carries most of the"
      + " records and is stable now\(before)"
    effects.append(.notice(Notice(kind: .roleChanged, series: key, message: message)))
    for index in models[model].series { endUnselected(index, at: end) }
  }

  /// Whether an alert of a version is under way that would end with its role: a version under
  /// suspicion is not made the stable one, or a rollback would be forgotten when it is needed.
  private func isSuspected(_ version: String, _ model: Int) -> Bool {
    models[model].series.contains { index in
      let key = series[index].key
      return key.version.equalsByBytes(version)
        && series[index].alerts.contains { rule, record in
          record.machine.alertState != .inactive
            && !settings.rules[rule].rule.match.selects(key, role: .stable)
        }
    }
  }

  /// The version that a rollback of a version goes to: the stable one, of the stable one itself the
  /// previous one that was seen last; `nil` where there is none.
  func rollbackTarget(_ key: SeriesKey) -> String? {
    guard let model = models.first(where: { $0.name.equalsByBytes(key.model) }) else { return nil }
    let wanted: VersionRole = model.role(of: key.version) == .stable ? .previous : .stable
    return model.versions.last { $0.role == wanted }?.name
  }

  /// Ends the alerts of a series that its rules no longer select.
  private mutating func endUnselected(_ index: Int, at time: Timestamp) {
    let key = series[index].key
    let role = models[series[index].model].role(of: key.version)
    for (rule, record) in series[index].alerts.sorted(by: { $0.key < $1.key })
    where !settings.rules[rule].rule.match.selects(key, role: role) {
      series[index].alerts[rule]?.end()
      series[index].changedAlerts.insert(rule)
      end(record, of: settings.rules[rule].rule.name, index, at: time, "the version is \(role) now")
    }
  }

  /// Tells that an alert is over although no window decided.
  mutating func end(
    _ record: AlertRecord,
    of rule: String,
    _ index: Int,
    at time: Timestamp,
    _ reason: String
  ) {
    guard record.machine.alertState != .inactive else { return }
    let change = AlertChange(
      rule: rule,
      series: series[index].key,
      state: .inactive,
      time: time,
      reason: reason
    )
    effects.append(.alert(change))
  }
}

extension ModelState {
  /// Windows in a row with most of the records that make a version the stable one.
  private static let windowsToStable = 3

  /// Notes the version with most of a window's records.
  ///
  /// - Returns: whether it is the stable one from now on and was not before.
  mutating func noteLead(_ leader: String?) -> Bool {
    guard let leader, leader != SeriesKey.others,
      [.candidate, .previous].contains(role(of: leader))
    else {
      lead = nil
      return false
    }
    let windows = lead?.version.equalsByBytes(leader) == true ? (lead?.windows ?? 0) + 1 : 1
    lead = VersionLead(version: leader, windows: windows)
    return windows >= Self.windowsToStable
  }

  /// Makes a version the stable one.
  ///
  /// - Returns: the versions that were it before.
  mutating func promote(_ version: String) -> [String] {
    var replaced: [String] = []
    for index in versions.indices {
      if versions[index].name.equalsByBytes(version) {
        versions[index].role = .stable
      } else if versions[index].role == .stable {
        versions[index].role = .previous
        replaced.append(versions[index].name)
      }
    }
    lead = nil
    return replaced
  }
}
