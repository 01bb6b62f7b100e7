/// One client of the ingest socket.
final class IngestConnection {
  let descriptor: Descriptor
  /// What the spool has of it; its `tail` is kept in `lines` instead.
  var record: SpoolConnection
  /// The open line.
  var tail: LineTail
  /// Whether the spool has a row of it.
  var hasRow: Bool
  /// Whether it survives a restart.
  var isStored = false
  var acknowledgements = AcknowledgementBuffer()
  /// Whether the loop is asked for room to write.
  var awaitsRoom = false

  var number: Int32 { descriptor.number }

  init(_ descriptor: Descriptor, record: SpoolConnection, hasRow: Bool) {
    self.descriptor = descriptor
    self.record = record
    self.hasRow = hasRow
    tail = LineTail(open: record.tail, isDiscarding: record.isDiscarding)
    self.record.tail = []
  }

  /// The state and the transaction that follow from bytes that were looked at.
  func step(taking look: StreamSocket.Look, lineBytesMax: Int) -> IngestStep {
    var record = record
    var tail = tail
    let mayGreet = !record.isGreeted && !tail.isDiscarding
    var cut = tail.take(look.bytes, limit: lineBytesMax)
    record.chunk += 1
    record.uid = look.writer ?? record.uid
    record.isDiscarding = tail.isDiscarding
    record.lines += Int64(cut.newlineCount)
    if cut.newlineCount > 0 {
      if mayGreet, let greeting = Self.takeGreeting(from: &cut.lines) {
        record.source = greeting.source
        record.wantsAcknowledgements = greeting.wantsAcknowledgements
        record.lines -= 1
      }
      record.isGreeted = true
    }
    var chunk: SpoolChunk?
    if !cut.lines.isEmpty || cut.tooLong > 0 {
      chunk = record.chunk(bytes: cut.lines, tooLong: cut.tooLong, torn: 0)
    }
    return IngestStep(
      connection: self,
      record: record,
      tail: tail,
      byteCount: look.bytes.count,
      update: SpoolUpdate(connection: record, tail: cut.tail, chunk: chunk, isFinished: false)
    )
  }

  /// The step at the end of the stream: an open line will never get its end.
  func finalStep() -> IngestStep {
    let torn = tail.open.isEmpty ? 0 : 1
    let chunk = torn > 0 ? record.chunk(bytes: [], tooLong: 0, torn: torn) : nil
    let update = SpoolUpdate(
      connection: record,
      tail: .replaced([]),
      chunk: chunk,
      isFinished: true
    )
    return IngestStep(
      connection: self,
      record: record,
      tail: tail,
      byteCount: 0,
      update: hasRow ? update : nil
    )
  }

  private static func takeGreeting(from lines: inout [UInt8]) -> Greeting? {
    guard let newline = lines.firstIndex(of: newlineByte),
      let greeting = Greeting(Array(lines[..<newline]))
    else { return nil }
    lines.removeFirst(newline + 1)
    return greeting
  }
}

/// What one connection brings into a transaction, and what it is afterwards.
struct IngestStep {
  var connection: IngestConnection
  var record: SpoolConnection
  var tail: LineTail
  /// Bytes to take from the socket once they are committed.
  var byteCount: Int
  /// `nil` when the spool has nothing of the connection and needs nothing.
  var update: SpoolUpdate?

  var isFinal: Bool { update?.isFinished ?? true }
}

extension SpoolConnection {
  /// A chunk of this connection that has no number yet.
  func chunk(bytes: [UInt8], tooLong: Int, torn: Int) -> SpoolChunk {
    SpoolChunk(
      sequence: 0,
      connection: name,
      source: source,
      uid: uid,
      bytes: bytes,
      tooLong: tooLong,
      torn: torn
    )
  }
}
