import Foundation
import KedgeEngine
import KedgeModel
import KedgeRules
import KedgeSimulation
import KedgeTestSupport
import Testing

/// Embeddings and the runs of characters of texts, from lines to verdicts.
struct VectorTests {
  private static let baseline = 1_000
  private static let dimension = 12

  private func settings(_ when: String, baseline: Int = baseline) throws -> EngineSettings {
    KedgeEngineTests.settings(rules: [try rule("moved", when: when)]) {
      $0.window = countWindow(200)
      $0.baseline = .first(records: baseline)
    }
  }

  private func vector(_ random: inout SplitMix64, shift: Double) -> [Double] {
    (0..<Self.dimension).map { place in
      // Twelve uniform numbers make a normal one.
      let normal = (0..<12).reduce(-6.0) { sum, _ in sum + random.nextUnit() }
      return Double(place) + normal + (place == 0 ? shift : 0)
    }
  }

  private func lines(_ vectors: [[Double]], from first: Int = 0) -> [RecordLine] {
    vectors.enumerated().map { number, vector in
      var line = RecordLine(time: origin + Int64(first + number) * second)
      line.id = "v\(first + number)"
      line.fields["embedding"] = "[\(vector.map { "\($0)" }.joined(separator: ","))]"
      return line
    }
  }

