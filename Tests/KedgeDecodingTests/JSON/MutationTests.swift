import KedgeDecoding
import KedgeModel
import KedgeTestSupport
import Testing

/// Lines that are mutated: every construct of the grammar, and keys that the decoder knows.
private let seeds = [
  #"{"time":"2026-01-05T10:00:00Z","model":"m","usage":{"input_tokens":12,"output_tokens":3}}"#,
  #"{"time":1795460037.5,"model":"größe","features":{"a":1.5e-3,"b":true,"c":null,"d":"x\ny"}}"#,
  #"{"a":[1,-2.50,{"b":[]}],"c":"\ud834\udd1e","model" : "m" , "time":1795460037}"#,
  #"{"time":1795460037,"model":"m","segment":{"k":"v"},"probabilities":{"x":0.25,"y":0.75}}"#,
]

private let bytes = Array("{}[]\":,0123456789.eE+-truefalsn\\u/ \t\r\u{1}xd8é".utf8) + [0xFF, 0xC0]

private func mutate(_ line: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
  var line = line
  for _ in 0..<Int.random(in: 1...3, using: &random) where !line.isEmpty {
    let index = Int.random(in: 0..<line.count, using: &random)
    let byte = bytes[Int.random(in: 0..<bytes.count, using: &random)]
    switch UInt8.random(in: 0...3, using: &random) {
    case 0: line[index] = byte
    case 1: line.insert(byte, at: index)
    case 2: line.remove(at: index)
    default:
      let end = min(line.count, index + Int.random(in: 1...8, using: &random))
      line.insert(contentsOf: line[index..<end], at: Int.random(in: 0..<line.count, using: &random))
    }
  }
  return line
}

@Suite struct MutationTests {
  @Test func `50,000 mutated documents are accepted as by a checker that follows the grammar`() {
    var random = SplitMix64(seed: 20_260_105)
    var accepted = 0
    for round in 0..<50_000 {
      let document = mutate(Array(seeds[round % seeds.count].utf8), &random)
      let expected = ReferenceJSON.accepts(document)
      accepted += expected ? 1 : 0
      // An expectation for each document would cost more time than the checks.
      if (JSONGrammar.check(document) == nil) != expected {
        Issue.record("accepted by one only: \(String(decoding: document, as: UTF8.self))")
      }
    }
    #expect(accepted > 2_000)
  }

  @Test func `mutated lines become records or rejects as the grammar says, whatever came before`()
    throws
  {
    var random = SplitMix64(seed: 7)
    let syntax: Set<RejectReason> = [.notJSON, .badUTF8, .tooDeep, .range]
    var warm = try RecordDecoder(DecoderSettings())
    for round in 0..<20_000 {
      let line = mutate(Array(seeds[round % seeds.count].utf8), &random)
      var one = Decoded()
      for batch in warm.decode(line, startsStream: false) { one.add(batch, at: 0) }
      let isSyntaxError = one.rejects.contains { syntax.contains($0.reason) }
      let isRight =
        isSyntaxError != ReferenceJSON.accepts(line)
        && one.rows.count + one.rejects.count + one.blankLines == 1
      if !isRight { Issue.record("\(String(decoding: line, as: UTF8.self)): \(one)") }
      if round % 16 == 0 {
        let fresh = try decode(line)
        if fresh != one {
          Issue.record("\(String(decoding: line, as: UTF8.self)): \(one), \(fresh)")
        }
      }
    }
  }
}
