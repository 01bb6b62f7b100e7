import KedgeDecoding
import KedgeModel
import KedgeTestSupport
import Testing

private let mixed = """
  \u{FEFF}{"time":"2026-01-05T10:00:00Z","model":"a","features":{"x":1,"y":"é"},"unknown":1}
  {"model":"b","time":1795460037,"usage":{"output_tokens":3,"input_tokens":12}}\r

  {"time":1795460037,"model":"a\\tb"}
  not json
  {"time":1795460037,"model":"\(String(repeating: "long", count: 200))"}
  {"time":1795460037,"model":"\\u0061","features":{"y":"\\n","x":2.5}}
  {"features":{"z":1},"x":{"y":1},"model":"c","time":1795460037}
  """

private let csvText =
  "id,time,amount,note\r\n1,2026-01-05 10:00:00,1.5,plain\r\n"
  + "2,2026-01-05 10:00:01,2.5,\"two\nlines, \"\"quoted\"\"\"\r\n3,2026-01-05 10:00:02,x\n"
  + "4,2026-01-05 10:00:03,4.5,\"\n\"\n5,2026-01-05 10:00:04,5,last"

@Suite struct LineCutterTests {
  private var lines: DecoderSettings {
    var settings = DecoderSettings()
    settings.lineBytesMax = 512
    return settings
  }

  private var csv: DecoderSettings {
    var settings = DecoderSettings(format: .csv(CSVSettings()))
    settings.features.others = .rest
    settings.constants = [FieldConstant(name: "model", value: .text("m"))]
    return settings
  }

  private func checkCuts(_ text: String, _ settings: DecoderSettings) throws {
    let bytes = Array(text.utf8)
    let whole = try decodeStream([bytes], settings)
    #expect(whole.rows.count >= 4 && !whole.rejects.isEmpty)
    let decoder = try RecordDecoder(settings)
    for cut in 0...bytes.count {
      let pieces = [Array(bytes[..<cut]), Array(bytes[cut...])]
      if try decodeStream(pieces, settings, using: decoder) != whole {
        Issue.record("cut at \(cut)")
      }
    }
    #expect(try decodeStream(bytes.map { [$0] }, settings) == whole)
    #expect(try decodeStream(bytes.map { [$0] }, settings, freshDecoders: true) == whole)
  }

  @Test func `lines cut at any byte give what they give uncut`() throws {
    try checkCuts(mixed, lines)
  }

  @Test func `CSV cut at any byte gives what it gives uncut`() throws {
    try checkCuts(csvText, csv)
  }

  @Test func `random streams in random pieces give what they give in one`() throws {
    var settings = (lines: lines, csv: csv)
    (settings.lines.lineBytesMax, settings.csv.lineBytesMax) = (40, 40)
    let decoders = (
      lines: try RecordDecoder(settings.lines), csv: try RecordDecoder(settings.csv)
    )
    for seed in 0..<1_000 {
      var random = SplitMix64(seed: UInt64(seed))
      let isCSV = seed % 2 == 0
      let alphabet = Array((isCSV ? "a,\"\n\r1" : "{}\n \r\"a1").utf8)
      let bytes = (0..<300).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
      }
      var pieces: [[UInt8]] = []
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = Int.random(in: 1...40, using: &random)
        pieces.append(Array(rest.prefix(count)))
        rest = rest.dropFirst(count)
      }
      let (settings, decoder) =
        isCSV ? (settings.csv, decoders.csv) : (settings.lines, decoders.lines)
      let whole = try decodeStream([bytes], settings, using: decoder)
      let cut = try decodeStream(pieces, settings, using: decoder)
      if cut != whole { Issue.record("seed \(seed): \(cut), \(whole)") }
    }
  }

  @Test func `the state can be kept and set again`() throws {
    let bytes = Array(mixed.utf8)
    let whole = try decodeStream([bytes], lines)
    var state = LineCutter.State()
    var decoder = try RecordDecoder(lines)
    var decoded = Decoded()
    for (index, byte) in bytes.enumerated() {
      var cutter = LineCutter(settings: lines)
      cutter.state = state
      var blocks = cutter.push([byte])
      if index == bytes.count - 1 { blocks += cutter.finish() }
      for block in blocks {
        let offset = Int(block.streamOffset)
        for batch in decoder.decode(block) { decoded.add(batch, at: offset) }
      }
      state = cutter.state
    }
    #expect(decoded == whole)
  }

  @Test func `a last line without newline waits for the end of the stream`() {
    var cutter = LineCutter(settings: DecoderSettings())
    #expect(cutter.push(Array("a\nb".utf8)).map(\.bytes) == [Array("a\n".utf8)])
    #expect(cutter.state.tail == Array("b".utf8))
    #expect(cutter.finish() == [LineBlock(bytes: Array("b".utf8), streamOffset: 2)])
    #expect(cutter.finish().isEmpty)
  }
}
