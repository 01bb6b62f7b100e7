import KedgeEngine
import KedgeModel
import KedgeSimulation
import KedgeTestSupport
import Testing

struct AccountingTests {
  /// What becomes of each line, found with sets and lists.
  private struct Reference {
    var taken = 0
    var counted = 0
    var duplicate = 0
    var rejected = 0
    var late = 0
    private var seen: Set<String> = []
    private var waiting: [String: Set<String>] = [:]
    private var joined: Set<String> = []
    private var newest = Int64.min

    var pending: Int { waiting.values.reduce(0) { $0 + $1.count } }

    mutating func takeInference(_ time: Int64, _ id: String?) {
      taken += 1
      if let id, seen.contains(id) {
        duplicate += 1
        return
      }
      let closed = newest == Int64.min ? Int64.min : newest / minute * minute
      if time < closed { late += 1 } else { counted += 1 }
      newest = max(newest, time)
      guard let id else { return }
      seen.insert(id)
      for key in waiting.removeValue(forKey: id) ?? [] {
        counted += 1
        joined.insert(key)
      }
    }

    mutating func takeJudgement(_ ref: String, key: String) {
      taken += 1
      if seen.contains(ref) {
        if joined.insert(key).inserted { counted += 1 } else { duplicate += 1 }
      } else if !waiting[ref, default: []].insert(key).inserted {
        duplicate += 1
      }
    }

    mutating func takeGarbage() {
      taken += 1
      rejected += 1
    }
  }

  @Test("every line has one outcome after every block", arguments: 0..<UInt64(150))
  func accounting(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var reference = Reference()
    var feed = try Feed(settings { $0.window = plainWindow() })
    var now = origin

    for _ in 0..<random.number(1...90) {
      now += Int64(random.number(0...20)) * second
      let id = "i\(random.number(0...25))"
      let line: String
      switch random.number(0...9) {
      case 0...4:
        let time = now - (random.happens(0.2) ? Int64(random.number(0...200)) * second : 0)
        let given = random.happens(0.9) ? id : nil
        line = RecordLine(time: time, id: given).text
        reference.takeInference(time, given)
      case 5, 6:
        line = RecordLine.label("1", of: id, time: now).text
        reference.takeJudgement(id, key: "label \(id)")
      case 7, 8:
        let own = "f\(random.number(0...2))"
        line = RecordLine.feedback("1", of: id, time: now, id: own).text
        reference.takeJudgement(id, key: "\(own) \(id)")
      default:
        line = random.pick(["{", "[]", "{\"time\":1}", "{\"kind\":\"label\",\"time\":\(now)}"])
        reference.takeGarbage()
      }
      _ = feed.push([line])

      let state = feed.engine.inputStates[0]
      #expect(state.isBalanced)
      #expect(state.taken == reference.taken)
      #expect(state.counted == reference.counted)
      #expect(state.duplicate == reference.duplicate)
      #expect(state.rejected.values.reduce(0, +) == reference.rejected)
      #expect(state.late == reference.late)
      #expect(state.pending == reference.pending)
    }
  }

  @Test("an id counts once for each input that brings it")
  func idsOfInputs() throws {
    var feed = try Feed(settings(inputs: ["a", "b"]) { $0.window = plainWindow() })
    let line = RecordLine(time: origin, id: "x")

    for input in [0, 1, 0, 1, 0] { _ = feed.push([line], input: input) }

    #expect(feed.engine.inputStates.map(\.counted) == [1, 1])
    #expect(feed.engine.inputStates.map(\.duplicate) == [2, 1])
  }

  @Test("a label stays with the inference it was joined to when another input brings the id again")
  func labelOfRepeatedId() throws {
    var feed = try Feed(settings(inputs: ["a", "b"]) { $0.window = plainWindow() })
    _ = feed.push([RecordLine(time: origin, id: "x")])
    _ = feed.push([.label("1", of: "x", time: origin)])
    _ = feed.push([RecordLine(time: origin + 5 * minute, id: "x")], input: 1)

    _ = feed.push([.label("0", of: "x", time: origin + second)])
    let effects = feed.finish()

    let shares = effects.evaluations.map { $0["labelled_share"]?.value }
    #expect(shares == [1, nil])
  }

  @Test("what waits longer than the horizon expires")
  func expiry() throws {
    var feed = try Feed(
      settings {
        $0.window = plainWindow()
        $0.horizonNanoseconds = 10 * minute
      }
    )

    _ = feed.push([.label("1", of: "never", time: origin), .label("1", of: "old", time: origin)])
    _ = feed.push([RecordLine(time: origin, id: "old"), RecordLine(time: origin + 30 * minute)])
    _ = feed.push([.feedback("1", of: "old", time: origin + 31 * minute)])

    let state = feed.engine.inputStates[0]
    #expect(state.pending == 0)
    #expect(state.expired == 2)
    #expect(state.counted == 3)
    #expect(state.isBalanced)
  }

  @Test("a revision within a horizon that is no multiple of the pane finds what it replaces")
  func oddHorizon() throws {
    var feed = try Feed(
      settings {
        $0.window = plainWindow()
        $0.horizonNanoseconds = 90 * second
      }
    )
    _ = feed.push([RecordLine(time: origin + 50 * second, id: "x")])
    _ = feed.push([.label("1", of: "x", time: origin)])
    _ = feed.push([RecordLine(time: origin + 135 * second)])

    _ = feed.push([.label("0", of: "x", time: origin + second)])

    #expect(feed.engine.inputStates[0].isBalanced)
  }

  @Test("labels beyond the limit of what may wait expire")
  func pendingLimit() throws {
    var feed = try Feed(
      settings {
        $0.window = plainWindow()
        $0.pendingMax = 3
      }
    )

    _ = feed.push((0..<10).map { .label("1", of: "i\($0)", time: origin) })

    let state = feed.engine.inputStates[0]
    #expect(state.pending == 3)
    #expect(state.expired == 7)
    #expect(state.isBalanced)
  }
}
