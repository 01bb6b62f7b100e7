import KedgeModel
import KedgeScenarios
import Testing

struct ScenarioStreamTests {
  @Test(arguments: Scenario.shipped)
  func `the same seed gives the same bytes`(scenario: Scenario) throws {
    let first = try play(scenario, seed: 7, count: 3_000)
    let second = try play(scenario, seed: 7, count: 3_000)

    #expect(first.bytes == second.bytes)
    #expect(first.truth == second.truth)
  }

  @Test
  func `the bytes of a seed never change`() throws {
    let bytes = try play(.chatIncident, seed: 1, count: 2_000).bytes

    // FNV-1a, so that any change of the format or of a draw is a decision and not an accident.
    let hash = bytes.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    #expect(bytes.count == 983_336)
    #expect(hash == 12_246_847_906_725_406_211)
  }

  @Test
  func `another seed gives other lines and other ids`() throws {
    let first = lines(try play(.chatQuiet, seed: 1, count: 2_000).bytes)
    let second = lines(try play(.chatQuiet, seed: 2, count: 2_000).bytes)

    let ids = (first + second).compactMap { $0.text("id") }
    #expect(Set(ids).count == 4_000)
  }

  @Test(arguments: [0, 1, 2, 999])
  func `a count is the number of lines`(count: Int) throws {
    let played = try play(.chatIncident, seed: 5, count: count)

    #expect(lines(played.bytes).count == count)
    #expect(played.truth.lines == count)
  }

  @Test(arguments: UInt64(0)..<5)
  func `a longer run begins with the bytes of a shorter one`(seed: UInt64) throws {
    let short = try play(.chatQuiet, seed: seed, count: 500).bytes
    let long = try play(.chatQuiet, seed: seed, count: 1_500).bytes

    #expect(Array(long.prefix(short.count)) == short)
  }

  @Test
  func `without a count the scenario lasts as long as it says`() throws {
    var scenario = Scenario.chatQuiet
    scenario.lengthSeconds = 120
    let times = lines(try play(scenario, seed: 3).bytes).compactMap { $0.text("time") }

    #expect(times.count > 5_500 && times.count < 7_000)
    #expect(times == times.sorted())
    let last = try #require(times.last)
    #expect(last < "2026-01-05T00:02:00" && last > "2026-01-05T00:01:59")
  }

  @Test
  func `lines have the size and the order of keys of real ones`() throws {
    let written = lines(try play(.chatIncident, seed: 9, count: 5_000).bytes)

    let inferences = written.filter { $0.text("kind") == "inference" }
    #expect(inferences.allSatisfy { (300...600).contains($0.text.utf8.count) })
    #expect(inferences.allSatisfy { $0.text.hasPrefix("{\"kind\":\"inference\",\"id\":\"req-") })
    #expect(written.allSatisfy { $0.text.hasSuffix("}") })
  }

  @Test
  func `feedback follows the inference that it names`() throws {
    var scenario = Scenario.chatQuiet
    scenario.lengthSeconds = 900
    var seen: [String: String] = [:]
    var judgements = 0

    for line in lines(try play(scenario, seed: 11).bytes) {
      if line.text("kind") == "inference" {
        let id = try #require(line.text("id"))
        seen[id] = line.text("time")
        continue
      }
      judgements += 1
      let ref = try #require(line.text("ref"))
      let judged = try #require(seen[ref])
      let time = try #require(line.text("time"))
      #expect(judged < time)
      #expect(line.text("name") == "thumbs")
    }
    #expect(judgements > 1_000)
  }

  @Test
  func `two models share a stream at their own rates`() throws {
    var canary = Scenario.chatQuiet.models[0]
    canary.version = "v2"
    canary.rate = 10
    var scenario = Scenario.chatQuiet
    scenario.models.append(canary)
    scenario.lengthSeconds = 600

    let truth = try play(scenario, seed: 4).truth

    #expect(truth.tallies.map(\.version) == ["v1", "v2"])
    let ratio = Double(truth.tallies[0].inferences) / Double(truth.tallies[1].inferences)
    #expect(abs(ratio - 5) < 0.3)
  }
}
