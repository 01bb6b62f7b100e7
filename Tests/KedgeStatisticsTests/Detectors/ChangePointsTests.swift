import Foundation
import KedgeStatistics
import KedgeTestSupport
import Testing

struct ChangePointsTests {
  private func normal(_ random: inout SplitMix64) -> Double {
    NormalDistribution.quantile(random.nextUnit() + 0x1p-54)
  }

  @Test(arguments: 0..<UInt64(20))
  func `steps are found where they are`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let values = (0..<600).map { normal(&random) + ($0 < 200 ? 5 : $0 < 400 ? 8 : 4) }
    let changes = ChangePoints.find(in: values)
    #expect(changes.count == 2)
    for (change, truth) in zip(changes, [200, 400]) {
      #expect(abs(change.start - truth) <= 15)
      #expect(change.found >= truth && change.found < truth + 15)
    }
  }

  @Test func `false alarms are at most as frequent as was asked`() {
    var random = SplitMix64(seed: 8)
    var settings = ChangePoints.Settings()
    settings.baseline = 200
    settings.averageRunLength = 5_000
    var alarms = 0
    for _ in 0..<100 {
      let values = (0..<2_000).map { _ in normal(&random) }
      alarms += ChangePoints.find(in: values, settings).count
    }
    // 180,000 values: 36 alarms are expected at most; more than 75 have less than 1e-8.
    #expect(alarms < 75)
  }

  @Test func `an outlier, a constant and a trend are no change`() {
    var random = SplitMix64(seed: 3)
    var outlier = (0..<400).map { _ in normal(&random) }
    outlier[300] = 1e6
    let trend = (0..<400).map { Double($0) + normal(&random) }
    for values in [outlier, trend, Array(repeating: 2, count: 400), [], [1, 2, 3]] {
      #expect(ChangePoints.find(in: values).isEmpty)
    }
  }

  private func object(_ path: String) throws -> [String: Any] {
    let data = try Data(contentsOf: SharedData.url(path))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  /// Truths with a change of their own within five values (van den Burg and Williams, 2020).
  private func matched(_ truths: Set<Int>, _ found: Set<Int>) -> Double {
    var rest = found
    return Double(
      truths.sorted().count { truth in
        let near = rest.filter { abs($0 - truth) <= 5 }
        guard let best = near.min(by: { (abs($0 - truth), $0) < (abs($1 - truth), $1) }) else {
          return false
        }
        rest.remove(best)
        return true
      }
    )
  }

  private func f1(_ annotations: [String: [Int]], _ starts: [Int]) -> Double {
    let found = Set(starts + [0])
    let truths = annotations.values.map { Set($0 + [0]) }
    let all = truths.reduce(into: Set()) { $0.formUnion($1) }
    let precision = matched(all, found) / Double(found.count)
    let recalls = truths.map { matched($0, found) / Double($0.count) }
    let recall = recalls.reduce(0, +) / Double(truths.count)
    return 2 * precision * recall / (precision + recall)
  }

  @Test(.enabled(if: SharedData.has("expected/tcpd.json")))
  func `better than never an alarm in the series of TCPD, and in none worse`() throws {
    let expected = try object("expected/tcpd.json")
    let annotations = try object("anomaly/tcpd/annotations.json")
    var (sum, zeros) = (0.0, 0.0)
    for (name, values) in expected {
      let values = try #require(values as? [String: Any])
      let zero = try #require(values["zero_f1"] as? Double)
      let series = try #require(
        try object("anomaly/tcpd/\(name).json")["series"] as? [[String: Any]]
      )
      let raw = try #require(series[0]["raw"] as? [Double])
      let marks = try #require(annotations[name] as? [String: [Int]])
      #expect(abs(f1(marks, []) - zero) < 1e-12)
      let score = f1(marks, ChangePoints.find(in: raw).map(\.start))
      #expect(score >= zero, "\(name)")
      sum += score
      zeros += zero
    }
    #expect(sum > zeros)
  }

  /// -1 where a window begins, 0 where it ends (Lavin and Ahmad, 2015).
  private func weight(_ place: Double) -> Double { 2 / (1 + Foundation.exp(5 * place)) - 1 }

  private func score(_ windows: [ClosedRange<Int>], _ found: [Int]) -> Double {
    let hits = windows.map { window -> Double in
      guard let first = found.first(where: window.contains) else { return -1 }
      let length = Double(window.count)
      return weight(-Double(window.upperBound - first + 1) / length) / weight(-1)
    }
    let outside = found.filter { place in !windows.contains { $0.contains(place) } }
    let costs = outside.map { place -> Double in
      guard let before = windows.last(where: { $0.upperBound < place }) else { return -0.11 }
      let behind = Double(place - before.upperBound) / Double(before.count - 1)
      return 0.11 * (behind > 3 ? -1 : weight(behind))
    }
    return (hits + costs).reduce(0, +)
  }

  @Test(.enabled(if: SharedData.has("expected/nab.json")))
  func `better than never an alarm in the series of NAB, and quiet where nothing happens`() throws {
    let null = try #require(try object("expected/nab.json")["null"] as? [String: Any])
    let files = try #require(null["files"] as? [String: [String: Any]])
    let windows = try object("anomaly/nab/combined_windows.json")
    var (sum, nevers) = (0.0, 0.0)
    for (name, values) in files {
      let text = try String(contentsOf: SharedData.url("anomaly/nab/\(name)"), encoding: .utf8)
      let rows = text.split(whereSeparator: \.isNewline).dropFirst().map {
        $0.split(separator: ",")
      }
      let times = rows.map { String($0[0]) }
      let spans = try #require(windows[name] as? [[String]]).map { span -> ClosedRange<Int> in
        let ends = span.map { end in times.firstIndex(of: String(end.prefix(19))) ?? 0 }
        return ends[0]...ends[1]
      }
      var settings = ChangePoints.Settings()
      settings.baseline = try #require(values["probation"] as? Int)
      let changes = ChangePoints.find(in: rows.compactMap { Double($0[1]) }, settings)
      if name.hasPrefix("artificialNoAnomaly") { #expect(changes.isEmpty, "\(name)") }
      let never = try #require(values["score"] as? Double)
      #expect(abs(score(spans, []) - never) < 1e-9)
      sum += score(spans, changes.map(\.found))
      nevers += never
    }
    #expect(sum > nevers)
  }
}
