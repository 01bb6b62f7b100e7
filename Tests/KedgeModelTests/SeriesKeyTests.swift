import KedgeModel
import KedgeTestSupport
import Testing

/// Order, equality and text of series keys.
struct SeriesKeyTests {
  /// Names whose order by bytes differs from the one by locale or by Unicode's equivalence.
  private static let names = [
    "", "a", "B", "b", "ab", "a.b", "e\u{301}", "\u{E9}", "f", "z", "\u{FFFD}", "😀",
  ]

  private static func key(using random: inout SplitMix64) -> SeriesKey {
    func name() -> String { names.randomElement(using: &random) ?? "" }
    let segment = (0..<Int.random(in: 0...2, using: &random)).map { _ in
      SegmentValue(key: name(), value: name())
    }
    return SeriesKey(model: name(), version: name(), segment: segment)
  }

  /// The texts of a key in the order in which they count.
  private static func bytes(_ key: SeriesKey) -> [[UInt8]] {
    [Array(key.model.utf8), Array(key.version.utf8)]
      + key.segment.flatMap { [Array($0.key.utf8), Array($0.value.utf8)] }
  }

  private static func precedes(_ left: SeriesKey, _ right: SeriesKey) -> Bool {
    bytes(left).lexicographicallyPrecedes(bytes(right)) { $0.lexicographicallyPrecedes($1) }
  }

  @Test(arguments: 0..<UInt64(20))
  func `keys are ordered by the bytes of model, version and segment`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<500 {
      let (left, right) = (SeriesKeyTests.key(using: &random), SeriesKeyTests.key(using: &random))

      #expect((left < right) == SeriesKeyTests.precedes(left, right), "\(left) \(right)")
      #expect((left == right) == (SeriesKeyTests.bytes(left) == SeriesKeyTests.bytes(right)))
      #expect([left < right, left == right, right < left].count { $0 } == 1)
      if left == right { #expect(left.hashValue == right.hashValue) }
    }
  }

  @Test(arguments: 0..<UInt64(20))
  func `sorting does not depend on the order before`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let keys = (0..<60).map { _ in SeriesKeyTests.key(using: &random) }

    let sorted = keys.sorted()

    #expect(keys.shuffled(using: &random).sorted() == sorted)
    #expect(sorted == keys.sorted(by: SeriesKeyTests.precedes))
  }

  @Test func `the segment is sorted by its keys, and the total comes first`() {
    let values = [SegmentValue(key: "use", value: "x"), SegmentValue(key: "lang", value: "en")]
    let key = SeriesKey(model: "m", version: "1", segment: values)
    let total = SeriesKey(model: "m", version: "1")

    #expect(key.segment.map(\.key) == ["lang", "use"])
    #expect(key.segmentText == "lang=en,use=x")
    #expect(total.segmentText == "*")
    #expect(total < key)
  }

  @Test func `indicators are ordered by kind, then feature, those without one first`() {
    let names = [
      IndicatorName("psi", "f"), IndicatorName("psi", "e\u{301}"), IndicatorName("psi"),
      IndicatorName("ks", "z"), IndicatorName("psi", "\u{E9}"),
    ]

    let texts = names.sorted().map(\.text)

    #expect(texts == ["ks(z)", "psi", "psi(e\u{301})", "psi(f)", "psi(\u{E9})"])
  }
}
