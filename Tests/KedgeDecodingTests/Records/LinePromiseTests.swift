import KedgeDecoding
import KedgeModel
import Testing

/// The catalogue of bad lines (PROMISES 3.1), by its numbers.
@Suite struct LinePromiseTests {
  private func reasons(_ text: String) throws -> [RejectReason] {
    try decode(text).rejects.map(\.reason)
  }

  @Test(arguments: ["{", "nonsense", "{\"a\":}", "{\"a\" 1}", "{\"a\":1", "}"])
  func `1: malformed JSON is one reject, and the next line is read`(text: String) throws {
    let decoded = try decode(text + "\n" + line() + "\n")
    #expect(decoded.rejects.map(\.reason) == [.notJSON])
    #expect(decoded.rejects.first?.lengthBytes == text.utf8.count)
    #expect(decoded.rows.count == 1)
  }

  @Test func `1: a value that is no object has a reason of its own`() throws {
    #expect(try reasons("[1,2]\n\"a\"\n17\nnull \n") == Array(repeating: .notObject, count: 4))
  }

  @Test func `2: empty and blank lines are ignored and counted`() throws {
    let decoded = try decode("\n  \t\n\r\n" + line() + "\n\n")
    #expect(decoded.blankLines == 4)
    #expect(decoded.rows.count == 1 && decoded.rejects.isEmpty)
  }

  @Test func `3: a line over the limit is rejected once, and the next one is read`() throws {
    let long = line("\"x\":\"" + String(repeating: "y", count: 1 << 20) + "\"")
    let decoded = try decode(line() + "\n" + long + "\n" + line() + "\n")
    #expect(decoded.rejects.map(\.reason) == [.tooLong])
    #expect(decoded.rows.count == 2)
  }

  @Test func `4: a stream without newline holds no more than the limit`() throws {
    var settings = DecoderSettings()
    settings.lineBytesMax = 4_096
    var cutter = LineCutter(settings: settings)
    var blocks: [LineBlock] = []
    for _ in 0..<1_000 {
      blocks += cutter.push(Array(repeating: 0x61, count: 1_000))
      #expect(cutter.state.tail.count <= 4_096)
    }
    blocks += cutter.push([0x0A] + Array(line().utf8) + [0x0A])
    #expect(blocks.map(\.isTooLong) == [true, false])
    #expect(blocks.last?.streamOffset == 1_000_001)
  }

