import Testing

@testable import KedgePlatform

@Suite struct IngestBufferTests {
  @Test func `acknowledged lines are let go, the others are sent again`() {
    var buffer = IngestBuffer()
    buffer.take(Array("a\nb\nc\n".utf8))
    buffer.sent(6)
    buffer.acknowledge(2)
    #expect(buffer.isSent)
    #expect(buffer.lineCount == 1)
    buffer.reconnect()
    #expect(Array(buffer.unsent) == Array("c\n".utf8))
    buffer.sent(2)
    buffer.acknowledge(1)
    #expect(buffer.lineCount == 0)
    #expect(buffer.acknowledgedCount == 3)
    #expect(buffer.takenCount == 3)
    #expect(buffer.byteCount == 0)
  }

  @Test func `a last line without an end gets one`() {
    var buffer = IngestBuffer()
    buffer.take(Array("a\nb".utf8))
    buffer.finish()
    #expect(buffer.takenCount == 2)
    buffer.finish()
    #expect(buffer.takenCount == 2)
  }

  @Test func `an acknowledgement of more than was sent is not believed`() {
    var buffer = IngestBuffer()
    buffer.take(Array("a\n".utf8))
    buffer.acknowledge(100)
    #expect(buffer.acknowledgedCount == 1)
  }
}
