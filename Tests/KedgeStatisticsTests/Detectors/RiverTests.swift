import Foundation
import KedgeStatistics
import KedgeTestSupport
import Testing

/// Change points of river 0.26.1 on recorded streams, index by index.
@Suite(.enabled(if: SharedData.has("expected/river.json")))
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
  private func signals(_ detector: String, _ values: [Double]) throws -> [ChangeSignal] {
    func run(_ update: (Double) -> ChangeSignal) -> [ChangeSignal] { values.map(update) }
    switch detector {
    case "ADWIN", "ADWIN_d0.0002":
      var settings = AdaptiveWindow.Settings()
      settings.delta = detector == "ADWIN" ? 0.002 : 0.0002
      var window = AdaptiveWindow(settings)
      return run { window.update($0) }
    case "PageHinkley", "PageHinkley_min30_delta0.005_thr10":
      var settings = PageHinkley.Settings()
      settings.threshold = detector == "PageHinkley" ? 50 : 10
      var test = PageHinkley(settings)
      return run { test.update($0) }
    case "DDM":
      var drift = ErrorRateDrift()
      return run { drift.update($0 == 1) }
    case "EDDM":
      var drift = ErrorDistanceDrift()
      return run { drift.update($0 == 1) }
    case "HDDM_A":
      var drift = HoeffdingDrift()
      return run { drift.update($0) }
    case "HDDM_W":
      var drift = WeightedHoeffdingDrift()
      return run { drift.update($0) }
    default:
      throw Unknown(detector: detector)
    }
  }

  struct Unknown: Error { let detector: String }

  @Test func `there are cases`() { #expect(RiverTests.cases.count >= 24) }

  @Test(arguments: cases)
  func `the same indices`(item: Case) throws {
    let values = try SharedData.lines("streams/\(item.stream).errors.txt").compactMap { Double($0) }
    let signals = try signals(item.detector, values)
    #expect(signals.indices.filter { signals[$0] == .change } == item.drifts)
    guard !item.detector.hasPrefix("ADWIN"), !item.detector.hasPrefix("Page") else { return }
    let warnings = signals.indices.filter { signals[$0] == .warning }
    #expect(warnings.count == item.warnings)
    #expect(warnings.first == item.firstWarning)
  }
}
