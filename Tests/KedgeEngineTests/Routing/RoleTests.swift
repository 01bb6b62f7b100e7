import KedgeEngine
import KedgeModel
import KedgeRules
import KedgeSimulation
import Testing

/// Which version is the stable one, from what each carries.
@Suite("Roles of versions")
struct RoleTests {
  private static let perMinute = 40

  /// A minute of forty records: a digit says how many eighths are of version b, the others are of
  /// version a; `-` is a minute without records.
  private func lines(_ share: Character, minute number: Int) -> [RecordLine] {
    guard let eighths = share.wholeNumberValue else { return [] }
    return (0..<Self.perMinute).map { row in
      var line = RecordLine(time: origin + Int64(number) * minute + Int64(row) * second)
      line.version = row < Self.perMinute - eighths * 5 ? "a" : "b"
      line.fields["status"] = "\"error\""
      return line
    }
  }

  /// The stable version after each minute's records, the last of which close the minute before.
  private func stable(_ shares: String, _ window: WindowSettings) throws -> String {
    var feed = try Feed(settings { $0.window = window })
    var picture = ""
    for (number, share) in shares.enumerated() {
      _ = feed.push(lines(share, minute: number))
      let stable = feed.engine.modelViews().filter { $0.role == "stable" }
      #expect(stable.count == 1)
      picture += stable.map(\.version).joined()
    }
    return picture
  }

  @Test(
    "three windows in a row with most of the records make a version stable",
    arguments: [
      ("00588888", "aaaaabbb"),
      ("0044444444", "aaaaaaaaaa"),
      ("0880880880", "aaaaaaaaaa"),
      ("088-88888", "aaaaabbbb"),
      ("00888888000000", "aaaaabbbbbbaaa"),
    ]
  )
  func timelines(shares: String, picture: String) throws {
    #expect(try stable(shares, plainWindow()) == picture)
  }

  @Test("where records are counted, three windows without one of another version")
  func counted() throws {
    // Each minute of 0 or 8 fills one window; 4 fills one of each version in two minutes.
    #expect(try stable("0008880", countWindow(Self.perMinute)) == "aaaaabb")
    #expect(try stable("004444440", countWindow(Self.perMinute)) == "aaaaaaaaa")
  }

  @Test("alerts of a version that a rule no longer selects end, and say why")
  func endsAlerts() throws {
    let failing = try rule("failing", when: "error_rate().value > 0.5") {
      $0.match.roles = [.stable]
    }
    var feed = try Feed(settings(rules: [failing]) { $0.window = plainWindow() })

    let effects = "0088888".enumerated().flatMap { feed.push(lines($0.element, minute: $0.offset)) }

    let changes = effects.compactMap { effect -> AlertChange? in
      guard case .alert(let change) = effect else { return nil }
      return change
    }
    let ended = changes.filter { $0.state == .inactive }
    #expect(ended.map(\.series.version) == ["a"])
    #expect(ended.first?.reason == "the version is previous now")
    #expect(ended.first?.time.nanoseconds == origin + 5 * minute)
    #expect(feed.engine.modelViews().map(\.state) == [.off, .firing])
    let notices = effects.compactMap { effect -> Notice? in
      guard case .notice(let notice) = effect, notice.kind == .roleChanged else { return nil }
      return notice
    }
    #expect(
      notices.map(\.message) == [
        "model m: version b carries most of the records and is stable now, a previous"
      ]
    )
  }

  @Test("cooldown goes on over a change of roles")
  func cooldown() throws {
    let failing = try rule("failing", when: "error_rate().value > 0.5", action: .retrain) {
      $0.match.roles = [.stable]
      $0.cooldownNanoseconds = 360 * minute
    }
    var feed = try Feed(settings(rules: [failing]) { $0.window = plainWindow() })

    let effects = "0088888000000".enumerated().flatMap {
      feed.push(lines($0.element, minute: $0.offset))
    }

    let retrains = effects.events.filter { $0.kind == "retrain" }
    #expect(retrains.map { $0.series?.version } == ["a", "b", "a"])
    #expect(retrains.map(\.suppressed) == [nil, nil, "cooldown"])
  }

  @Test("a candidate under suspicion is not made stable, and its rollback names the stable one")
  func suspicion() throws {
    let failing = try rule("failing", when: "error_rate().value > 0.5", action: .rollback) {
      $0.match.roles = [.candidate]
      $0.hold = .windows(5)
      $0.acts = true
    }
    var feed = try Feed(settings(rules: [failing]) { $0.window = plainWindow() })

    let effects = "008888888".enumerated().flatMap {
      feed.push(lines($0.element, minute: $0.offset))
    }

    #expect(effects.events.map(\.kind) == ["rollback"])
    let document = try JSONValue(parsing: try #require(effects.intents.first).document.utf8)
    #expect(document["data"]?["action"]?["target_version"]?.text == "a")
    #expect(feed.engine.modelViews().map(\.role) == ["stable", "candidate"])
  }

  @Test("a model is silent when all its versions are")
  func modelSilence() throws {
    let silent = try rule("silent", when: "model_silence() >= duration(\"3m\")") {
      $0.kind = .dataMissing
      $0.match.roles = [.stable]
      $0.cooldownNanoseconds = 0
    }
    var feed = try Feed(settings(rules: [silent]) { $0.window = plainWindow() })

    // Version a ends at minute 2, the model is silent from minute 5.
    let effects = "00888-----8".enumerated().flatMap {
      feed.push(lines($0.element, minute: $0.offset))
    }

    let events = effects.events
    #expect(events.map(\.kind) == ["notify"])
    #expect(events.first?.time.nanoseconds == origin + 8 * minute)
  }
}
