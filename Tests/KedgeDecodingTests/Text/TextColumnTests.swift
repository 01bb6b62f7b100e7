import KedgeDecoding
import KedgeModel
import KedgeTestSupport
import Testing

/// Columns that are made of the texts of a record.
struct TextColumnTests {
  private func settings(_ columns: Set<String>) -> DecoderSettings {
    var settings = DecoderSettings()
    settings.optionalColumns = columns
    return settings
  }

  private func cells(_ members: String, _ columns: Set<String>) throws -> [String: DecodedCell] {
    try #require(decode(line(members), settings(columns)).rows.first).cells
  }

  private let everything = DecoderSettings.optionalColumnNames

  @Test func `both texts are described, each by its name`() throws {
    let members =
      #""input":"Write to \u0061@b.example\nplease","output":"I'm sorry, but I can't help with that.""#
    let found = try cells(members, everything)
    #expect(found["input.words"] == 6)
    #expect(found["input.lines"] == 2)
    #expect(found["input.email"] == true)
    #expect(found["output.email"] == false)
    #expect(found["output.script"] == "latin")
    #expect(found["output.script_share"] == 1)
    #expect(found["output.empty"] == false)
    #expect(found["output.chars"] == 38)
    #expect(found["refusal"] == true)
    #expect(found["output.echo"] == 0)
    #expect(found["input.echo"] == nil)
  }

  @Test func `what the caller says of a refusal stands`() throws {
    let text = #""output":"I'm sorry, but I can't help with that.""#
    #expect(try cells(text + #","refusal":false"#, everything)["refusal"] == false)
    #expect(try cells(#""refusal":false,"# + text, everything)["refusal"] == false)
  }

  @Test func `only what is asked for is made`() throws {
    let text = #""input":"a b","output":"{}""#
    #expect(try cells(text, [])["output.json"] == nil)
    let found = try cells(text, ["output.json", "no.such"])
    #expect(found["output.json"] == true)
    #expect(found["output.words"] == nil)
    #expect(found["refusal"] == nil)
  }

  @Test func `a text that is missing or wrong has no description`() throws {
    let found = try cells(#""input":7,"output":null"#, everything)
    #expect(found["input.words"] == nil)
    #expect(found["output.words"] == nil)
    #expect(found["refusal"] == nil)
  }

  @Test func `an empty answer is empty`() throws {
    let found = try cells(#""output":" \n ""#, everything)
    #expect(found["output.empty"] == true)
    #expect(found["refusal"] == false)
  }

  /// The buffers that are used again keep nothing.
  @Test(arguments: UInt64(0)..<10)
  func `a line says the same alone and among others`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let words = [
      "a", "I", "cannot", "sorry", "наука", "{", "}", "12345678901", "\\n", "http://x.y",
    ]
    func text() -> String {
      (0..<Int.random(in: 0...40, using: &random)).map { _ in words.randomElement(using: &random)! }
        .joined(separator: " ")
    }
    let lines = (0..<50).map { _ in line(#""input":"\#(text())","output":"\#(text())""#) }
    let together = try decode(lines.joined(separator: "\n"), settings(everything)).rows.map(\.cells)
    for (index, alone) in lines.enumerated() {
      #expect(try decode(alone, settings(everything)).rows.first?.cells == together[index])
    }
  }

  @Test func `an embedding that is asked for has its numbers`() throws {
    func embedding(_ text: String) throws -> DecodedCell? {
      try cells("\"embedding\":\(text)", ["embedding"])["embedding"]
    }
    #expect(try embedding("[1, -0.5 ,2e3,\t7]") == .vector([1, -0.5, 2_000, 7]))
    #expect(try embedding("[]") == nil)
    #expect(try embedding("null") == nil)
    #expect(try embedding("[1,\"a\"]") == .rejected(.type))
    #expect(try embedding("[[1],2]") == .rejected(.type))
    #expect(try embedding("7") == .rejected(.type))
    #expect(try cells(#""embedding":[1,2]"#, [])["embedding"] == nil)
  }

  @Test func `shares of runs of three scalars sum to 1`() throws {
    let found = try cells(#""input":"ab","output":"naïve naïve наука""#, everything)
    #expect(found["input.ngrams"] == nil)
    guard case .vector(let shares)? = found["output.ngrams"] else {
      Issue.record("no shares")
      return
    }
    #expect(shares.count == 256)
    #expect(abs(shares.reduce(0, +) - 1) < 1e-12)
    // 15 runs, of which three come twice and one is that of the spaces' neighbours.
    #expect(shares.allSatisfy { (0...15).contains(($0 * 15).rounded()) })
    #expect(shares.contains { $0 > 1.5 / 15 })
  }
}
