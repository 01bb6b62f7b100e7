import KedgeDecoding
import KedgeModel
import KedgeTestSupport
import Testing

/// What a line becomes does not depend on the orders of keys that the decoder has met before.
struct KeyOrderTests {
  /// Members of a line as text; some values are wrong, and the probabilities sum to 1 ± 0.001 nearly.
  private func members(_ random: inout SplitMix64) -> [String] {
    var members = [
      #""time":1795460037"#, #""id":"r1""#, #""model":"m""#, #""version":"v1""#,
      #""prediction":"a""#, #""score":0.5"#, #""finish_reason":"stop""#, #""provider":"p""#,
    ]
    members.append(random.happens(0.2) ? #""duration":"no""# : #""duration":1.5"#)
    members.append(random.happens(0.2) ? #""ttft":"no""# : #""ttft":0.5"#)
    let shares = ["0.118", "0.303", "0.484", "0.053", random.pick(["0.041", "0.042", "0.043"])]
    members.append(object("probabilities", Array(zip("abcde".map(String.init), shares)), &random))
    let bad = #""x\u0001""#
    let values = (0..<5).map { _ in random.happens(0.05) ? bad : #""y""# }
    members.append(object("segment", Array(zip("klmno".map(String.init), values)), &random))
    let features = (0..<12).map { ("f\($0)", random.happens(0.05) ? "[]" : "\($0)") }
    members.append(object("features", features, &random))
    return members
  }

  private func object(
    _ name: String,
    _ pairs: [(String, String)],
    _ random: inout SplitMix64
  ) -> String {
    let texts = pairs.shuffled(using: &random).map { "\"\($0.0)\":\($0.1)" }
    return "\"\(name)\":{\(texts.joined(separator: ","))}"
  }

  /// Rejects, or all cells by name.
  private func decoded(_ line: String, _ decoder: inout RecordDecoder) -> [String] {
    decoder.decode(Array((line + "\n").utf8), startsStream: false).flatMap { batch in
      let rejects = batch.rejects.map { "\($0.reason) \($0.field ?? "-")" }
      let cells = (0..<batch.count).flatMap { row in
        batch.columnNames.indices.compactMap { column -> String? in
          let cell = batch[row: row, column: column]
          guard cell.kind != .missing else { return nil }
          let value = cell.kind == .text ? batch.string(cell.slice) : "\(cell.payload)"
          return "\(batch.columnNames[column]) \(cell.kind) \(value)"
        }.sorted()
      }
      return rejects + cells
    }
  }

  @Test(arguments: 0..<UInt64(8))
  func `a line is the same behind any other`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var warm = try RecordDecoder(DecoderSettings())
    for _ in 0..<25 {
      let shuffled = members(&random).shuffled(using: &random)
      let line = "{\(shuffled.joined(separator: ","))}"
      var fresh = try RecordDecoder(DecoderSettings())
      let expected = decoded(line, &fresh)
      #expect(!expected.isEmpty)
      #expect(decoded(line, &warm) == expected, "\(line)")
      // Once more, now that its order is known.
      #expect(decoded(line, &warm) == expected, "\(line)")
    }
  }
}
