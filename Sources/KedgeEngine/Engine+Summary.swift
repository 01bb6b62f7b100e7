import KedgeModel
import KedgeRules

extension Engine {
  /// Number of models seen.
  public var modelCount: Int { models.count }

  /// Alerts that fire, in order of series and rule.
  public var firingAlerts: [AlertChange] {
    series.sorted { $0.key < $1.key }.flatMap { own in
      own.alerts.sorted { $0.key < $1.key }.compactMap { rule, record in
        record.machine.episode.map { episode in
          AlertChange(
            rule: settings.rules[rule].rule.name,
            series: own.key,
            state: .firing,
            time: episode.start
          )
        }
      }
    }
  }
}
