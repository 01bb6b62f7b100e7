import Crypto
import KedgeEngine
import KedgeModel
import KedgeRules
import KedgeSimulation
import Testing

struct EvidenceTests {
  private func events() throws -> [Event] {
    let rule = try rule("failing", when: "error_rate().value > 0.5") {
      $0.cooldownNanoseconds = 0
      $0.perDayMax = 100
    }
    var feed = try Feed(settings(rules: [rule]) { $0.window = plainWindow() })
    let lines = (0..<8).flatMap { index in
      (0..<40).map { row in
        var line = RecordLine(time: origin + Int64(index) * minute + Int64(row))
        line.fields["status"] = index % 2 == 0 ? "\"error\"" : "\"ok\""
        return line
      }
    }
    return feed.push(lines).events
  }

  private func hash(_ text: String) -> String {
    let digits = Array("0123456789abcdef")
    return String(
      SHA256.hash(data: Array(text.utf8)).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    )
  }

  /// Positions of the bundles whose hash or predecessor is wrong.
  private func damaged(_ bundles: [JSONValue]) -> [Int] {
    var previous = String(repeating: "0", count: 64)
    return bundles.indices.filter { index in
      let content = bundles[index].members.filter { $0.name != "hash" }
      let stated = bundles[index]["hash"]?.text ?? ""
      let isRight =
        bundles[index]["prev"]?.text == previous
        && hash(previous + JSONValue.object(content).canonical) == stated
      previous = stated
      return !isRight
    }
  }

  @Test("the chain of evidence can be computed again")
  func chain() throws {
    let events = try events()

    #expect(events.count == 7)
    #expect(damaged(events.map(\.evidence)).isEmpty)
  }

  @Test("a bundle that was changed is named")
  func changed() throws {
    var bundles = try events().map(\.evidence)
    bundles[2] = .object(
      bundles[2].members.map { $0.name == "deferred" ? JSONMember("deferred", .bool(true)) : $0 }
    )

    #expect(damaged(bundles) == [2])
  }

  @Test("the evidence has the numbers of the indicators that the rule names")
  func results() throws {
    let event = try #require(try events().first)

    let result = try #require(event.evidence["results"]?.elements.first)
    #expect(event.evidence["results"]?.elements.count == 1)
    #expect(result["indicator"]?.text == "error_rate")
    #expect(result["value"]?.number == 1)
    #expect(result["n"]?.integer == 40)
    #expect(event.evidence["id"]?.text == event.id)
    #expect(event.evidence["window"]?["records"]?.integer == 40)
  }
}
