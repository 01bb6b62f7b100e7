import KedgeModel
import KedgeRules
import KedgeTestSupport
import Testing

/// What holds for every timeline.
struct AlertMachinePropertyTests {
  private static func timeline(using random: inout SplitMix64) -> Timeline {
    let symbols: [Character] =
      Bool.random(using: &random) ? ["x", "x", ".", "?"] : ["x", ".", "?", "-"]
    func text(_ count: Int) -> String {
      String((0..<count).map { _ in symbols.randomElement(using: &random) ?? "." })
    }
    let count = Int.random(in: 1...40, using: &random)
    var timeline = Timeline(when: text(count))
    if Bool.random(using: &random) {
      timeline.clear = text(count).replacing("-", with: "?")
    }
    timeline.hold = Int.random(in: 1...4, using: &random)
    timeline.keep = Int.random(in: 1...3, using: &random)
    timeline.holdUnknown = Int.random(in: 0...3, using: &random)
    timeline.cooldownWindows = Int.random(in: 0...8, using: &random)
    timeline.perDayMax = Int.random(in: 1...4, using: &random)
    timeline.windowNanoseconds = Int64.random(in: 1...12, using: &random) * 3_600_000_000_000
    timeline.hindered = text(count)
    return timeline
  }

  /// The state string by RULES section 5, rules 1 to 3, written down a second time.
  private static func states(_ timeline: Timeline) -> String {
    var (isFiring, trues, unknowns, clears) = (false, 0, 0, 0)
    let opposite: [Character: Character] = ["x": ".", ".": "x", "?": "?", "-": "-"]
    let clear = timeline.clear.map(Array.init) ?? timeline.when.compactMap { opposite[$0] }
    return zip(timeline.when, clear).reduce(into: "") { text, column in
      let (when, clear) = column
      if when == "-" {
        text.append("-")
      } else if isFiring {
        if when == "x" || clear == "." { clears = 0 } else if clear == "x" { clears += 1 }
        isFiring = clears < timeline.keep
        if !isFiring { (trues, unknowns) = (0, 0) }
        text.append(isFiring ? (clears > 0 ? "c" : "F") : "r")
      } else {
        let survives = when == "?" && trues > 0 && unknowns < timeline.holdUnknown
        (trues, unknowns) = when == "x" ? (trues + 1, 0) : survives ? (trues, unknowns + 1) : (0, 0)
        (isFiring, clears) = (trues >= timeline.hold, 0)
        text.append(isFiring ? "F" : trues > 0 ? "p" : ".")
      }
    }
  }

  @Test(arguments: 0..<UInt64(60))
  func `the states are those of the reference`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<50 {
      let timeline = AlertMachinePropertyTests.timeline(using: &random)

      #expect(
        try timeline.run().state == AlertMachinePropertyTests.states(timeline),
        "\(timeline)"
      )
    }
  }

  @Test(arguments: 0..<UInt64(60))
  func `an episode has at most one event, and resolves only what it emitted`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<50 {
      let timeline = AlertMachinePropertyTests.timeline(using: &random)
      let answer = try timeline.run()
      for episode in AlertMachinePropertyTests.episodes(answer) {
        let events = episode.filter { $0 != "." }

        #expect(["R", "Rr", "s", "sD", "sDr"].contains(events), "\(timeline) \(answer)")
        #expect(episode.first != ".")
      }
      let outside = zip(answer.state, answer.event).filter { ".p-".contains($0.0) }
      #expect(outside.allSatisfy { $0.1 == "." })
    }
  }

  /// The event string of each stretch of firing, the window that resolved it included.
  private static func episodes(_ answer: Timeline.Answer) -> [String] {
    var episodes: [String] = []
    var isFiring = false
    for (state, event) in zip(answer.state, answer.event) where state != "-" {
      if "Fc".contains(state) {
        if !isFiring { episodes.append("") }
        isFiring = true
        episodes[episodes.count - 1].append(event)
      } else {
        if state == "r", isFiring { episodes[episodes.count - 1].append(event) }
        isFiring = false
      }
    }
    return episodes
  }

  @Test(arguments: 0..<UInt64(60))
  func `nothing fires without enough true windows`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<50 {
      let timeline = AlertMachinePropertyTests.timeline(using: &random)
      let answer = try timeline.run()
      let when = Array(timeline.when)
      for (column, event) in answer.event.enumerated() where event == "R" || event == "s" {
        let before = when[...column].filter { $0 != "-" }
        let streak = before.reversed().prefix { $0 != "." }
        #expect(streak.count { $0 == "x" } >= timeline.hold, "\(timeline)")
      }
    }
  }

  @Test(arguments: 0..<UInt64(60))
  func `events keep the cooldown, the daily cap and other hindrances`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<50 {
      let timeline = AlertMachinePropertyTests.timeline(using: &random)
      let answer = try timeline.run()
      let emitted = answer.event.enumerated().filter { "RD".contains($0.element) }.map(\.offset)
      for (first, second) in zip(emitted, emitted.dropFirst()) {
        #expect(second - first >= timeline.cooldownWindows, "\(timeline) \(answer)")
      }
      let day = 86_400_000_000_000
      for column in emitted {
        let today = emitted.count {
          $0 <= column && (column - $0) * Int(timeline.windowNanoseconds) < day
        }
        #expect(today <= timeline.perDayMax, "\(timeline) \(answer)")
        #expect(Array(timeline.hindered)[column] != "x")
      }
    }
  }

  @Test(arguments: 0..<UInt64(60))
  func `a restart before any column changes nothing`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<5 {
      var timeline = AlertMachinePropertyTests.timeline(using: &random)
      let uninterrupted = try timeline.run()
      for column in 0..<timeline.when.count {
        timeline.restartColumn = column

        #expect(try timeline.run() == uninterrupted, "restart before \(column) of \(timeline)")
      }
    }
  }

  @Test(arguments: 0..<UInt64(500))
  func `any bytes are an alert or are refused`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var bytes = (0..<Int.random(in: 0...30, using: &random)).map { _ in
      UInt8(truncatingIfNeeded: random.next() >> UInt64.random(in: 0...7, using: &random))
    }
    if !bytes.isEmpty { bytes[0] %= 4 }
    var reader = ByteReader(bytes)
    let machine: AlertMachine
    do {
      machine = try AlertMachine(from: &reader)
    } catch {
      #expect(!error.message.isEmpty)
      return
    }
    var writer = ByteWriter()
    machine.encode(into: &writer)
    var again = ByteReader(writer.bytes)

    #expect(try AlertMachine(from: &again) == machine)
  }
}
