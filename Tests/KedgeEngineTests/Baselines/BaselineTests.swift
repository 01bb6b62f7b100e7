import KedgeEngine
import KedgeModel
import KedgeSimulation
import Testing

struct BaselineTests {
  private func line(_ index: Int, version: String? = nil, language: String = "de") -> RecordLine {
    var line = RecordLine(time: origin + Int64(index) * second, id: "i\(index)")
    line.version = version
    line.segment["language"] = "\"\(language)\""
    line.features = ["x": "\(Double(index * 7_919 % 1_000) / 10)", "c": "\"c\(index % 5)\""]
    return line
  }

  private func frozen(_ effects: [Effect]) -> [String] {
    effects.compactMap { effect in
      guard case .notice(let notice) = effect, notice.kind == .baselineChanged else { return nil }
      return notice.message
    }
  }

  @Test(
    "a baseline is frozen with its n-th record, whatever the blocks",
    arguments: [1, 7, 100, 1_000]
  )
  func freezesWithLastRecord(block: Int) throws {
    var feed = try Feed(
      settings {
        $0.window = countWindow(50)
        $0.baseline = .first(records: 250)
      }
    )
    let lines = (0..<600).map { line($0) }

    var effects: [Effect] = []
    for start in stride(from: 0, to: 600, by: block) {
      effects += feed.push(Array(lines[start..<min(start + block, 600)]))
    }

    #expect(frozen(effects) == ["baseline of m frozen: 250 records"])
    let reasons = effects.evaluations.map { $0["ks", "x"]?.reason }
    #expect(reasons.prefix(4) == [50, 100, 150, 200].map { "baseline \($0) of 250" }[...])
    #expect(reasons[4] == "no values in the window")
    #expect(reasons[5...].allSatisfy { $0 == nil })
  }

  @Test("only the first version is collected, and the next one is compared with it")
  func firstVersion() throws {
    var feed = try Feed(
      settings {
        $0.window = countWindow(100)
        $0.baseline = .first(records: 100)
      }
    )

    let other = feed.push((0..<50).map { line($0, version: $0 % 2 == 0 ? "v1" : "v2") })
    let rest = feed.push((50..<300).map { line($0, version: $0 % 2 == 0 ? "v1" : "v2") })

    #expect(frozen(other).isEmpty)
    #expect(frozen(rest) == ["baseline of m frozen: 100 records"])
    let second = try #require(rest.evaluations.last { $0.series.version == "v2" })
    #expect(second["mean", "x"]?.baseline != nil)
  }

  @Test("a segment is compared with the same segment of the baseline")
  func segments() throws {
    var feed = try Feed(
      settings {
        $0.window = countWindow(200)
        $0.groupings = [["language"]]
        $0.baseline = .first(records: 400)
      }
    )
    let languages = ["de", "en"]
    let lines = (0..<1_200).map { index in
      var line = line(
        index,
        language: index < 400 ? languages[index % 2] : ["de", "fr"][index % 2]
      )
      line.features["x"] = index % 2 == 0 ? "\(index % 10)" : "\(100 + index % 10)"
      return line
    }

    let evaluations = feed.push(lines).evaluations

    let baseline = { (text: String) in
      evaluations.last { $0.series.segmentText == text }.flatMap { $0["mean", "x"]?.baseline }
    }
    #expect(baseline("language=de").map { abs($0 - 4) < 1e-6 } == true)
    #expect(baseline("*").map { abs($0 - 54.5) < 1e-6 } == true)
    #expect(baseline("language=fr") == nil)
  }

  @Test("a profile gives back the same baseline")
  func profile() throws {
    var feed = try Feed(settings { $0.window = countWindow(100) })
    _ = feed.push((0..<500).map { line($0) })
    var engine = feed.engine

    let profile = try #require(engine.buildBaselines().first)
    let read = try Baseline(profile: profile.profile)
    let text = try JSONValue(parsing: profile.profile.compact.utf8)
    let again = try Baseline(profile: text)

    #expect(profile.model == "m")
    #expect(read == again)
    #expect(read.records == 500)
    #expect(read.profile(model: "m") == profile.profile)
  }

  @Test("a given baseline compares as the collected one does")
  func givenBaseline() throws {
    let past = (0..<500).map { line($0) }
    let now = (500..<900).map { line($0) }
    var collecting = try Feed(
      settings {
        $0.window = countWindow(100)
        $0.baseline = .first(records: 500)
      }
    )
    let live = collecting.push(past + now).evaluations.suffix(4)
    var builder = try Feed(settings { $0.window = countWindow(100) })
    _ = builder.push(past)
    var engine = builder.engine
    let profile = try #require(engine.buildBaselines().first)
    let baseline = try Baseline(profile: profile.profile)

    var feed = try Feed(
      settings {
        $0.window = countWindow(100)
        $0.baseline = .given(baseline)
      }
    )
    let given = feed.push(now).evaluations

    #expect(given.map(\.indicators) == live.map(\.indicators))
  }

  @Test("a profile that was changed anywhere is refused")
  func tampered() throws {
    var feed = try Feed(settings { $0.window = countWindow(100) })
    _ = feed.push((0..<60).map { line($0) })
    var engine = feed.engine
    let profile = try #require(engine.buildBaselines().first).profile
    let state = Array(try #require(profile["state"]?.text).utf8)

    for position in stride(from: 0, to: state.count, by: 13) {
      var changed = state
      changed[position] =
        changed[position] == UInt8(ascii: "3") ? UInt8(ascii: "4") : UInt8(ascii: "3")
      let text = String(decoding: changed, as: UTF8.self)
      let members = profile.members.map {
        $0.name == "state" ? JSONMember("state", .string(text)) : $0
      }
      #expect(throws: StateError.self) {
        try Baseline(profile: .object(members))
      }
    }
  }
}