  @Test func `the shift is that of the means, and one that matters is found`() throws {
    var random = SplitMix64(seed: 1)
    let before = (0..<Self.baseline).map { _ in vector(&random, shift: 0) }
    let quiet = (0..<2_000).map { _ in vector(&random, shift: 0) }
    let moved = (0..<400).map { _ in vector(&random, shift: 0.8) }
    var feed = try Feed(settings(#"embedding_shift("embedding").breach"#))
    let all = lines(before + quiet + moved)
    let evaluations = feed.push(all).evaluations
    let shifts = try evaluations.dropFirst(5).map {
      try #require($0["embedding_shift", "embedding"])
    }
    #expect(shifts.prefix(10).allSatisfy { $0.verdict == .ok })
    #expect(shifts.suffix(2).allSatisfy { $0.verdict == .breach })
    func mean(_ vectors: ArraySlice<[Double]>) -> [Double] {
      (0..<Self.dimension).map { place in
        vectors.reduce(0) { $0 + $1[place] } / Double(vectors.count)
      }
    }
    let (past, now) = (mean(before[...]), mean(moved.suffix(200)))
    let variance = before.reduce(0.0) { sum, vector in
      sum + zip(vector, past).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    let scale = (variance / Double(before.count - 1) / Double(Self.dimension)).squareRoot()
    let length = zip(past, now).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    #expect(abs(try #require(shifts.last?.value) / (length / scale) - 1) < 1e-12)
    #expect(shifts.last?.reason?.contains("outside of the budget") == true)
    // One of twelve coordinates moves by 0.8 of its deviation.
    for shift in shifts.suffix(2) {
      #expect((try #require(shift.lower)...(try #require(shift.upper))).contains(0.8))
    }
    for shift in shifts.prefix(10) { #expect(shift.lower == 0) }
  }

  @Test func `blocks and restarts change nothing, also while the baseline is collected`() throws {
    var random = SplitMix64(seed: 2)
    let all = lines((0..<2_000).map { vector(&random, shift: $0 > 1_500 ? 2 : 0) })
    let settings = try settings(#"drift("embedding").breach"#)
    let whole = try outcome(of: all, settings, block: all.count)
    #expect(whole.events.count == 1)
    #expect(try outcome(of: all, settings, block: 333) == whole)
    #expect(try outcome(of: all, settings, block: 377, restarts: true) == whole)
  }

  @Test func `vectors of other dimensions and without a baseline say why`() throws {
    var random = SplitMix64(seed: 3)
    var feed = try Feed(settings(#"drift("embedding").breach"#))
    let early = feed.push(lines((0..<400).map { _ in vector(&random, shift: 0) }))
    #expect(
      early.evaluations.last?["embedding_shift", "embedding"]?.reason == "baseline 400 of 1000"
    )
    _ = feed.push(lines((0..<800).map { _ in vector(&random, shift: 0) }, from: 400))
    let short = feed.push(lines((0..<400).map { _ in [1, 2] }, from: 1_200))
    let found = try #require(short.evaluations.last?["embedding_shift", "embedding"])
    #expect(found.verdict == .stale)
    #expect(found.reason?.contains("the 12 numbers of the baseline") == true)
  }

  @Test func `a first vector that went wrong is not the measure of the others`() throws {
    var random = SplitMix64(seed: 6)
    let settings = try settings(#"embedding_shift("*").above(0.2)"#)
    var feed = try Feed(settings)
    let wrong = lines([[7]])
    let quiet = lines((0..<1_600).map { _ in vector(&random, shift: 0) }, from: 1)
    let loud = lines((0..<400).map { _ in vector(&random, shift: 2) }, from: 1_601)
    let effects = feed.push(wrong + quiet)
    #expect(effects.evaluations.last?["embedding_shift", "embedding"]?.verdict == .ok)
    #expect(effects.events.isEmpty)
    #expect(feed.push(loud).events.map(\.rule) == ["moved"])
  }

  @Test func `of segments nothing is compared, and they say so`() throws {
    var random = SplitMix64(seed: 7)
    var settings = try settings(#"size(drifted("embedding_shift")) > 0"#)
    settings.models[0].groupings = [["language"]]
    var feed = try Feed(settings)
    let all = lines((0..<1_600).map { _ in vector(&random, shift: 0) }).map { line in
      var line = line
      line.segment = ["language": "\"en\""]
      return line
    }
    let evaluations = feed.push(all).evaluations
    let total = evaluations.last { $0.series.segment.isEmpty }
    let segment = evaluations.last { !$0.series.segment.isEmpty }
    #expect(total?["embedding_shift", "embedding"]?.verdict == .ok)
    #expect(
      segment?["embedding_shift", "embedding"]?.reason == "compared for all records together only"
    )
    #expect(segment?["missing", "embedding"]?.value == 0)
    #expect(segment?["missing", "embedding"]?.baseline == 0)
  }

  @Test func `nobody asks and nothing is kept`() throws {
    var random = SplitMix64(seed: 4)
    var feed = try Feed(settings("error_rate().value > 0.5"))
    let effects = feed.push(lines((0..<1_400).map { _ in vector(&random, shift: 0) }))
    #expect(effects.evaluations.last?["count", "embedding"] == nil)
  }

  /// Words of a vocabulary, in sentences.
  private func texts(_ words: [String], _ count: Int, _ random: inout SplitMix64) -> [RecordLine] {
    (0..<count).map { number in
      var line = RecordLine(time: origin + Int64(number) * second)
      let text = (0..<random.number(5...30)).map { _ in random.pick(words) }
      line.fields["output"] = "\"\(text.joined(separator: " "))\""
      return line
    }
  }

  @Test func `another way of writing is drift, other lengths and orders are none`() throws {
    var random = SplitMix64(seed: 5)
    let english = ["the", "house", "which", "stands", "there", "with", "light", "morning", "under"]
    let german = ["das", "haus", "welches", "dort", "steht", "mit", "licht", "morgen", "unter"]
    let rules = [
      try rule("written", when: #"ngram_drift("output").breach"#),
      try rule("same", when: #"drift("output").breach"#),
    ]
    let settings = KedgeEngineTests.settings(rules: rules) {
      $0.window = countWindow(4_000)
      $0.baseline = .first(records: 8_000)
    }
    var feed = try Feed(settings)
    let quiet = feed.push(texts(english, 20_000, &random))
    let before = try #require(quiet.evaluations.last?["ngram_drift", "output"])
    #expect(before.verdict == .ok)
    #expect(try #require(before.value) < 0.02)
    #expect(quiet.events.isEmpty)
    let loud = feed.push(texts(english + german, 4_000, &random))
    let after = try #require(loud.evaluations.last?["ngram_drift", "output"])
    #expect(after.verdict == .breach)
    #expect(loud.events.map(\.rule) == ["written", "same"])
    #expect(loud.evaluations.last?["count", "output.ngrams"] == nil)
  }
}
