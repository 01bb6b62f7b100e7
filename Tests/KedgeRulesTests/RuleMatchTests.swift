import KedgeModel
import KedgeRules
import Testing

/// Which series a rule is evaluated for.
struct RuleMatchTests {
  private let total = SeriesKey(model: "fraud-eu", version: "12")
  private let german = SeriesKey(
    model: "fraud-eu",
    version: "12",
    segment: [SegmentValue(key: "language", value: "de")]
  )

  @Test func `the default selects totals of stable and candidate versions`() {
    let match = RuleMatch()

    #expect(
      VersionRole.allCases.filter { match.selects(total, role: $0) } == [.stable, .candidate]
    )
    #expect(!match.selects(german, role: .stable))
  }

  @Test func `model, version and role narrow it`() {
    var match = RuleMatch()
    match.model = Glob("fraud-*")
    match.version = Glob("1?")
    match.roles = [.stable]

    #expect(match.selects(total, role: .stable))
    #expect(!match.selects(total, role: .candidate))
    #expect(!match.selects(SeriesKey(model: "chat", version: "12"), role: .stable))
    #expect(!match.selects(SeriesKey(model: "fraud-eu", version: "7"), role: .stable))
  }

  @Test func `a segment selects the series of exactly its keys`() {
    var match = RuleMatch()
    match.segment = [SegmentPattern(key: "language", value: Glob("d*"))]
    let both = SeriesKey(
      model: "fraud-eu",
      version: "12",
      segment: german.segment + [SegmentValue(key: "use", value: "x")]
    )
    let french = SeriesKey(
      model: "fraud-eu",
      version: "12",
      segment: [SegmentValue(key: "language", value: "fr")]
    )

    #expect(match.selects(german, role: .stable))
    #expect(![total, both, french].contains { match.selects($0, role: .stable) })
  }

  @Test func `each segment selects every series but the total`() {
    var match = RuleMatch()
    match.eachSegment = true

    #expect(match.selects(german, role: .stable))
    #expect(!match.selects(total, role: .stable))
  }

  @Test(
    arguments: [
      (.windows(3), 3), (.time(900), 3), (.time(901), 4), (.time(1), 1), (.time(300), 1),
    ] as [(RuleSpan, Int)]
  )
  func `a span in time is rounded up to evaluations`(span: RuleSpan, count: Int) {
    #expect(span.evaluations(everyNanoseconds: 300) == count)
  }

  @Test func `the defaults of a rule follow its action`() {
    let when = RuleText("true")
    let retrain = Rule(name: "r", when: when, action: RuleAction(type: .retrain))
    let notify = Rule(name: "n", when: when, action: RuleAction(type: .notify))

    #expect(retrain.cooldownNanoseconds == 6 * 3_600_000_000_000)
    #expect(retrain.perDayMax == 2)
    #expect(notify.cooldownNanoseconds == 3_600_000_000_000)
    #expect(notify.perDayMax == 24)
  }
}
