public import KedgeModel

extension Engine {
  /// The accounting of each input, in the order of the settings.
  public var inputStates: [InputState] { inputs }

  /// Panes closed so far: evaluations of the models' own windows.
  public var evaluationCount: Int {
    series.reduce(0) { $0 + ($1.evaluations.first?.count ?? 0) }
  }

  /// Names of the fields that baselines have.
  public var baselineFields: Set<String> {
    Set(models.flatMap(\.references).map(\.name))
  }

  /// Events kept, oldest first.
  public var keptEvents: [Event] { events.map(\.event) }
}

extension Engine {
  /// Freezes what every model has collected, for a baseline that is made of files.
  ///
  /// - Returns: the profile line of each model that has records, in order of the models' names.
  public mutating func buildBaselines() -> [(model: String, profile: JSONValue)] {
    for model in models.indices { freezeBaseline(model) }
    let ordered = models.sorted { $0.name.precedesByBytes($1.name) }
    return ordered.compactMap { model in
      model.baseline.map { (model.name, $0.profile(model: model.name)) }
    }
  }
}
