import KedgeStatistics

extension Answer {
  /// Change points: `values` in, indices of `changes` and `warnings` out.
  static let detectors: [String: Reply] = [
    "adwin": { question in
      var settings = AdaptiveWindow.Settings()
      settings.delta = try question.number("delta")
      var window = AdaptiveWindow(settings)
      return try signals(question) { window.update($0) }
    },
    "page_hinkley": { question in
      var settings = PageHinkley.Settings()
      settings.threshold = try question.number("threshold")
      settings.delta = try question.number("delta")
      var test = PageHinkley(settings)
      return try signals(question) { test.update($0) }
    },
    "ddm": { question in
      var drift = ErrorRateDrift()
      return try signals(question) { drift.update($0 == 1) }
    },
    "eddm": { question in
      var drift = ErrorDistanceDrift()
      return try signals(question) { drift.update($0 == 1) }
    },
    "hddm_a": { question in
      var drift = HoeffdingDrift()
      return try signals(question) { drift.update($0) }
    },
    "change_points": { question in
      var settings = ChangePoints.Settings()
      settings.baseline = Int(try question.number("baseline"))
      let changes = ChangePoints.find(in: try question.numbers("values"), settings)
      return ["starts": changes.map(\.start), "found": changes.map(\.found)]
    },
    "kswin": { question in
      var settings = KolmogorovSmirnovWindow.Settings()
      settings.windowCount = 2 * settings.recentCount
      var window = KolmogorovSmirnovWindow(settings)
      var probabilities: [Double] = []
      let changes = try signals(question) { value in
        let signal = window.update(value)
        probabilities.append(window.pValue ?? 1)
        return signal
      }
      return ["probabilities": probabilities].merging(changes) { first, _ in first }
    },
    "hddm_w": { question in
      var drift = WeightedHoeffdingDrift()
      return try signals(question) { drift.update($0) }
    },
  ]

  private static func signals(
    _ question: Question,
    _ update: (Double) -> ChangeSignal
  ) throws -> [String: Any] {
    let signals = try question.numbers("values").map(update)
    return [
      "changes": signals.indices.filter { signals[$0] == .change },
      "warnings": signals.indices.filter { signals[$0] == .warning },
    ]
  }
}
