import KedgeEngine
import KedgeModel
import KedgeSimulation
import KedgeTestSupport
import Testing

/// The modes of the budget of false alarms, from lines to verdicts.
struct AlarmModeTests {
  private static let baseline: Int64 = 10_000
  private static let size: Int64 = 100

  private func lines(
    _ windows: Int64,
    changedFrom change: Int64,
    share: Double = 0.2,
    seed: UInt64
  ) -> [RecordLine] {
    var random = SplitMix64(seed: seed)
    return (0..<(Self.baseline + windows * Self.size)).map { number in
      var line = RecordLine(time: origin + number * second)
      line.id = "r\(number)"
      let isChanged = number >= Self.baseline + change * Self.size
      // Some of the records move up by half of the range.
      let moved = isChanged && random.happens(share) ? 0.5 : 0
      line.features["x"] = "\(random.nextUnit() / 2 + moved)"
      line.fields["status"] = random.happens(isChanged ? 0.1 : 0.02) ? "\"error\"" : "\"ok\""
      return line
    }
  }

  private func settings(_ mode: AlarmBudget.Mode) throws -> EngineSettings {
    var settings = KedgeEngineTests.settings(
      rules: [try rule("failing", when: "error_rate().rose(0.02)")]
    ) {
      $0.window = countWindow(Int(Self.size))
      $0.baseline = .first(records: Int(Self.baseline))
    }
    settings.budget.mode = mode
    return settings
  }

  /// Numbers of the windows after the baseline in which an indicator is in breach, or proved to rise.
  private func found(
    _ mode: AlarmBudget.Mode,
    _ kind: String,
    _ feature: String? = nil,
    changedFrom change: Int64,
    share: Double = 0.2
  ) throws -> [Int64] {
    var feed = try Feed(try settings(mode))
    let evaluations = feed.push(lines(60, changedFrom: change, share: share, seed: 3))
      .evaluations
    return evaluations.compactMap { evaluated in
      guard let indicator = evaluated[kind, feature],
        indicator.verdict == .breach || feature == nil && indicator.change == .rise
      else { return nil }
      return Int64(evaluated.window.index) - Self.baseline / Self.size
    }
  }

  @Test func `evidence adds up to what no window proves alone`() throws {
    let alone = try found(.spend, "psi", "x", changedFrom: 20)
    let together = try found(.accumulate, "psi", "x", changedFrom: 20)
    let first = try #require(together.first)
    #expect(first >= 20 && first < 30)
    #expect(first < alone.first ?? 60)
    // Once proved it is so in each window, but for those whose own distance is below the limit.
    #expect(together.count > 25)
    let errors = try found(.accumulate, "error_rate", changedFrom: 20)
    #expect((errors.first ?? 0) >= 20 && (errors.first ?? 60) < 35)
    #expect(errors.count > 20)
  }

  @Test func `a share of false alarms is kept and changes are found`() throws {
    let mode = AlarmBudget.Mode.fdr(share: 0.05)
    let distances = try found(mode, "psi", "x", changedFrom: 20, share: 0.6)
    #expect(distances.first == 20)
    #expect(try found(mode, "error_rate", changedFrom: 60).isEmpty)
  }

  @Test(arguments: [AlarmBudget.Mode.accumulate, .fdr(share: 0.05)])
  func `without a change nothing is found`(mode: AlarmBudget.Mode) throws {
    #expect(try found(mode, "psi", "x", changedFrom: 60).isEmpty)
    #expect(try found(mode, "missing", "x", changedFrom: 60).isEmpty)
    #expect(try found(mode, "error_rate", changedFrom: 60).isEmpty)
  }

  @Test(arguments: [AlarmBudget.Mode.accumulate, .fdr(share: 0.05)])
  func `blocks and restarts change nothing`(mode: AlarmBudget.Mode) throws {
    let lines = lines(40, changedFrom: 10, seed: 8)
    let whole = try outcome(of: lines, try settings(mode), block: lines.count)
    #expect(try outcome(of: lines, try settings(mode), block: 777) == whole)
    #expect(try outcome(of: lines, try settings(mode), block: 1_950, restarts: true) == whole)
    #expect(!whole.events.isEmpty || mode != .accumulate)
  }

  @Test func `overlapping windows are counted once`() throws {
    var settings = try settings(.accumulate)
    settings.models[0].window = timeWindow(
      pane: minute,
      size: 4 * minute,
      every: minute,
      lateness: 0
    )
    var feed = try Feed(settings)
    let evaluations = feed.push(lines(60, changedFrom: 20, seed: 3)).evaluations
    let proved = evaluations.filter { $0["psi", "x"]?.change == .rise }
    let first = try #require(proved.first)
    #expect(first.window.end.nanoseconds % (4 * minute) == 0)
  }
}
