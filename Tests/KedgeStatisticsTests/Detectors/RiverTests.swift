import Foundation
import KedgeStatistics
import KedgeTestSupport
import Testing

/// Change points of river 0.26.1, index by index.
struct RiverTests {
  /// One detector over one stream, as recorded.
  struct Case: CustomTestStringConvertible, Sendable {
    let stream: String
    let detector: String
    let drifts: [Int]
    let warnings: Int
    let firstWarning: Int?

    var testDescription: String { "\(detector) on \(stream)" }
  }

  /// Whatever the file lists, but for what draws at random.
  static let cases: [Case] = {
    guard let data = try? Data(contentsOf: SharedData.url("expected/river.json")),
      let document = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
      let streams = document["streams"] as? [String: [String: Any]]
    else { return [] }
    var cases: [Case] = []
    for (stream, results) in streams.sorted(by: { $0.key < $1.key }) {
      for (detector, result) in results.sorted(by: { $0.key < $1.key })
      where !detector.hasPrefix("KSWIN") {
        guard let result = result as? [String: Any], let drifts = result["drifts"] as? [Int] else {
          continue
        }
        cases.append(
          Case(
            stream: stream,
            detector: detector,
            drifts: drifts,
            warnings: result["n_warnings"] as? Int ?? 0,
            firstWarning: result["first_warning"] as? Int
          )
        )
      }
    }
    return cases
  }()

  /// What a detector says of each value.
  private func signals(
    _ detector: String,
    delta: Double = 0.002,
    threshold: Double = 50,
    _ values: [Double]
  ) throws -> [ChangeSignal] {
    switch detector {
    case "adwin":
      var settings = AdaptiveWindow.Settings()
      settings.delta = delta
      var window = AdaptiveWindow(settings)
      return values.map { window.update($0) }
    case "page_hinkley":
      var settings = PageHinkley.Settings()
      (settings.delta, settings.threshold) = (delta, threshold)
      var test = PageHinkley(settings)
      return values.map { test.update($0) }
    case "ddm":
      var drift = ErrorRateDrift()
      return values.map { drift.update($0 == 1) }
    case "eddm":
      var drift = ErrorDistanceDrift()
      return values.map { drift.update($0 == 1) }
    case "hddm_a":
      var drift = HoeffdingDrift()
      return values.map { drift.update($0) }
    case "hddm_w":
      var drift = WeightedHoeffdingDrift()
      return values.map { drift.update($0) }
    default:
      throw Unknown(detector: detector)
    }
  }

  private struct Unknown: Error { let detector: String }

  /// The settings of a detector that a recorded stream names.
  private func recorded(_ name: String, _ values: [Double]) throws -> [ChangeSignal] {
    switch name {
    case "ADWIN_d0.0002": try signals("adwin", delta: 0.0002, values)
    case "PageHinkley": try signals("page_hinkley", delta: 0.005, threshold: 50, values)
    case "PageHinkley_min30_delta0.005_thr10":
      try signals("page_hinkley", delta: 0.005, threshold: 10, values)
    default: try signals(name.lowercased(), values)
    }
  }

  @Test(.enabled(if: SharedData.has("expected/river.json")), arguments: cases)
  func `recorded streams`(item: Case) throws {
    let values = try SharedData.lines("streams/\(item.stream).errors.txt").compactMap { Double($0) }
    let signals = try recorded(item.detector, values)
    #expect(signals.indices.filter { signals[$0] == .change } == item.drifts)
    guard !item.detector.hasPrefix("ADWIN"), !item.detector.hasPrefix("Page") else { return }
    let warnings = signals.indices.filter { signals[$0] == .warning }
    #expect(warnings.count == item.warnings)
    #expect(warnings.first == item.firstWarning)
  }

  /// As `rates` and `numbers` of Tests/Oracle/oracle/detectors.py.
  private func stream(_ kind: String, seed: UInt64) -> [Double] {
    var random = SplitMix64(seed: seed)
    let (count, isRate) = (4_000, kind == "rates")
    let levels = (0..<3).map { _ in random.nextUnit() * (isRate ? 0.6 : 3) }
    return (0..<count).map { place in
      let level = levels[place * 3 / count]
      guard !isRate else { return random.nextUnit() < level ? 1 : 0 }
      return level + ((0..<12).reduce(0.0) { sum, _ in sum + random.nextUnit() } - 6)
    }
  }

  @Test func `random streams`() throws {
    let cases = try Golden.cases("detectors")
    #expect(cases.count >= 24)
    for item in cases {
      let name = try #require(item["detector"] as? String)
      let seed = try #require(item["seed"] as? UInt64)
      let values = stream(try #require(item["kind"] as? String), seed: seed)
      let signals = try signals(
        name,
        delta: item["delta"] as? Double ?? 0,
        threshold: item["threshold"] as? Double ?? 0,
        values
      )
      let changes = try #require(item["changes"] as? [Int])
      #expect(signals.indices.filter { signals[$0] == .change } == changes, "\(name) \(seed)")
      guard let warnings = item["warnings"] as? Int else { continue }
      #expect(signals.count { $0 == .warning } == warnings, "\(name) \(seed)")
    }
  }
}
