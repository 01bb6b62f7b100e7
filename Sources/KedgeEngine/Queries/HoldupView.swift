import KedgeModel

/// An input whose old records hold the windows of a model back.
public struct HoldupView: Equatable, Sendable {
  /// Name of the model.
  public var model: String
  /// Name of the input.
  public var input: String
  /// How much older its records are when they come than those of another input, nanoseconds.
  public var behindNanoseconds: Int64
}

extension Engine {
  /// The inputs that hold windows back by more than a model's lateness and a minute, in order of the
  /// models.
  public var holdupViews: [HoldupView] {
    models.sorted { $0.name.precedesByBytes($1.name) }.compactMap { model in
      let arrival = model.sources.map(\.arrival).max()
      // One that has been silent for long holds nothing back.
      let live = model.sources.filter { source in
        arrival.map { $0.nanoseconds - source.arrival.nanoseconds < ModelState.silence } ?? false
      }
      // An input that rests goes on with the clock, from as far behind as its newest record came.
      guard let ahead = live.map(\.lag).min(), let slowest = live.max(by: { $0.lag < $1.lag })
      else { return nil }
      let behind = slowest.lag - ahead
      guard behind > model.settings.window.latenessNanoseconds + 60_000_000_000 else { return nil }
      return HoldupView(
        model: model.name,
        input: inputs[slowest.input].name,
        behindNanoseconds: behind
      )
    }
  }
}
