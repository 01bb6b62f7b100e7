import KedgeEngine
import KedgeModel
import KedgeSimulation
import KedgeTestSupport
import Testing

struct WindowTests {
  /// A window as the brute force finds it.
  private struct Found: Equatable {
    var start: Int64
    var end: Int64
    var records: Int
    var isPartial: Bool
  }

  /// Every window over a list of event times, found without panes.
  private func bruteForce(_ times: [Int64], _ window: WindowSettings) -> (found: [Found], late: Int)
  {
    guard case .time(let pane) = window.pane else { return ([], 0) }
    var (newest, closed) = (Int64.min, Int64.min)
    var kept: [Int64] = []
    for time in times {
      if time >= closed { kept.append(time) }
      newest = max(newest, time)
      closed = max(closed, (newest - window.latenessNanoseconds) / pane * pane)
    }
    var found: [Found] = []
    var end = times.reduce(Int64.max, min) / window.everyNanoseconds * window.everyNanoseconds
    let last = (kept.max() ?? 0) / pane * pane + pane + window.everyNanoseconds
    while end < last || end <= closed {
      let start = end - window.sizeNanoseconds
      let count = kept.count { $0 >= start && $0 < end }
      if count > 0 {
        found.append(Found(start: start, end: end, records: count, isPartial: end > closed))
      }
      end += window.everyNanoseconds
    }
    return (found, times.count - kept.count)
  }

  private func seededTimes(_ random: inout SplitMix64) -> [Int64] {
    var now = origin + Int64(random.number(0...600)) * second
    return (0..<random.number(1...160)).map { _ in
      now += Int64(random.number(0...40)) * second / 4
      if random.happens(0.04) { now += Int64(random.number(1...9_000)) * second }
      return now - (random.happens(0.3) ? Int64(random.number(0...500)) * second : 0)
    }
  }

  @Test("windows of event time hold what a brute force finds", arguments: 0..<UInt64(120))
  func timeWindows(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let pane = random.pick([second * 10, minute, 5 * minute])
    let every = pane * Int64(random.number(1...4))
    let window = timeWindow(
      pane: pane,
      size: every * Int64(random.number(1...4)),
      every: every,
      lateness: random.pick([0, 30 * second, 2 * minute])
    )
    let times = seededTimes(&random)
    var feed = try Feed(settings { $0.window = window })

    var effects: [Effect] = []
    var rest = times.map { RecordLine(time: $0) }[...]
    while !rest.isEmpty {
      let count = min(random.number(1...50), rest.count)
      effects += feed.push(Array(rest.prefix(count)))
      rest = rest.dropFirst(count)
    }
    effects += feed.finish()

    let expected = bruteForce(times, window)
    let found = effects.evaluations.map {
      Found(
        start: $0.window.start.nanoseconds,
        end: $0.window.end.nanoseconds,
        records: $0.window.records,
        isPartial: $0.window.isPartial
      )
    }
    #expect(found == expected.found)
    #expect(effects.evaluations.map(\.window.index) == Array(expected.found.indices))
    #expect(feed.engine.inputStates[0].late == expected.late)
    #expect(feed.engine.inputStates[0].counted == times.count - expected.late)
  }

  @Test("windows that count records close with their n-th record", arguments: 0..<UInt64(40))
  func countWindows(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let size = random.number(3...40)
    let times = seededTimes(&random)
    var feed = try Feed(settings { $0.window = countWindow(size) })

    let before = feed.push(times.map { RecordLine(time: $0) })
    let atEnd = feed.finish()

    let chunks = stride(from: 0, to: times.count, by: size).map {
      Array(times[$0..<min($0 + size, times.count)])
    }
    let full = chunks.filter { $0.count == size }
    #expect(before.evaluations.map(\.window.records) == full.map(\.count))
    let windows = before.evaluations + atEnd.evaluations
    #expect(windows.map(\.window.start.nanoseconds) == chunks.compactMap { $0.min() })
    #expect(windows.map(\.window.end.nanoseconds) == chunks.compactMap { $0.max() })
    #expect(windows.map(\.window.isPartial) == chunks.map { $0.count < size })
    #expect(feed.engine.inputStates[0].late == 0)
  }

  @Test("a window closes when the slowest of two inputs has passed it")
  func slowestInput() throws {
    var feed = try Feed(settings(inputs: ["a", "b"]) { $0.window = plainWindow() })
    _ = feed.push([RecordLine(time: origin)], input: 1)

    let ahead = feed.push([RecordLine(time: origin + 5 * minute)], input: 0)
    let behind = feed.push([RecordLine(time: origin + 3 * minute)], input: 1)

    #expect(ahead.evaluations.isEmpty)
    #expect(behind.evaluations.map(\.window.end.nanoseconds) == [origin + minute])
  }

  @Test("a fast clock closes no window ahead of its time")
  func fastClock() throws {
    var feed = try Feed(settings { $0.window = plainWindow() })
    let fast = RecordLine(time: origin + 4 * minute)
    _ = feed.push([fast], at: Timestamp(nanoseconds: origin))
    var closed: [Evaluated] = []
    for seconds in stride(from: Int64(1), through: 310, by: 1) {
      let time = origin + seconds * second
      closed += feed.push([RecordLine(time: time)], at: Timestamp(nanoseconds: time)).evaluations
    }
    #expect(feed.engine.inputStates[0].late == 0)
    #expect(closed.map(\.window.records) == [59, 60, 60, 60, 61])
  }

  @Test("an idle input moves with arrival time, a silent one is left out")
  func idleInput() throws {
    let now = Timestamp(nanoseconds: origin)
    var feed = try Feed(
      settings(inputs: ["a", "b"]) { $0.window = plainWindow(lateness: 10 * second) }
    )
    _ = feed.push([RecordLine(time: origin)], input: 0, at: now)

    let early = feed.tick(at: now.advanced(byNanoseconds: 69 * second))
    let late = feed.tick(at: now.advanced(byNanoseconds: 70 * second))

    #expect(early.evaluations.isEmpty)
    #expect(late.evaluations.map(\.window.records) == [1])
  }

  @Test("a record of the future is rejected, in a replay it is taken")
  func future() throws {
    let now = Timestamp(nanoseconds: origin)
    var live = try Feed(settings { $0.window = plainWindow() })
    var replay = live
    let line = RecordLine(time: origin + 301 * second)

    _ = live.push([line], at: now)
    _ = replay.push([line])

    #expect(live.engine.inputStates[0].rejected == [.future: 1])
    #expect(replay.engine.inputStates[0].counted == 1)
  }
}
