import KedgeTestSupport
import Testing

@testable import KedgeStatistics

struct MetricsTests {
  @Test func `two classes give the metrics of their definitions`() {
    // tn 50, fp 10, fn 5, tp 35.
    let counts = ConfusionCounts(classes: 2, counts: [50, 10, 5, 35])
    #expect(counts.accuracy == 0.85)
    #expect(isClose(counts.precision(1), 35.0 / 45, relative: 1e-12))
    #expect(isClose(counts.recall(1), 35.0 / 40, relative: 1e-12))
    #expect(isClose(counts.specificity(1), 50.0 / 60, relative: 1e-12))
    #expect(isClose(counts.f1(1), 70.0 / 85, relative: 1e-12))
    #expect(isClose(counts.balancedAccuracy, (50.0 / 60 + 35.0 / 40) / 2, relative: 1e-12))
    #expect(isClose(counts.macroF1, (70.0 / 85 + 100.0 / 115) / 2, relative: 1e-12))
    let product: Double = 45 * 40 * 60 * 55
    let matthews = (35.0 * 50 - 10 * 5) / product.squareRoot()
    #expect(isClose(counts.matthewsCorrelation, matthews, relative: 1e-12))
  }

  @Test func `what has no denominator is not defined`() {
    var counts = ConfusionCounts(classes: 3)
    #expect(counts.accuracy == nil && counts.balancedAccuracy == nil && counts.macroF1 == nil)
    #expect(counts.matthewsCorrelation == nil)
    counts.add(actual: 1, predicted: 2)
    #expect(counts.precision(0) == nil)
    #expect(counts.f1(1) == 0)
    #expect(counts.matthewsCorrelation == 0)
    var twice = counts
    twice.merge(counts)
    twice.subtract(counts)
    #expect(twice == counts)
  }

  @Test(arguments: 0..<UInt64(20))
  func `the area under the curve is within its error of a count over all pairs`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var (negatives, positives, scores) = ([Double](), [Double](), BinaryScores())
    for _ in 0..<300 {
      let isPositive = random.below(3) == 0
      let score = Double(random.below(2_500)) / 2_499
      let shifted = isPositive ? score.squareRoot() : score
      if isPositive { positives.append(shifted) } else { negatives.append(shifted) }
      scores.add(score: shifted, isPositive: isPositive)
    }
    var won = 0.0
    for positive in positives {
      for negative in negatives { won += positive > negative ? 1 : positive == negative ? 0.5 : 0 }
    }
    let expected = won / Double(positives.count * negatives.count)
    let exact = BinaryScores.areaUnderCurve(
      negatives: SortedValues(negatives),
      positives: SortedValues(positives)
    )
    #expect(isClose(exact, expected, relative: 1e-12))
    let found = scores.areaUnderCurve
    #expect(found.map { abs($0.value - expected) <= $0.errorBound + 1e-12 } == true)
  }

  @Test func `scores outside the unit interval are refused, and one class has no area`() {
    var scores = BinaryScores()
    let answers = [
      scores.add(score: 1.01, isPositive: true), scores.add(score: -0.1, isPositive: true),
      scores.add(score: .nan, isPositive: false), scores.add(score: 1, isPositive: true),
    ]
    #expect(answers == [false, false, false, true])
    #expect(scores.areaUnderCurve == nil)
    #expect(scores.positives.last == 1)
    var twice = scores
    twice.merge(scores)
    twice.subtract(scores)
    #expect(twice == scores)
  }

  @Test(arguments: 0..<UInt64(20))
  func `regression errors agree with a loop and do not depend on order`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let pairs = (0..<200).map { _ in (random.nextNormal() * 5, random.nextNormal() * 5) }
    var (whole, left, right) = (RegressionErrors(), RegressionErrors(), RegressionErrors())
    for (index, pair) in pairs.enumerated() {
      whole.add(prediction: pair.0, truth: pair.1)
      if index % 3 == 0 {
        left.add(prediction: pair.0, truth: pair.1)
      } else {
        right.add(prediction: pair.0, truth: pair.1)
      }
    }
    var merged = right
    merged.merge(left)
    #expect(merged == whole)
    for (index, pair) in pairs.enumerated() where index % 3 == 0 {
      merged.add(prediction: pair.0, truth: pair.1, isRemoval: true)
    }
    #expect(merged == right)
    let state = whole.state
    #expect(RegressionErrors(counts: state.counts, sums: state.sums) == whole)
    let errors = pairs.map { $0.0 - $0.1 }
    let absolute = errors.reduce(0) { $0 + abs($1) } / 200
    let square = errors.reduce(0) { $0 + $1 * $1 } / 200
    #expect(isClose(whole.meanAbsoluteError, absolute, relative: 1e-10))
    #expect(isClose(whole.rootMeanSquareError, square.squareRoot(), relative: 1e-10))
    #expect(RegressionErrors().meanAbsoluteError == nil)
  }

  @Test func `ranks give the gains of their definitions`() {
    var sums = RankingSums(cutoff: 3)
    for rank in [1, 3, 4, nil] as [UInt64?] { sums.add(rank: rank) }
    // The gains are 1, 1/2, 0 and 0; the reciprocals 1, 1/3, 1/4 and 0.
    #expect(sums.normalizedGain == 0.375)
    #expect(isClose(sums.meanReciprocalRank, 19.0 / 48, relative: 1e-15))
    #expect(sums.hitRate == 0.5)
    // Every rank of 1...n once: MRR is the harmonic number over n.
    var all = RankingSums(cutoff: 10)
    for rank in 1...UInt64(1_000) { all.add(rank: rank) }
    #expect(isClose(all.meanReciprocalRank, 7.485470860550345 / 1_000, relative: 1e-14))
    #expect(all.hitRate == 0.01)
  }

  @Test func `no ranking has no gain, and one without an accepted item has 0`() {
    var sums = RankingSums(cutoff: 10)
    #expect(sums.normalizedGain == nil && sums.meanReciprocalRank == nil && sums.hitRate == nil)
    #expect(sums.gainVariance == nil && sums.reciprocalVariance == nil)
    sums.add(rank: nil)
    #expect([sums.normalizedGain, sums.meanReciprocalRank, sums.hitRate] == [0, 0, 0])
    sums.add(rank: 1 << 53)
    #expect(sums.normalizedGain == 0 && sums.hitRate == 0)
    #expect(sums.meanReciprocalRank == 0x1p-54)
  }

  @Test(arguments: 0..<UInt64(20))
  func `sums of ranks do not depend on order`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let ranks = (0..<300).map { _ in random.below(10) == 0 ? nil : UInt64(1 + random.below(99)) }
    var (whole, left, right) = (
      RankingSums(cutoff: 10), RankingSums(cutoff: 10), RankingSums(cutoff: 10)
    )
    for (index, rank) in ranks.enumerated() {
      whole.add(rank: rank)
      if index % 3 == 0 { left.add(rank: rank) } else { right.add(rank: rank) }
      whole.checkInvariants()
    }
    var merged = right
    merged.merge(left)
    #expect(merged == whole)
    for (index, rank) in ranks.enumerated() where index % 3 == 0 {
      merged.add(rank: rank, isRemoval: true)
    }
    #expect(merged == right)
    let state = whole.state
    #expect(RankingSums(cutoff: 10, counts: state.counts, sums: state.sums) == whole)
  }
}
