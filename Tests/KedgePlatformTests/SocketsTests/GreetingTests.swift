import Testing

@testable import KedgePlatform

@Suite("Greeting and acknowledgements")
struct GreetingTests {
  @Test(arguments: [
    (#"{"kedge":"hello","source":"checkout","ack":true}"#, "checkout", true),
    (#"{"kedge":"hello"}"#, "", false),
    (#"{ "ack" : false , "source" : "ä", "kedge" : "hello", "more": 1 }"#, "ä", false),
  ])
  func `a greeting is read`(line: String, source: String, wants: Bool) throws {
    let greeting = try #require(Greeting(Array(line.utf8)))
    #expect(greeting.source == source)
    #expect(greeting.wantsAcknowledgements == wants)
  }

  @Test(arguments: [
    "", "{", #"{"kedge":"bye"}"#, #"{"kedge":1}"#, #"["kedge"]"#, #"{"kind":"inference"}"#,
    #"{"kedge":"hello","source":"a\u0000b"}"#, #"{"kedge":"hello","ack":"yes"}"#,
    #"{"kedge":"hello","source":"\#(String(repeating: "x", count: 129))"}"#,
  ])
  func `anything else is a record`(line: String) {
    #expect(Greeting(Array(line.utf8)) == nil)
  }

  @Test func `a newer acknowledgement replaces one that waits`() {
    var buffer = AcknowledgementBuffer()
    #expect(buffer.isEmpty)
    let first = buffer.add(lines: 1)
    #expect(sent(3, of: &buffer) == "{\"ack\":1}\n")
    let second = buffer.add(lines: 2)
    let third = buffer.add(lines: 3)
    #expect([first, second, third] == [false, false, true])
    #expect(sent(7, of: &buffer) == "ck\":1}\n")
    #expect(sent(10, of: &buffer) == "{\"ack\":3}\n")
    #expect(buffer.isEmpty)
  }

  private func sent(_ count: Int, of buffer: inout AcknowledgementBuffer) -> String {
    let text = String(decoding: buffer.next(), as: UTF8.self)
    buffer.sent(count)
    return text
  }

  @Test func `a client that never reads overflows in constant memory`() {
    var buffer = AcknowledgementBuffer()
    for lines in 0...Int64(AcknowledgementBuffer.replacedMax) { _ = buffer.add(lines: lines) }
    #expect(!buffer.isOverflowing)
    _ = buffer.add(lines: 5_000)
    #expect(buffer.isOverflowing)
    _ = sent(1, of: &buffer)
    #expect(!buffer.isOverflowing)
  }
}
