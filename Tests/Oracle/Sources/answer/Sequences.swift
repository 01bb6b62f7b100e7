import KedgeStatistics

extension Answer {
  /// Boundaries and bounds that hold at every moment.
  static let sequences: [String: Reply] = [
    "normal_mixture": { question in
      [
        "two_sided": NormalMixture.boundary(
          variance: try question.number("variance"),
          level: try question.number("level"),
          expectedVariance: try question.number("expected")
        ),
        "one_sided": NormalMixture.upperBoundary(
          variance: try question.number("variance"),
          level: try question.number("level"),
          expectedVariance: try question.number("expected")
        ),
      ]
    },
    "stitched": { question in
      [
        "upper": StitchedBoundary.upperBoundary(
          variance: try question.number("variance"),
          level: try question.number("level"),
          varianceMin: try question.number("least"),
          scale: try question.number("scale")
        )
      ]
    },
    "bernstein": { question in
      var sequence = BernsteinSequence(level: try question.number("level"))
      let intervals = try question.numbers("values").map { value in
        sequence.add(value)
        return sequence.interval
      }
      return ["lower": intervals.map(\.lower), "upper": intervals.map(\.upper)]
    },
    "asymptotic": { question in
      let half = MeanSequence.halfWidth(
        standardError: try question.number("error"),
        count: try question.number("count"),
        level: try question.number("level"),
        expectedCount: try question.number("expected")
      )
      return ["half": half]
    },
    "rate": { question in
      let bounds = RateSequence.interval(
        successes: UInt64(try question.number("successes")),
        trials: UInt64(try question.number("trials")),
        level: try question.number("level")
      )
      return ["lower": bounds.lower, "upper": bounds.upper]
    },
    "evidence": { question in
      let baseline = try question.numbers("baseline").map { UInt64($0) }
      let windows = try question.numbers("windows").map { UInt64($0) }
      var evidence = AccumulatedEvidence()
      let level = try question.number("level")
      let sums = stride(from: 0, to: windows.count, by: baseline.count).map { start in
        evidence.take(
          window: Array(windows[start..<start + baseline.count]),
          baseline: baseline,
          baselineLevel: level,
          threshold: .infinity
        )
        return evidence.sum
      }
      return ["sums": sums]
    },
    "msprt": { question in
      var test = SequentialRatio(relevantEffect: try question.number("effect"))
      let pairs = zip(try question.numbers("differences"), try question.numbers("errors"))
      let values = pairs.map { difference, error in
        test.look(difference: difference, squaredError: error)
        return test.pValue
      }
      return ["p": values]
    },
  ]
}
