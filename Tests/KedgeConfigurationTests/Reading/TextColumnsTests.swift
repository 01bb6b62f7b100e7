import KedgeConfiguration
import KedgeDecoding
import Testing

/// Which descriptions of texts an input makes.
struct TextColumnsTests {
  @Test func `nothing is described where nobody asks`() throws {
    let found = try Loading.load("inputs: [{name: a, socket: ingest}]")
    #expect(found.inputs[0].decoder.optionalColumns.isEmpty)
  }

  @Test func `rules and schemas ask for descriptions`() throws {
    let found = try Loading.load(
      """
      inputs: [{name: a, socket: ingest}]
      models:
      - name: chat
        match: {model: "*"}
        segments: [[input.script]]
        schema: {output.words: {type: magnitude}, output.chars: {type: magnitude}}
      rules:
      - {name: refuses, when: 'refusal_rate().rose(0.1)'}
      - {name: mute, when: 'empty_rate().above(0.01) || psi("input.lines").breach'}
      - {name: json, when: 'rate("output.json").fell(0.1)'}
      """
    )
    #expect(
      found.inputs[0].decoder.optionalColumns == [
        "output.words", "refusal", "output.empty", "input.lines", "output.json", "input.script",
      ]
    )
  }
}
