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
  }

  private func reference() throws -> (rows: Rows, outcomes: [Bool]) {
    let path = "tabular/california_housing_reference.csv"
    let outcomes = try #require(SharedData.columns(path)["clf_target"]).map { $0 == 1 }
    return (try Rows(path), outcomes)
  }

  @Test func `estimates of every chunk are those of nannyml`() throws {
    let (reference, outcomes) = try reference()
    let map = try #require(Calibration.map(scores: reference.scores, outcomes: outcomes))
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
      let rates = part.scores[rows].map { map.rate(at: $0) }
      var confusion = ExpectedConfusion()
      for (rate, isPredicted) in zip(rates, part.predicted[rows]) {
        confusion.add(rate: rate, isPredicted: isPredicted)
      }
      try expect("accuracy", chunk, confusion.accuracy)
      try expect("precision", chunk, confusion.precision)
      try expect("recall", chunk, confusion.recall)
      try expect("specificity", chunk, confusion.specificity)
      try expect("f1", chunk, confusion.f1)
      let scores = Array(part.scores[rows])
      try expect("roc_auc", chunk, ExpectedRanking.areaUnderCurve(scores: scores, rates: rates))
    }
  }

  @Test func `cells of scores keep the area within their published error`() throws {
    let (reference, outcomes) = try reference()
    let map = try #require(IsotonicMap(scores: reference.scores, outcomes: outcomes))
    var random = SplitMix64(seed: 5)
    // Scores that are no multiples of a cell.
    let scores = reference.scores.map { min(1, max(0, $0 + 0.004 * (random.nextUnit() - 0.5))) }
    let rates = scores.map { map.rate(at: $0) }
    var halves = [ExpectedRanking(), ExpectedRanking()]
    for row in scores.indices { halves[row % 2].add(score: scores[row], rate: rates[row]) }
    var (there, back) = (halves[0], halves[1])
    there.merge(halves[1])
    back.merge(halves[0])
    #expect(there == back)
    let exact = try #require(ExpectedRanking.areaUnderCurve(scores: scores, rates: rates))
    let found = try #require(there.areaUnderCurve)
    #expect(abs(found.value - exact) <= found.errorBound)
    #expect(found.errorBound < 0.01)
  }

  @Test func `scores that are rates already are left as they are`() throws {
    var random = SplitMix64(seed: 11)
    let scores = (0..<5_000).map { _ in random.nextUnit() }
    let outcomes = scores.map { random.nextUnit() < $0 }
    let squeezed = scores.map { $0 * $0 }
    let right = try #require(Calibration.expectedError(scores: scores, outcomes: outcomes))
    let wrong = try #require(Calibration.expectedError(scores: squeezed, outcomes: outcomes))
    #expect(right < 0.02 && wrong > 0.1)
    let map = try #require(Calibration.map(scores: squeezed, outcomes: outcomes))
    for score in [0.1, 0.3, 0.5, 0.7, 0.9] {
      #expect(abs(map.rate(at: score * score) - score) < 0.08)
    }
    #expect(Calibration.map(scores: [0.1, 0.9], outcomes: [false, true]) == nil)
    #expect(Calibration.map(scores: scores, outcomes: scores.map { _ in true }) == nil)
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
    let map = try #require(IsotonicMap(scores: scores, outcomes: outcomes))
    let best = bestRising(outcomes.map { $0 ? 1 : 0 })
    for (score, rate) in zip(scores, best) {
      #expect(abs(map.rate(at: score) - rate) < 1e-12)
    }
    #expect(map.rate(at: -1) == best[0])
    #expect(map.rate(at: 2) == best[count - 1])
  }
}
