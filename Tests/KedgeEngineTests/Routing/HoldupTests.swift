import KedgeEngine
import KedgeModel
import KedgeSimulation
import Testing

struct HoldupTests {
  private var feed: Feed

  init() throws {
    feed = try Feed(settings(inputs: ["fresh", "old"]) { $0.window = plainWindow() })
  }

  private mutating func push(_ minutes: Int64, _ input: Int, at now: Int64) {
    let line = RecordLine(time: origin + minutes * minute)
    _ = feed.push([line], input: input, at: Timestamp(nanoseconds: origin + now * minute))
  }

  @Test mutating func `an input that rests is not named`() {
    push(120, 0, at: 120)
    push(120, 1, at: 120)
    // The other one rests for four minutes: nothing waits for it.
    push(124, 0, at: 124)
    #expect(feed.engine.holdupViews.isEmpty)
  }

  @Test mutating func `an input that only ever had old records is named`() {
    push(120, 0, at: 120)
    push(0, 1, at: 121)
    push(122, 0, at: 122)
    let held = feed.engine.holdupViews
    #expect(held.map(\.model) == ["m"])
    #expect(held.map(\.input) == ["old"])
    #expect(held.map(\.behindNanoseconds) == [121 * minute])
    push(127, 0, at: 127)
    #expect(feed.engine.holdupViews.isEmpty)
  }
}
