import CSystemd

extension IngestListener {
  /// Reads every connection that is ready now, in transactions of limited size.
  func readConnections() {
    guard isReading else { return update() }
    var group: [IngestStep] = []
    var bytes = 0
    for ready in connectionSet.takeReady() {
      guard let connection = connections[ready.descriptor] else { continue }
      if ready.isWritable { sendAcknowledgements(connection) }
      guard ready.isReadable, connections[ready.descriptor] === connection,
        let step = look(connection)
      else { continue }
      group.append(step)
      bytes += step.byteCount
      guard bytes >= settings.groupBytesMax else { continue }
      guard commit(group), isReading else { return update() }
      group = []
      bytes = 0
    }
    _ = commit(group)
    update()
  }

  /// Steps 1 and 2: look at the bytes, and note in the socket what is about to be committed.
  private func look(_ connection: IngestConnection) -> IngestStep? {
    let number = connection.number
    let hasRegister = StreamSocket.setRegister(number, PeekRegister.unset)
    crashPlan.pass(.afterUnset)
    switch StreamSocket.look(number, max: settings.readBytes) {
    case .failure(let error) where error.code == EAGAIN || error.code == EINTR:
      return nil
    case .failure:
      // A reset connection has nothing left to read.
      return connection.finalStep()
    case .success(let look) where look.bytes.isEmpty:
      return connection.finalStep()
    case .success(let look):
      crashPlan.pass(.afterPeek)
      if hasRegister {
        let marker = PeekRegister(
          chunk: connection.record.chunk + 1,
          pending: look.bytes.count
        )
        _ = StreamSocket.setRegister(number, marker.value)
        crashPlan.pass(.afterRegister)
      }
      return connection.step(taking: look, lineBytesMax: settings.lineBytesMax)
    }
  }

  /// Steps 3 and 4: commit the group, take its bytes, answer and hand on.
  ///
  /// - Returns: False when the spool failed; then nothing has changed and the bytes are looked at
  ///   again later.
  private func commit(_ group: [IngestStep]) -> Bool {
    guard !group.isEmpty else { return true }
    let updates = group.compactMap(\.update)
    var chunks: [SpoolChunk] = []
    if !updates.isEmpty {
      crashPlan.pass(.beforeCommit)
      do {
        chunks = try spool.append(updates, releasing: releasedThrough)
        healed()
      } catch {
        fail(error)
        return false
      }
      crashPlan.pass(.afterCommit)
      counters.transactions += 1
    }
    let answered = group.filter { !$0.isFinal && consume($0) }
    for step in group where step.isFinal { finish(step.connection) }
    for chunk in chunks {
      counters.tooLong += chunk.tooLong
      counters.torn += chunk.torn
    }
    deliver(chunks)
    for step in answered { acknowledge(step.connection) }
    return true
  }

  /// Takes committed bytes from the socket; whether the client waits for an acknowledgement.
  private func consume(_ step: IngestStep) -> Bool {
    let connection = step.connection
    let linesBefore = connection.record.lines
    connection.record = step.record
    connection.tail = step.tail
    connection.hasRow = true
    crashPlan.pass(.beforeConsume)
    var count = step.byteCount
    if crashPlan.includes(.midConsume), count > 1 {
      count -= StreamSocket.take(connection.number, count: count / 2)
      crashPlan.pass(.midConsume)
    }
    _ = StreamSocket.take(connection.number, count: count)
    crashPlan.pass(.afterConsume)
    counters.bytes += step.byteCount
    return connection.record.wantsAcknowledgements && connection.record.lines > linesBefore
  }

  func acknowledge(_ connection: IngestConnection) {
    if connection.acknowledgements.add(lines: connection.record.lines) {
      counters.acknowledgementsDropped += 1
    }
    sendAcknowledgements(connection)
  }

  private func sendAcknowledgements(_ connection: IngestConnection) {
    while !connection.acknowledgements.isEmpty {
      let bytes = connection.acknowledgements.next()
      // A client that is gone is found by its end of file, after its bytes.
      guard let count = StreamSocket.send(connection.number, bytes), count > 0 else { break }
      connection.acknowledgements.sent(count)
    }
    if connection.acknowledgements.isOverflowing {
      notice(.acknowledgementsUnread(connection: connection.record.name))
      return closeUnread(connection)
    }
    let awaitsRoom = !connection.acknowledgements.isEmpty
    guard awaitsRoom != connection.awaitsRoom else { return }
    connection.awaitsRoom = awaitsRoom
    do {
      try connectionSet.change(connection.number, isReadable: true, isWritable: awaitsRoom)
    } catch {
      preconditionFailure("a connection of the set cannot be changed: \(error)")
    }
  }
}
