import Foundation
import KedgeStatistics
import KedgeTestSupport
import Testing

/// Performance without labels, against nannyml 0.13.1 on California housing.
@Suite(.enabled(if: SharedData.has("expected/nannyml/california_cbpe.csv")))
struct EstimationTests {
  private struct Rows {
    var scores: [Double]
    var predicted: [Bool]

    init(_ path: String) throws {
      let columns = try SharedData.columns(path)
      scores = try #require(columns["y_pred_proba"])
      predicted = try #require(columns["y_pred"]).map { $0 == 1 }
    }

    func expected(
      _ rows: ClosedRange<Int>,
      rate: (Double) -> Double
    ) -> [ExpectedPerformance.Rows] {
      rows.map { row in
        ExpectedPerformance.Rows(
          score: scores[row],
          rate: rate(scores[row]),
          accepted: predicted[row] ? 1 : 0,
          refused: predicted[row] ? 0 : 1
        )
      }
    }
  }

  private func reference() throws -> (rows: Rows, outcomes: [Bool]) {
    let path = "tabular/california_housing_reference.csv"
    let outcomes = try #require(SharedData.columns(path)["clf_target"]).map { $0 == 1 }
    return (try Rows(path), outcomes)
  }

  @Test func `estimates of every chunk are those of nannyml`() throws {
    let (reference, outcomes) = try reference()
    let known = ScoredOutcomes.rows(scores: reference.scores, outcomes: outcomes)
    let map = try #require(Calibration.map(known))
    let analysis = try Rows("tabular/california_housing_analysis.csv")
    let expected = try SharedData.columns("expected/nannyml/california_cbpe.csv")
    func expect(_ name: String, _ chunk: Int, _ found: Double?) throws {
      let value = try #require(expected["\(name)_value"])[chunk]
      // Of no rows, nannyml says 0 where there is nothing to say.
      if value == 0 && found == nil { return }
      #expect(isClose(found, value, relative: 1e-6), "\(name) of chunk \(chunk)")
    }
    let starts = try #require(expected["chunk_start_index"])
    let ends = try #require(expected["chunk_end_index"])
    #expect(starts.count == 15)
    var part = reference
    for chunk in starts.indices {
      if chunk > 0 && starts[chunk] == 0 { part = analysis }
      let rows = Int(starts[chunk])...Int(ends[chunk])
      let estimate = ExpectedPerformance(part.expected(rows) { map.rate(at: $0) })
      try expect("accuracy", chunk, estimate.accuracy)
      try expect("precision", chunk, estimate.precision)
      try expect("recall", chunk, estimate.recall)
      try expect("specificity", chunk, estimate.specificity)
      try expect("f1", chunk, estimate.f1)
      try expect("roc_auc", chunk, estimate.areaUnderCurve)
    }
  }

  @Test func `limits and alarms of three deviations are those of nannyml`() throws {
    let expected = try SharedData.columns("expected/nannyml/california_cbpe.csv")
    let starts = try #require(expected["chunk_start_index"])
    let past = 0..<(try #require(starts.indices.dropFirst().first { starts[$0] == 0 }))
    for name in ["accuracy", "precision", "recall", "specificity", "f1", "roc_auc"] {
      let realised = try #require(expected["\(name)_realized"])
      let chunks = try #require(ChunkSpread(past.map { realised[$0] }))
      let limits = chunks.limits(deviations: 3, in: 0...1)
      let (lower, upper) = (
        try #require(expected["\(name)_lower_threshold"]),
        try #require(expected["\(name)_upper_threshold"])
      )
      for chunk in starts.indices {
        #expect(isClose(limits.lowerBound, lower[chunk], relative: 1e-6), "\(name)")
        #expect(isClose(limits.upperBound, upper[chunk], relative: 1e-6), "\(name)")
        let value = try #require(expected["\(name)_value"])[chunk]
        let alarms = try #require(expected["\(name)_alert"])[chunk] == 1
        #expect(!limits.contains(value) == alarms, "\(name) of chunk \(chunk)")
      }
    }
  }

  @Test func `scores that are rates already are left as they are`() throws {
    var random = SplitMix64(seed: 11)
    let scores = (0..<5_000).map { _ in random.nextUnit() }
    let outcomes = scores.map { random.nextUnit() < $0 }
    let squeezed = scores.map { $0 * $0 }
    let honest = ScoredOutcomes.rows(scores: scores, outcomes: outcomes)
    let known = ScoredOutcomes.rows(scores: squeezed, outcomes: outcomes)
    // A map of what is right already adds noise; by chance it looks better now and then.
    let mapped = (0..<UInt64(20)).count { seed in
      var random = SplitMix64(seed: seed)
      let outcomes = scores.map { random.nextUnit() < $0 }
      return Calibration.map(ScoredOutcomes.rows(scores: scores, outcomes: outcomes)) != nil
    }
    #expect(mapped < 10)
    let right = try #require(Calibration.expectedError(honest))
    let wrong = try #require(Calibration.expectedError(known))
    #expect(right < 0.02 && wrong > 0.1)
    let map = try #require(Calibration.map(known))
    for score in [0.1, 0.3, 0.5, 0.7, 0.9] {
      #expect(abs(map.rate(at: score * score) - score) < 0.08)
    }
    let few = ScoredOutcomes.rows(scores: [0.1, 0.9], outcomes: [false, true])
    #expect(Calibration.map(few) == nil)
    let one = ScoredOutcomes.rows(scores: scores, outcomes: scores.map { _ in true })
    #expect(Calibration.map(one) == nil)
  }

  /// The least squares of rising rates, by trying all ways to cut the points into blocks.
  private func bestRising(_ outcomes: [Double]) -> [Double] {
    var best: (error: Double, rates: [Double]) = (.infinity, [])
    for cuts in 0..<(1 << (outcomes.count - 1)) {
      var rates: [Double] = []
      var start = 0
      for place in outcomes.indices
      where place == outcomes.count - 1 || cuts >> place & 1 == 1 {
        let block = outcomes[start...place]
        rates += Array(repeating: block.reduce(0, +) / Double(block.count), count: block.count)
        start = place + 1
      }
      guard zip(rates, rates.dropFirst()).allSatisfy({ $0 <= $1 }) else { continue }
      let error = zip(rates, outcomes).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      if error < best.error - 1e-12 { best = (error, rates) }
    }
    return best.rates
  }

  @Test(arguments: 0..<UInt64(60))
  func `the rising map is the best one`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let count = 2 + random.below(9)
    let outcomes = (0..<count).map { _ in random.below(2) == 1 }
    let scores = (0..<count).map { Double($0) / 10 }
    let map = try #require(IsotonicMap(ScoredOutcomes.rows(scores: scores, outcomes: outcomes)))
    let best = bestRising(outcomes.map { $0 ? 1 : 0 })
    for (score, rate) in zip(scores, best) {
      #expect(abs(map.rate(at: score) - rate) < 1e-12)
    }
    #expect(map.rate(at: -1) == best[0])
    #expect(map.rate(at: 2) == best[count - 1])
  }
}
