import KedgeModel
import KedgeScenarios
import Testing

struct ScenarioTruthTests {
  /// What a reader who knows nothing of the generator counts.
  private struct Counts: Equatable {
    var inferences = 0
    var errors = 0
    var refusals = 0
    var feedback = 0
    var up = 0
    var inputTokens: Int64 = 0
    var outputTokens: Int64 = 0
    var duration: Int64 = 0
    var timeToFirstToken: Int64 = 0

    init() {}

    init(_ tally: ScenarioTruth.Tally) {
      inferences = tally.inferences
      errors = tally.errors
      refusals = tally.refusals
      feedback = tally.feedback
      up = tally.up
      inputTokens = tally.inputTokens
      outputTokens = tally.outputTokens
      duration = tally.durationMicroseconds
      timeToFirstToken = tally.timeToFirstTokenMicroseconds
    }
  }

  @Test(arguments: UInt64(0)..<3)
  func `the truth is what a naive reader counts`(seed: UInt64) throws {
    let played = try play(.chatIncident, seed: seed, count: 20_000)
    var counts: [String: Counts] = [:]
    var versions: [String: String] = [:]

    for line in lines(played.bytes) {
      if line.text("kind") == "inference" {
        let version = try #require(line.text("version"))
        let id = try #require(line.text("id"))
        versions[id] = version
        count(line, in: &counts[version, default: Counts()])
      } else {
        let ref = try #require(line.text("ref"))
        let version = try #require(versions[ref])
        counts[version, default: Counts()].feedback += 1
        if line.text("value") == "up" { counts[version, default: Counts()].up += 1 }
      }
    }

    #expect(counts.count == 2)
    for tally in played.truth.tallies { #expect(counts[tally.version] == Counts(tally)) }
  }

  private func count(_ line: NaiveLine, in counts: inout Counts) {
    counts.inferences += 1
    if line.text("status") == "error" { counts.errors += 1 }
    if line.text.contains("\"refusal\":true") { counts.refusals += 1 }
    counts.inputTokens += line.millionths("input_tokens").map { $0 / 1_000_000 } ?? 0
    counts.outputTokens += line.millionths("output_tokens").map { $0 / 1_000_000 } ?? 0
    counts.duration += line.millionths("duration") ?? 0
    counts.timeToFirstToken += line.millionths("ttft") ?? 0
  }

  @Test
  func `an incident stands at its line and shows in the records`() throws {
    let played = try play(.chatIncident, seed: 21, count: 30_000)
    let incident = try #require(played.truth.incidents.first)
    let before = try #require(incident.linesBefore)
    let written = lines(played.bytes)

    let later = written[before...].filter { $0.text("kind") == "inference" }
    let earlier = written[..<before].filter { $0.text("kind") == "inference" }
    #expect(earlier.allSatisfy { $0.text("version") == "v1" })
    #expect(later.allSatisfy { $0.text("version") == "v2" })
    let last = try #require(written[before - 1].text("time"))
    let first = try #require(written[before].text("time"))
    #expect(last < incident.time.rfc3339 && first >= incident.time.rfc3339)
    #expect(abs(Double(before) / 30_000 - 0.6) < 0.03)
    let ratio = mean(later, "duration") / mean(earlier, "duration")
    #expect(abs(ratio - 1.75) < 0.06)
    #expect(abs(mean(later, "output_tokens") / mean(earlier, "output_tokens") - 1.727) < 0.08)
  }

  @Test
  func `nothing happens in the quiet scenario`() throws {
    let truth = try play(.chatQuiet, seed: 21, count: 30_000).truth

    #expect(truth.incidents.isEmpty)
    #expect(truth.tallies.count == 1)
  }

  @Test
  func `the truth is one JSON line`() throws {
    let truth = try play(.chatIncident, seed: 2, count: 10).truth

    #expect(truth.json.hasPrefix("{\"kind\":\"truth\",\"scenario\":\"chat-incident\",\"seed\":2,"))
    #expect(truth.json.contains("\"lines\":10,\"inference\":10,\"feedback\":0,"))
    #expect(truth.json.hasSuffix("]}"))
    #expect(!truth.json.contains("\n"))
  }

  private func mean(_ lines: [NaiveLine], _ key: String) -> Double {
    let values = lines.compactMap { $0.number(key) }
    return values.reduce(0, +) / Double(values.count)
  }
}
