import KedgeDecoding
import KedgeModel
import KedgeTestSupport
import Testing

@Suite struct RecordFieldTests {
  private func cells(_ members: String) throws -> [String: DecodedCell] {
    try #require(try decode(line(members)).rows.first).cells
  }

  @Test func `an inference has its fields as columns`() throws {
    let cells = try cells(
      #""provider":"OpenAI","duration":1.5,"ttft":0.2,"finish_reason":["end_turn","stop"],"#
        + #""prompt":{"name":"p","version":"3"},"refusal":false,"rank":2,"input":"hé\nllo","#
        + #""prediction":true,"features":{"a":null,"b":[],"model":"x"},"segment":{"s":1.50},"#
        + #""probabilities":{"yes":0.25,"no":0.75},"usage":{"input_tokens":10,"output_tokens":2}"#
    )
    #expect(
      cells == [
        "provider": "openai", "duration": 1.5, "ttft": 0.2, "finish_reason": "stop",
        "prompt.name": "p", "prompt.version": "3", "refusal": false, "rank": 2, "input.chars": 6,
        "prediction": true, "b": .rejected(.type), "features.model": "x", "segment.s": "1.50",
        "probabilities.yes": 0.25, "probabilities.no": 0.75, "usage.input_tokens": 10,
        "usage.output_tokens": 2, "status": "ok", "operation": "chat",
      ]
    )
  }

  @Test(arguments: [
    (#""duration":1,"ttft":1.002"#, "ttft", DecodedCell.rejected(.range)),
    (#""duration":1,"ttft":1.0005"#, "ttft", 1.0005),
    (#""duration":-1"#, "duration", .rejected(.range)),
    (#""duration":604801"#, "duration", .rejected(.range)),
    (
      #""usage":{"input_tokens":5,"cache_read_tokens":6}"#, "usage.cache_read_tokens",
      .rejected(.usageInconsistent)
    ),
    (
      #""usage":{"output_tokens":5,"reasoning_tokens":6}"#, "usage.output_tokens",
      .rejected(.usageInconsistent)
    ),
    (#""usage":{"input_tokens":1.5}"#, "usage.input_tokens", .rejected(.type)),
    (#""usage":{"input_tokens":1e13}"#, "usage.input_tokens", .rejected(.range)),
    (#""probabilities":{"a":0.5,"b":0.4}"#, "probabilities", .rejected(.range)),
    (#""status":"done""#, "status", .rejected(.range)), (#""error":"timeout""#, "status", "error"),
    (#""error":"""#, "status", "ok"), (#""status":"pending""#, "status", "pending"),
    (#""finish_reason":"MAX_TOKENS""#, "finish_reason", "length"),
    (#""finish_reason":"PROHIBITED_CONTENT""#, "finish_reason", "content_filter"),
    (#""finish_reason":"function_call""#, "finish_reason", "tool"),
    (#""finish_reason":"odd""#, "finish_reason", "other"),
    (#""finish_reason":[1]"#, "finish_reason", .rejected(.type)),
    (#""role":"candidate""#, "role", "candidate"),
    (#""cost_usd":1e7"#, "cost_usd", .rejected(.range)),
    (#""input_x":1"#, "operation", "predict"), (#""prediction":7"#, "prediction", 7),
  ])
  func `a field follows its rule`(members: String, column: String, cell: DecodedCell) throws {
    #expect(try cells(members)[column] == cell)
  }

  @Test func `the finish reasons of a list of more than eight are too many`() throws {
    let list = Array(repeating: "\"stop\"", count: 9).joined(separator: ",")
    #expect(try cells("\"finish_reason\":[\(list)]")["finish_reason"] == .rejected(.tooMany))
  }

  @Test func `feedback, labels, evaluations and deployments have columns of their own`() throws {
    let text = [
      #"{"kind":"feedback","time":1795460037,"ref":"r1","value":"down","user":"u"}"#,
      #"{"kind":"feedback","time":1795460037,"model":"m","name":"stars","value":4.5,"shown":true}"#,
      #"{"kind":"label","time":1795460037,"ref":17,"truth":"spam","final":false}"#,
      #"{"kind":"evaluation","time":1795460037,"model":"m","name":"gsm8k","value":0.5,"n":100}"#,
      #"{"kind":"deployment","time":1795460037,"model":"m","event":"canary","to":"2","traffic":0.1}"#,
      #"{"kind":"profile","time":1795460037,"model":"m"}"#,
    ].joined(separator: "\n")
    let decoded = try decode(text)
    #expect(decoded.rejects.map(\.reason) == [.unknownKind])
    #expect(decoded.rows.map(\.ref) == ["r1", nil, "17", nil, nil])
    #expect(
      decoded.rows.map(\.cells) == [
        ["feedback.name": "thumbs", "feedback.value": 0, "feedback.user": "u"],
        ["feedback.name": "stars", "feedback.value": 4.5, "feedback.shown": true],
        ["truth": "spam", "final": false],
        [
          "evaluation.name": "gsm8k", "evaluation.value": 0.5, "evaluation.n": 100,
          "evaluation.higher_is_better": true,
        ],
        ["deployment.event": "canary", "deployment.to": "2", "deployment.traffic": 0.1],
      ]
    )
  }

  @Test func `a shortened name has the known hash`() throws {
    // FNV-1a 64 of 129 times "a" by the published definition, halves joined by exclusive or.
    let name = String(repeating: "a", count: 129)
    let model = try #require(try decode(line(model: name)).rows.first?.model)
    #expect(model == String(repeating: "a", count: 119) + "~38dd6266")
  }

  @Test func `characters are counted like Unicode scalars`() throws {
    let pieces: [(json: String, scalars: Int)] = [
      ("a", 1), ("plain text", 10), ("é", 1), ("中文", 2), ("😀", 1), (#"\n"#, 1), (#"\\"#, 1),
      (#"\""#, 1), (#"\u00e9"#, 1), (#"\u4E2D"#, 1), (#"\uD83D\uDE00"#, 1), ("\u{7F}", 1),
      ("e\u{301}", 2),
    ]
    var random = SplitMix64(seed: 5)
    for _ in 0..<2_000 {
      let chosen = (0..<Int.random(in: 0...12, using: &random)).map { _ in
        pieces[Int.random(in: 0..<pieces.count, using: &random)]
      }
      let cells = try cells("\"input\":\"\(chosen.map(\.json).joined())\"")
      #expect(cells["input.chars"] == .number(Double(chosen.reduce(0) { $0 + $1.scalars })))
    }
  }

  @Test func `a name with the control character 7F is no name`() throws {
    let decoded = try decode(line("\"user\":\"a long name with a \u{7F} in it\""))
    #expect(decoded.rejects.map(\.reason) == [.badName])
  }
}
