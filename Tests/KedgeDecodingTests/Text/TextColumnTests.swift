import KedgeDecoding
import KedgeModel
import KedgeTestSupport
import Testing

/// Columns that are made of the texts of a record.
struct TextColumnTests {
  private func settings(_ columns: Set<String>) -> DecoderSettings {
    var settings = DecoderSettings()
    settings.textColumns = columns
    return settings
  }

  private func cells(_ members: String, _ columns: Set<String>) throws -> [String: DecodedCell] {
    try #require(decode(line(members), settings(columns)).rows.first).cells
  }

  private let everything = DecoderSettings.textColumnNames

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
}
