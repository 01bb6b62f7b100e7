import Foundation
import KedgeStatistics
import KedgeTestSupport
import Testing

/// Boundaries and sequences (a) to (c) and mSPRT against numpy, and how often they miss.
struct AnytimeBoundTests {
  @Test func `boundaries are those of numpy`() throws {
    let cases = try Golden.cases("sequences").filter { $0["variance"] != nil }
    #expect(cases.count == 8)
    for item in cases {
      func number(_ name: String) throws -> Double { try #require(item[name] as? Double) }
      let (variance, level) = (try number("variance"), try number("level"))
      let expected = try number("expected")
      let twoSided = NormalMixture.boundary(
        variance: variance,
        level: level,
        expectedVariance: expected
      )
      let oneSided = NormalMixture.upperBoundary(
        variance: variance,
        level: level,
        expectedVariance: expected
      )
      let stitched = StitchedBoundary.upperBoundary(
        variance: variance,
        level: level,
        varianceMin: expected,
        scale: try number("scale")
      )
      #expect(isClose(twoSided, try number("two_sided"), relative: 1e-12))
      #expect(isClose(oneSided, try number("one_sided"), relative: 1e-12))
      #expect(isClose(stitched, try number("stitched"), relative: 1e-12))
    }
  }

  @Test func `sequences are those of numpy`() throws {
    let cases = try Golden.cases("sequences").filter { $0["seed"] != nil }
    #expect(cases.count == 2)
    for item in cases {
      var random = SplitMix64(seed: try #require(item["seed"] as? UInt64))
      var bounds = BernsteinSequence(level: try #require(item["level"] as? Double))
      var ratio = SequentialRatio(relevantEffect: 0.1)
      let places = try #require(item["places"] as? [Int])
      var found = (lower: [Double](), upper: [Double](), p: [Double]())
      for place in 0...(places.last ?? 0) {
        let value = random.nextUnit()
        bounds.add(value)
        ratio.look(difference: value, squaredError: 0.001 + value)
        guard places.contains(place) else { continue }
        found.lower.append(bounds.interval.lower)
        found.upper.append(bounds.interval.upper)
        found.p.append(ratio.pValue)
      }
      for (name, values) in [("lower", found.lower), ("upper", found.upper), ("p", found.p)] {
        let expected = try #require(item[name] as? [Double])
        #expect(values.count == expected.count)
        for (value, number) in zip(values, expected) {
          #expect(isClose(value, number, relative: 1e-12), "\(name)")
        }
      }
    }
  }

  /// Looks at every step; how many of the paths are ever outside.
  private func missed(
    _ paths: Int,
    steps: Int,
    _ draw: (inout SplitMix64) -> Double,
    _ isOutside: (_ values: [Double]) -> Bool
  ) -> Int {
    (0..<paths).count { path in
      var random = SplitMix64(seed: 77_000 + UInt64(path))
      return isOutside((0..<steps).map { _ in draw(&random) })
    }
  }

  @Test(arguments: [0.02, 0.1, 0.5])
  func `empirical Bernstein bounds of a rate miss no more often than they say`(rate: Double) {
    let paths = Simulation.runs(2_000)
    let missed = missed(paths, steps: Simulation.runs(10_000)) { random in
      random.nextUnit() < rate ? 1 : 0
    } _: { values in
      var bounds = BernsteinSequence(level: 0.05)
      return values.contains { value in
        bounds.add(value)
        return !(bounds.interval.lower...max(bounds.interval.lower, bounds.interval.upper))
          .contains(rate)
      }
    }
    #expect(Double(missed) <= binomialLimit(trials: paths, rate: 0.05))
  }

  @Test func `boundaries of sums are passed no more often than they say`() {
    let paths = Simulation.runs(2_000)
    var outside = (mixture: 0, side: 0, stitched: 0)
    for path in 0..<paths {
      var random = SplitMix64(seed: 78_000 + UInt64(path))
      var sum = 0.0
      var passed = (mixture: false, side: false, stitched: false)
      for step in 1...Simulation.runs(10_000) {
        sum += random.nextUnit() < 0.5 ? 1 : -1
        let variance = Double(step)
        passed.mixture =
          passed.mixture
          || abs(sum)
            >= NormalMixture.boundary(variance: variance, level: 0.05, expectedVariance: 500)
        passed.side =
          passed.side
          || sum
            >= NormalMixture.upperBoundary(variance: variance, level: 0.05, expectedVariance: 500)
        passed.stitched =
          passed.stitched
          || sum
            >= StitchedBoundary.upperBoundary(
              variance: variance,
              level: 0.05,
              varianceMin: 10,
              scale: 0
            )
      }
      outside.mixture += passed.mixture ? 1 : 0
      outside.side += passed.side ? 1 : 0
      outside.stitched += passed.stitched ? 1 : 0
    }
    let limit = binomialLimit(trials: paths, rate: 0.05)
    #expect(Double(outside.mixture) <= limit)
    #expect(Double(outside.side) <= limit)
    #expect(Double(outside.stitched) <= limit)
    // A boundary that is never reached would say nothing.
    #expect(outside.mixture > 0)
  }

  @Test func `mSPRT rejects a true difference of 0 no more often than it says`() {
    let paths = Simulation.runs(2_000)
    let rejected = (0..<paths).count { path in
      var random = SplitMix64(seed: 79_000 + UInt64(path))
      var test = SequentialRatio(relevantEffect: 0.1)
      var sum = 0.0
      for step in 1...Simulation.runs(10_000) {
        sum += random.nextNormal()
        let count = Double(step)
        test.look(difference: sum / count, squaredError: 1 / count)
      }
      return test.pValue < 0.05
    }
    #expect(Double(rejected) <= binomialLimit(trials: paths, rate: 0.05))
  }
}
