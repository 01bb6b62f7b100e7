import KedgeDecoding
import KedgeModel
import KedgeTestSupport
import Testing

@Suite struct CellMemoryTests {
  /// Lines of which each has other fields, and some are no records.
  private func block(_ random: inout SplitMix64) -> [UInt8] {
    let members = [
      #""score":1.5"#, #""user":"u""#, #""duration":2"#, #""prediction":true"#, #""rank":3"#,
      #""features":{"a":1,"b":"x"}"#, #""segment":{"region":"eu"}"#, #""status":"error""#,
      #""probabilities":{"yes":0.5,"no":0.5}"#, #""probabilities":{"yes":0.5,"no":0.1}"#,
      #""user":"\u0001""#, #""provider":" ""#, #""score":null"#, #""rank":"x""#,
    ]
    let lines = (0..<Int.random(in: 1...60, using: &random)).map { _ in
      let chosen = members.filter { _ in Int.random(in: 0..<4, using: &random) == 0 }
      return Int.random(in: 0..<10, using: &random) == 0
        ? #"{"model":"m""# : line(chosen.joined(separator: ","))
    }
    return Array(lines.joined(separator: "\n").utf8)
  }

  private func decoded(_ batches: [RecordBatch]) -> Decoded {
    var decoded = Decoded()
    for batch in batches { decoded.add(batch, at: 0) }
    return decoded
  }

  @Test(arguments: UInt64(0)..<20)
  func `memory that is used again shows nothing of the batch before`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var decoder = try RecordDecoder(DecoderSettings())
    for _ in 0..<20 {
      let block = block(&random)
      let again = decoded(decoder.decode(block, startsStream: false))
      #expect(again == (try decode(block)))
    }
  }

  @Test func `a batch that is kept does not change when others are decoded`() throws {
    var random = SplitMix64(seed: 99)
    var decoder = try RecordDecoder(DecoderSettings())
    let blocks = (0..<12).map { _ in block(&random) }
    let kept = blocks.map { decoder.decode($0, startsStream: false) }
    for (batches, block) in zip(kept, blocks) {
      #expect(decoded(batches) == (try decode(block)))
    }
  }

  @Test func `memory is free once no copy of its batch is left`() {
    var memory = CellMemory()
    var batch: RecordBatch? = RecordBatch(text: [], rowCapacity: 4)
    batch?.takeCells(of: &memory, columnCapacity: 2)
    var copy = batch
    memory = batch?.memory ?? memory
    let isFreeWithBoth = memory.isFree
    batch = nil
    let isFreeWithCopy = memory.isFree
    let rows = copy?.count
    copy = nil
    let isFreeAtLast = memory.isFree
    #expect(!isFreeWithBoth && !isFreeWithCopy && isFreeAtLast && rows == 0)
  }
}
