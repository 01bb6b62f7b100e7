import Foundation
import KedgeModel
import KedgeStatistics
import KedgeTestSupport
import Testing

@testable import KedgeEngine

/// The promise of the budget of false alarms (STATISTICS 3.5): 10,000 days of stationary series,
/// judged every hour.
struct FalseAlarmTests {
  private static let days = 30
  private static let series = 333
  /// 20 with `KEDGE_FULL_SIMULATION` in the environment, else a tenth of them.
  private static let repetitions =
    ProcessInfo.processInfo.environment["KEDGE_FULL_SIMULATION"] == nil ? 2 : 20

  /// What was counted of some series.
  private struct Tally {
    var windows = 0
    /// Verdicts of `breach`.
    var alarms = 0
    /// Proofs of a change at stricter or laxer levels, whatever the effect.
    var proofs: [Double: (tests: Int, proved: Int)] = [:]
    var naive = 0

    static func + (left: Tally, right: Tally) -> Tally {
      var sum = left
      sum.windows += right.windows
      sum.alarms += right.alarms
      sum.naive += right.naive
      sum.proofs.merge(right.proofs) { ($0.tests + $1.tests, $0.proved + $1.proved) }
      return sum
    }
  }

  /// Levels of proofs: above the border below which a tail is replaced by a bound, and below it.
  private static let levels = [1e-2, 1e-3, 5e-5]

  private func run(_ law: StationarySeries.Law, level: Double, seed: UInt64) -> Tally {
    var random = SplitMix64(seed: seed)
    let traffic = 50 * Foundation.pow(100, random.nextUnit())
    let series = StationarySeries(law, traffic: traffic, &random)
    var tally = Tally()
    for hour in 0..<(24 * FalseAlarmTests.days) {
      let window = series.window(hour: hour, &random)
      tally.windows += 1
      tally.alarms += series.indicators(window, level: level).count { $0.verdict == .breach }
      if series.isNaivelySignificant(window) { tally.naive += 1 }
      guard hour % 12 == 0 else { continue }
      for other in FalseAlarmTests.levels {
        let judged = series.indicators(window, level: other).filter { $0.verdict != .insufficient }
        let proved = judged.count { $0.change == .rise }
        let known = tally.proofs[other] ?? (0, 0)
        tally.proofs[other] = (known.tests + judged.count, known.proved + proved)
      }
    }
    return tally
  }

  /// The level that the ledger gives so many series, judged every hour.
  private func ledgerLevel() -> Double {
    var ledger = Ledger(budget: AlarmBudget())
    // Eight indicators of a field have a limit at most.
    ledger.note(pairs: FalseAlarmTests.series * 8)
    return ledger.level(everyNanoseconds: 3_600_000_000_000)
  }

  @Test func `stationary series stay within the budget`() async {
    let level = ledgerLevel()
    let laws = StationarySeries.Law.allCases
    let tally = await withTaskGroup(of: Tally.self) { group in
      for repetition in 0..<FalseAlarmTests.repetitions {
        for number in 0..<FalseAlarmTests.series {
          group.addTask {
            run(
              laws[number % laws.count],
              level: level,
              seed: UInt64(repetition * 1_000 + number)
            )
          }
        }
      }
      return await group.reduce(Tally(), +)
    }
    let periods = FalseAlarmTests.repetitions
    print(
      """
      A/A: \(tally.windows / 24) series-days, level \(level): \(tally.alarms) false alarms, \
      budget \(periods); a test of each window at 5 %: \(tally.naive)
      """
    )
    // A Poisson number of mean R exceeds this with probability 1e-6 at most.
    #expect(tally.alarms <= FalseAlarmTests.poissonLimit(Double(periods)))
    // The suite has teeth: 5 % of the windows, less what grids and small counts take from a test.
    #expect(tally.naive > tally.windows / 50)
    for (other, found) in tally.proofs.sorted(by: { $0.key < $1.key }) {
      let allowed = other * Double(found.tests)
      print("A/A: proofs at level \(other): \(found.proved), allowed \(allowed)")
      #expect(found.proved <= FalseAlarmTests.poissonLimit(allowed))
    }
  }

  /// Windows' evidence for a change, and how often it came to a proof.
  private struct Accumulated {
    var windows = 0
    var proofs = 0

    static func + (left: Accumulated, right: Accumulated) -> Accumulated {
      Accumulated(windows: left.windows + right.windows, proofs: left.proofs + right.proofs)
    }
  }

  /// Evidence of a series whose windows, with `isMoved`, have half of each cell in the first one.
  private func accumulate(
    _ law: StationarySeries.Law,
    seed: UInt64,
    threshold: Double,
    isMoved: Bool = false
  ) -> Accumulated {
    var random = SplitMix64(seed: seed)
    let traffic = 50 * Foundation.pow(100, random.nextUnit())
    let series = StationarySeries(law, traffic: traffic, &random)
    var tally = Accumulated()
    var evidence = AccumulatedEvidence()
    for hour in 0..<(24 * FalseAlarmTests.days) {
      let window = series.window(hour: hour, &random)
      guard let counts = series.comparison(window, level: 1e-6).cellCounts else { continue }
      var cells = counts.window
      if isMoved {
        for cell in cells.indices.dropFirst() {
          cells[0] += cells[cell] / 2
          cells[cell] -= cells[cell] / 2
        }
      }
      let wasProved = evidence.isProved
      evidence.take(
        window: cells,
        baseline: counts.baseline,
        baselineLevel: 1e-6,
        threshold: threshold
      )
      tally.windows += 1
      if evidence.isProved, !wasProved { tally.proofs += 1 }
    }
    return tally
  }

  /// Proofs by evidence that adds up: N windows come to N/threshold of them at most.
  @Test func `accumulated evidence of stationary series stays within its budget`() async {
    let laws = StationarySeries.Law.allCases
    let threshold = 20.0
    let tally = await withTaskGroup(of: Accumulated.self) { group in
      for number in 0..<(6 * FalseAlarmTests.repetitions) {
        group.addTask {
          accumulate(laws[number % laws.count], seed: UInt64(7_000 + number), threshold: threshold)
        }
      }
      return await group.reduce(Accumulated(), +)
    }
    let allowed = Double(tally.windows) / threshold
    print("A/A: accumulated evidence: \(tally.proofs) proofs, allowed \(allowed)")
    #expect(tally.proofs <= FalseAlarmTests.poissonLimit(allowed))
    // It has teeth: a change that large is proved, whatever the law.
    for law in laws {
      let moved = accumulate(law, seed: 7_000, threshold: 1e5, isMoved: true)
      #expect(moved.proofs > 0, "\(law)")
    }
  }

  /// A bound that a Poisson number exceeds with probability 1e-6 at most.
  ///
  /// - Note: P(X ≥ μ + x) ≤ exp(-x²/(2(μ + x/3))), Bernstein's inequality.
  static func poissonLimit(_ mean: Double) -> Int {
    let tail = Foundation.log(1e6)
    return Int(mean + tail / 3 + (tail * tail / 9 + 2 * tail * mean).squareRoot())
  }
}
