import KedgeEngine
import KedgeModel
import KedgeSimulation
import Testing

/// What is said where there is no verdict.
struct VerdictTests {
  private func lines(_ minutes: Range<Int64>, perMinute: Int64) -> [RecordLine] {
    minutes.flatMap { number in
      (0..<perMinute).map { part in
        var line = RecordLine(time: origin + number * minute + part * second)
        line.features["x"] = "\((number * 31 + part * 17) % 100)"
        return line
      }
    }
  }

  @Test func `too few observations tell how many more and how long a window would have them`()
    throws
  {
    var feed = try Feed(
      settings {
        $0.window = timeWindow(pane: minute, size: 10 * minute, every: 10 * minute, lateness: 0)
        $0.baseline = .first(records: 400)
      }
    )
    _ = feed.push(lines(0..<40, perMinute: 10))
    // 5 a minute: windows of 50 records, of which PSI wants 110, 11 cells of ten.
    let last = feed.push(lines(40..<61, perMinute: 5)).evaluations.last
    let psi = try #require(last?["psi", "x"])
    #expect(psi.verdict == .insufficient)
    #expect(psi.needs == 50)
    #expect(psi.reason == "needs 50 more: a window of 20min has them at this traffic")
  }

  @Test func `numbers are stale once no window came for two of them`() throws {
    var feed = try Feed(settings { $0.window = plainWindow() })
    func verdicts(_ now: Int64) -> Set<Verdict> {
      _ = feed.tick(at: Timestamp(nanoseconds: origin + now * minute))
      return Set(feed.engine.seriesViews().flatMap(\.indicators).map(\.verdict))
    }
    for line in lines(0..<3, perMinute: 40) {
      _ = feed.push([line], at: Timestamp(nanoseconds: line.time))
    }
    #expect(!verdicts(4).contains(.stale))
    #expect(verdicts(9) == [.stale])
    let indicator = feed.engine.seriesViews().first?.indicators.first
    #expect(indicator?.reason == "no window with records since 2026-01-01T00:03:00.000000Z")
    #expect(feed.engine.modelViews().first?.state == .stale)
  }
}
