import KedgeEngine
import KedgeModel
import KedgeRules
import KedgeSimulation
import KedgeTestSupport
import Testing

/// Values at the borders of what numbers can be: the engine goes on, and takes back what it stores.
struct ExtremeValuesTests {
  private static let laws: [(name: String, value: @Sendable (Int) -> Double)] = [
    ("two halves", { $0 % 2 == 0 ? -1.5e308 : 1.5e308 }),
    ("a few low", { $0 % 100 == 0 ? -1.5e308 : 1.5e308 - Double($0) * 1e292 }),
    ("within rounding", { 1 + Double($0 % 4 - 2) * 0x1p-53 }),
    ("nanoseconds", { 1.7e18 + Double($0 % 5) * 256 }),
    ("one huge", { $0 == 7 ? 1e115 : Double($0) }),
    ("subnormal", { Double($0 % 50) * .leastNonzeroMagnitude }),
    ("all magnitudes", { Double(sign: .plus, exponent: $0 % 2_000 - 1_000, significand: 1.3) }),
    ("negative magnitudes", { -Double(sign: .plus, exponent: $0 % 40 - 20, significand: 1.7) }),
    ("328 buckets, the first in the end", { spread($0) }),
    ("zeros", { _ in -0.0 }),
  ]

  /// In each minute 320 buckets of the finest histogram, and then one of the eight before them.
  private static func spread(_ number: Int) -> Double {
    let place = number % 60
    let bucket = place < 55 ? 8 + place * 319 / 54 : 59 - place
    // 2^(1/64), the middle of a bucket, and 2^(1/32) for each that follows.
    return (0..<bucket).reduce(1.0108892860517005) { value, _ in value * 1.021897148654117 }
  }

  private func settings() throws -> EngineSettings {
    try KedgeEngineTests.settings(
      rules: [rule("small", when: #"quantile("x", 0.5).value < 1e300"#)]
    ) {
      var field = FieldSettings()
      field.limits = ["change": .effect(0.1), "ks": .deviations(3)]
      field.modes = ["js": "nannyml", "ks": "nannyml"]
      $0.fields = ["x": field]
      $0.window = plainWindow()
      $0.baseline = .first(records: 2_000)
    }
  }

  @Test(arguments: laws.indices)
  func `a baseline and windows of extremes are stored and taken back`(law: Int) throws {
    let settings = try settings()
    var disk = MemoryDisk()
    var feed = try Feed(settings)
    let value = Self.laws[law].value
    var windows = 0
    for part in 0..<12 {
      let lines = (0..<300).map { offset -> RecordLine in
        let number = part * 300 + offset
        var line = RecordLine(time: origin + Int64(number) * second)
        line.features["x"] = "\(value(number))"
        return line
      }
      windows += feed.push(lines).evaluations.count
      disk.write(feed.takeChanges(), position: 0, tails: feed.tails)
      disk.sync()
      feed = try Feed(settings, state: disk.entries, tails: [])
    }
    #expect(windows == 59)
    #expect(feed.engine.inputStates[0].counted == 3_600)
    #expect(feed.engine.inputStates[0].isBalanced)
  }

  @Test func `a clock that stood at 1990 does not make decades of silence that are looked at`()
    throws
  {
    var feed = try Feed(
      KedgeEngineTests.settings(
        rules: [
          rule("quiet", when: #"silence() > duration("15m")"#) { $0.kind = .dataMissing }
        ]
      ) { $0.window = plainWindow() }
    )
    _ = feed.push([RecordLine(time: 631_152_000 * second)])
    let events = feed.push([RecordLine(time: origin)]).events
    #expect(events.map(\.kind) == ["notify"])
    let closed = feed.push([RecordLine(time: origin + 5 * minute)]).evaluations
    #expect(closed.map(\.window.records) == [1])
  }
}