  @Test(
    arguments: [
      [0xFF], [0xC0, 0xAF], [0xE0, 0x80, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
      [0x80],
      [0xC3], [0xF0, 0x8F, 0xBF, 0xBF],
    ] as [[UInt8]]
  )
  func `5: invalid or overlong UTF-8 is rejected`(bytes: [UInt8]) throws {
    let text = Array(#"{"time":1795460037,"model":"a"#.utf8) + bytes + Array(#"b"}"#.utf8)
    #expect(try decode(text).rejects.map(\.reason) == [.badUTF8])
  }

  @Test func `6: a raw control byte is no JSON, an escaped one no name`() throws {
    #expect(try reasons(line("\"a\":\"\u{0}\"")) == [.notJSON])
    #expect(try reasons(line("\"a\":\"\t\"")) == [.notJSON])
    #expect(try reasons(line(#""id":"a\u0000b""#)) == [.badName])
    #expect(try reasons(line(#""id":"a\u009bb""#)) == [.badName])
    #expect(try reasons(line(#""id":"a\#u{7F}b""#)) == [.badName])
    #expect(try reasons(line(#""features":{"a\nb":1}"#)) == [.badName])
  }

  @Test func `7: nesting over 32 is rejected`() throws {
    let deep = { String(repeating: "[", count: $0) + String(repeating: "]", count: $0) }
    #expect(try reasons(line("\"a\":" + deep(32))) == [.tooDeep])
    #expect(try decode(line("\"a\":" + deep(31))).rows.count == 1)
    #expect(try reasons(line("\"a\":" + deep(100_000))) == [.tooDeep])
  }

  @Test func `8: a known key twice is rejected, an unknown one is legal`() throws {
    let decoded = try decode(line(#""model":"n""#) + "\n" + line(#""x":1,"x":2"#))
    #expect(decoded.rejects.map(\.reason) == [.duplicateKey])
    #expect(decoded.rejects.first?.field == "model")
    #expect(decoded.rows.count == 1)
    #expect(try reasons(line(#""mod\u0065l":"n""#)) == [.duplicateKey])
    #expect(try reasons(line(#""usage":{},"usage":{}"#)) == [.duplicateKey])
    #expect(try reasons(line(#""features":{"a":1,"a":2}"#)) == [.duplicateKey])
  }

  @Test func `9: numbers out of range and literals that are no JSON are rejected`() throws {
    #expect(try reasons(line("\"score\":1e400")) == [.range])
    #expect(try reasons(line("\"x\":[-1e400]")) == [.range])
    #expect(try reasons(line("\"score\":NaN")) == [.notJSON])
    #expect(try reasons(line("\"score\":-Infinity")) == [.notJSON])
    #expect(try decode(line("\"score\":1e-400")).rows.first?.cells["score"] == 0)
  }

  @Test func `10: a large integer is exact as id and rounded as number`() throws {
    let decoded = try decode(line("\"id\":12345678901234567890,\"score\":12345678901234567890"))
    #expect(decoded.rows.first?.id == "12345678901234567890")
    #expect(decoded.rows.first?.cells["score"] == 12345678901234567168.0)
    #expect(decoded.roundedNumbers == 1)
  }

  @Test func `11: a wrong type leaves the field out, a required one the record`() throws {
    let row = try decode(line(#""duration":"1","usage":{"input_tokens":true},"features":7"#)).rows[
      0
    ]
    #expect(row.cells["duration"] == .rejected(.type))
    #expect(row.cells["usage.input_tokens"] == .rejected(.type))
    #expect(row.cells["features"] == .rejected(.type))
    #expect(try reasons(#"{"time":true,"model":"m"}"#) == [.badTime])
    #expect(try reasons(#"{"time":1795460037,"model":7}"#) == [.missingModel])
    #expect(try reasons(line(#""kind":7"#)) == [.unknownKind])
  }

  @Test func `12: a required field that is missing is named`() throws {
    #expect(try reasons(#"{"model":"m"}"#) == [.missingTime])
    #expect(try reasons(#"{"time":1795460037}"#) == [.missingModel])
    #expect(try reasons(#"{"time":1795460037,"model":"  "}"#) == [.missingModel])
    #expect(try reasons(#"{"time":1795460037,"kind":"label","truth":1}"#) == [.missingRef])
    #expect(try reasons(#"{"time":1795460037,"kind":"feedback","value":1}"#) == [.missingRef])
    #expect(try reasons(#"{"time":1795460037,"kind":"evaluation","model":"m"}"#) == [.badName])
    #expect(try reasons(#"{"time":1795460037,"kind":"deployment","model":"m"}"#) == [.type])
  }

  @Test func `13: unknown fields are counted by name`() throws {
    let text = line(#""Model":1,"usage":{"foo":1},"truth":1"#) + "\n" + line(#""Model":2"#)
    #expect(try decode(text).unknown == ["Model": 2, "usage.foo": 1, "truth": 1])
  }

  @Test func `13: no more than 64 names are counted`() throws {
    let members = (0..<200).map { "\"x\($0)\":1" }.joined(separator: ",")
    #expect(try decode(line(members)).unknown.count == 64)
  }

  @Test func `14: a byte order mark is stripped at the start of the stream only`() throws {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let text = mark + Array(line().utf8)
    #expect(try decode(text, startsStream: true).rows.count == 1)
    #expect(try decode(text).rejects.map(\.reason) == [.notJSON])
    let utf16: [UInt8] = line().utf8.reduce(into: [0xFF, 0xFE]) { $0 += [$1, 0] }
    #expect(try decode(utf16, startsStream: true).rejects.map(\.reason) == [.badUTF8])
  }

  @Test(arguments: ["\"a\":1,", "/* */\"a\":1", "'a':1", "\"a\":'b'", "\"a\":01", "\"a\":+1"])
  func `15: trailing commas, comments, single quotes and odd numbers are rejected`(
    members: String
  )
    throws
  {
    #expect(try reasons(line(members)) == [.notJSON])
  }

  @Test func `16: two documents on one line are one reject`() throws {
    #expect(try reasons(line() + line()) == [.notJSON])
    #expect(try reasons(line() + " 1") == [.notJSON])
  }

  @Test func `17: a carriage return before the newline is accepted`() throws {
    #expect(try decode(line() + "\r\n" + line() + "\r\n").rows.count == 2)
  }

  @Test(arguments: [#""\ud800""#, #""\udc00""#, #""\ud800x""#, #""\ud800\ud800""#, #""\ud800\n""#])
  func `18: a lone surrogate is rejected`(text: String) throws {
    #expect(try reasons(line("\"a\":" + text)) == [.notJSON])
  }

  @Test func `19: too many elements or members leave the field out`() throws {
    let numbers = { Array(repeating: "1", count: $0).joined(separator: ",") }
    let members = { (0..<$0).map { "\"f\($0)\":1" }.joined(separator: ",") }
    let row = { (text: String) in try decode(line(text)).rows[0].cells }
    #expect(try row("\"embedding\":[\(numbers(4_096))]")["embedding"] == nil)
    #expect(try row("\"embedding\":[\(numbers(4_097))]")["embedding"] == .rejected(.tooMany))
    #expect(try row("\"features\":{\(members(256))}")["f255"] == 1)
    let overfull = try row("\"features\":{\(members(257))}")
    #expect(overfull["features"] == .rejected(.tooMany) && overfull["f0"] == nil)
    #expect(try row("\"segment\":{\(members(9))}")["segment"] == .rejected(.tooMany))
    #expect(
      try reasons(line((0..<600).map { "\"k\($0)\":1" }.joined(separator: ","))) == [.tooMany]
    )
  }

  @Test func `20: endless new names cost no memory and change no result`() throws {
    let lines = (0..<400).map { number in
      line(
        "\"features\":{" + (0..<50).map { "\"n\(number)_\($0)\":\($0)" }.joined(separator: ",")
          + "}"
      )
    }
    var decoder = try RecordDecoder(DecoderSettings())
    let text = Array(lines.joined(separator: "\n").utf8)
    let batches = decoder.decode(text, startsStream: false)
    #expect(batches.allSatisfy { $0.columnNames.count < 1_100 })
    var whole = Decoded()
    for batch in batches { whole.add(batch, at: 0) }
    var single: [DecodedRow] = []
    for line in lines { single += try decode(line).rows }
    #expect(whole.rows == single)
  }

  @Test func `21: names are shortened, ids are not, and other bytes are legal`() throws {
    let long = String(repeating: "ä", count: 100)
    let decoded = try decode(line("\"features\":{\"\(long)\":1}", model: long))
    let model = try #require(decoded.rows.first?.model)
    #expect(model.utf8.count == 127 && model.hasPrefix(String(repeating: "ä", count: 59) + "~"))
    #expect(decoded.rows.first?.cells[model] == 1)
    #expect(decoded.shortenedTexts == 1)
    #expect(try reasons(line("\"id\":\"\(long)\"")) == [.badName])
    #expect(try decode(line(model: "../org/model")).rows.first?.model == "../org/model")
    #expect(try reasons(line(model: "*")) == [.badName])
    #expect(try reasons(line(model: "__other__")) == [.badName])
    #expect(try reasons(line(#""segment":{"9a":"b"}"#)) == [.badName])
    #expect(try reasons(line(#""segment":{"a":"b\u001b[0m"}"#)) == [.badName])
  }
}
