import KedgeControl
import KedgeModel
import Testing

@Suite struct ControlRequestTests {
  @Test func `a target is cut into a path and a query and decoded`() throws {
    let request = try ControlRequest(method: "GET", target: "/v1/events?model=a%2Ab&kind=x+y&n=")
    #expect(request.path == ["v1", "events"])
    #expect(request["model"] == "a*b")
    #expect(request["kind"] == "x y")
    #expect(request["n"] == "")
    #expect(request["other"] == nil)
  }

  @Test(arguments: ["v1/status", "", "http://other/v1", "/a%00b", "/a%4", "/a%zz", "/%ff"])
  func `a broken target is refused`(target: String) {
    #expect {
      try ControlRequest(method: "GET", target: target)
    } throws: {
      ($0 as? Problem)?.code == "request.malformed"
    }
  }

  @Test func `what is escaped reads back equal`() throws {
    let path = ["v1", "baselines", "a/b c%ü\u{1B}"]
    let query = [ControlQueryItem(name: "segment", value: "k=*&+#")]
    let request = try ControlRequest(method: "GET", target: ControlRequest.target(path, query))
    #expect(request.path == path)
    #expect(request.query == query)
  }

  @Test func `an envelope reads back equal`() {
    let envelope = Envelope(
      kind: "models",
      time: "2026-01-01T00:00:00.000000Z",
      version: "0.1.0",
      state: "ready",
      items: [["model": "a"]],
      next: "1000"
    )
    #expect(Envelope(document: envelope.document) == envelope)
    #expect(
      envelope.document.compact.hasPrefix(
        "{\"api\":\"v1\",\"kind\":\"models\",\"time\":\"2026-01-01T00:00:00.000000Z\","
          + "\"daemon\":{\"version\":\"0.1.0\",\"state\":\"ready\"},\"items\":["
      )
    )
  }

  @Test func `near names are offered, far ones are not`() {
    #expect(NearestNames.find("fraud-clv", among: ["fraud-clf", "ranker"]) == ["fraud-clf"])
    #expect(NearestNames.hint("zzz", among: ["fraud-clf"]) == nil)
  }
}

@Suite struct TimeTextTests {
  /// 2026-11-23T12:14:31Z.
  static let now = Timestamp(nanoseconds: 1_795_436_071_000_000_000)

  static let times: [(text: String, seconds: Int64)] = [
    ("@1700000000", 1_700_000_000), ("2h ago", 1_795_436_071 - 7_200), ("now", 1_795_436_071),
    ("1h 30min ago", 1_795_436_071 - 5_400), ("today", 1_795_392_000),
    ("yesterday", 1_795_392_000 - 86_400), ("2026-11-23", 1_795_392_000),
    ("2026-11-23 12:14", 1_795_436_040), ("2026-11-23T12:14:31Z", 1_795_436_071),
    ("2026-11-23T14:14:31+02:00", 1_795_436_071),
  ]

  @Test(arguments: times)
  func `a time is read`(row: (text: String, seconds: Int64)) {
    #expect(
      TimeText.instant(row.text, now: TimeTextTests.now)?.nanoseconds == row.seconds * 1_000_000_000
    )
  }

  @Test(arguments: [
    "", "soon", "2026-13-01", "2026-02-30", "25:00", "h ago", "@x", "2026-11-23T9",
  ])
  func `what is no time is not read`(text: String) {
    #expect(TimeText.instant(text, now: TimeTextTests.now) == nil)
  }

  @Test func `what is written reads back equal`() {
    let time = Timestamp(nanoseconds: 1_795_436_071_004_212_000)
    #expect(TimeText.instant(time.rfc3339, now: TimeTextTests.now) == time)
  }
}
