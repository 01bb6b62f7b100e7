import KedgeDecoding
import Testing

@Suite struct FieldPathTests {
  @Test(arguments: [
    ("$.a", [FieldPath.Step.name("a")]),
    ("$.req.model", [.name("req"), .name("model")]),
    (#"$.meta["x-id"]"#, [.name("meta"), .name("x-id")]),
    ("$.tokens[0]", [.name("tokens"), .index(0)]),
    (#"$["a\"b\\"]"#, [.name("a\"b\\")]),
    ("$.grüße[12].b", [.name("grüße"), .index(12), .name("b")]),
  ])
  func `a path has its steps and comes back as text`(text: String, steps: [FieldPath.Step]) throws {
    let path = try FieldPath(text)
    #expect(path.steps == steps)
    #expect(try FieldPath(path.description) == path)
  }

  @Test(arguments: [
    ("", 0), ("a", 0), ("$", 1), ("$a", 1), ("$.", 2), ("$.a.", 4), ("$[x]", 2), ("$[\"a]", 5),
    ("$[1", 3), ("$.*", 2), ("$[99999]", 2), ("$.a.b.c.d.e.f.g.h.i", 17), (#"$["a\n"]"#, 5),
  ])
  func `an error says where`(text: String, offset: Int) {
    #expect(throws: FieldPathError.self) { try FieldPath(text) }
    do {
      _ = try FieldPath(text)
    } catch {
      #expect(error.offsetBytes == offset)
      #expect(error.description.hasPrefix("path, byte \(offset): expected "))
    }
  }
}
