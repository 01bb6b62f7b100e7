import Testing

@testable import KedgePlatform

@Suite struct DispatchEntryTests {
  private let event = "abcdefghijklmnopqrstuvwx27"

  private func document(
    id: String? = nil,
    action: String = "retrain",
    model: String = "shop"
  ) -> [UInt8] {
    Array(
      """
      {"id":"\(id ?? event)","data":{"rule":"r","series":{"model":"\(model)","version":"1 2",\
      "segment":{"language":"en"}},"action":{"type":"\(action)"}}}

      """.utf8
    )
  }

  @Test func `an entry gives the variables of a unit`() throws {
    let entry = try DispatchEntry(name: event, bytes: document(model: "a$(x)\\n;b"))
    #expect(entry.action == "retrain")
    #expect(
      entry.environment.map { "\($0.name)=\($0.value)" } == [
        "KEDGE_ACTION=retrain", "KEDGE_MODEL=a__x___b", "KEDGE_VERSION=1_2",
        "KEDGE_SEGMENT=language_en", "KEDGE_RULE=r",
      ]
    )
  }

  @Test(arguments: [
    "ABCDEFGHIJKLMNOPQRSTUVWX27", "abc", "abcdefghijklmnopqrstuvwx2.", "../../etc/passwd",
    "abcdefghijklmnopqrstuvwx189",
  ])
  func `a name that is no event id is refused`(name: String) {
    #expect(throws: DispatchRefusal.self) {
      try DispatchEntry(name: name, bytes: document(id: name))
    }
  }

  @Test func `a document that is not the event's is refused`() {
    for bytes in [
      Array("{}".utf8), Array("x".utf8), document(id: "other"), document(action: "sh"), [],
    ] {
      #expect(throws: DispatchRefusal.self) { try DispatchEntry(name: event, bytes: bytes) }
    }
  }

  @Test func `a long value is cut`() throws {
    let entry = try DispatchEntry(
      name: event,
      bytes: document(model: String(repeating: "é", count: 200))
    )
    #expect(entry.environment[1].value == String(repeating: "_", count: 128))
  }
}
