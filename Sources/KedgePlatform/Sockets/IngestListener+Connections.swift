import CSystemd

extension IngestListener {
  /// Takes over the connections of a predecessor; call it once, before `start`.
  ///
  /// Settles for each one whether bytes in its socket are committed already. Connections that the
  /// spool knows and nobody kept are counted as lost, an open line of theirs as torn.
  ///
  /// - Parameter inherited: Descriptors with the names under which they were stored.
  /// - Throws: `StoreError` when the spool cannot be read or written.
  public func adopt(_ inherited: [InheritedDescriptor]) throws(StoreError) {
    let records = try spool.connections()
    var recordsByName: [String: SpoolConnection] = [:]
    for record in records { recordsByName[record.name] = record }
    for item in inherited {
      let record = recordsByName.removeValue(forKey: item.name)
      settle(item.descriptor.number, record)
      let fresh = SpoolConnection(
        name: item.name,
        uid: StreamSocket.peer(item.descriptor.number)
      )
      let connection = IngestConnection(
        item.descriptor,
        record: record ?? fresh,
        hasRow: record != nil
      )
      connection.isStored = true
      storedCount += 1
      counters.adopted += 1
      keep(connection)
      if connection.record.wantsAcknowledgements { acknowledge(connection) }
    }
    try forgetLost(records.filter { recordsByName[$0.name] != nil })
  }

  private func settle(_ number: Int32, _ record: SpoolConnection?) {
    let settlement =
      settles
      ? Settlement(register: StreamSocket.register(number), committedChunk: record?.chunk)
      : .lookAgain
    switch settlement {
    case .readOn: break
    case .lookAgain: _ = StreamSocket.setRegister(number, PeekRegister.unset)
    case .drop(let bytes): counters.settledBytes += StreamSocket.take(number, count: bytes)
    }
  }

  private func forgetLost(_ records: [SpoolConnection]) throws(StoreError) {
    guard !records.isEmpty else { return }
    let updates = records.map { record in
      let torn = record.tail.isEmpty ? 0 : 1
      counters.torn += torn
      return SpoolUpdate(
        connection: record,
        tail: .replaced([]),
        chunk: torn > 0 ? record.chunk(bytes: [], tooLong: 0, torn: torn) : nil,
        isFinished: true
      )
    }
    _ = try spool.append(updates, releasing: nil)
    counters.connectionsLost += records.count
    notice(.connectionsLost(records.count))
  }

  /// Replaces a damaged spool by a fresh one; open connections go on with what memory has of them.
  ///
  /// - Throws: `StoreError` when the fresh one cannot be written either.
  public func replaceSpool(by fresh: SpoolStore) throws(StoreError) {
    let updates = connections.values.filter(\.hasRow).map { connection in
      SpoolUpdate(
        connection: connection.record,
        tail: .replaced(connection.tail.open),
        chunk: nil,
        isFinished: false
      )
    }
    _ = try fresh.append(
      updates.sorted { $0.connection.name < $1.connection.name },
      releasing: nil
    )
    spool = fresh
    deliveredThrough = fresh.lastSequence
    failure = nil
    update()
  }

  /// Accepts what waits, at most a few at once so that reading gets its turn.
  func acceptConnections() {
    guard let listener else { return }
    for _ in 0..<ConnectionSet.lookMax {
      guard connections.count < settings.connectionsMax else { return pauseAccepting() }
      switch StreamSocket.accept(listener.number) {
      case .success(let descriptor):
        add(descriptor)
      case .failure(let error)
      where [EMFILE, ENFILE, ENOMEM, ENOBUFS].contains(error.code):
        return pauseAccepting()
      case .failure(let error) where [ECONNABORTED, EINTR].contains(error.code):
        continue
      case .failure:
        return
      }
    }
  }

  private func add(_ descriptor: Descriptor) {
    lastName += 1
    let name = "in-\(spool.epoch)-\(lastName)"
    let isStored = storedCount < settings.storedMax && store.store(descriptor.number, name: name)
    if isStored { crashPlan.pass(.afterStore) }
    counters.accepted += 1
    StreamSocket.takeUrgentBytesInLine(descriptor.number)
    let uid = StreamSocket.peer(descriptor.number)
    guard connectionsOfUid[uid, default: 0] < settings.connectionsPerUidMax else {
      if isStored { store.remove(name: name) }
      counters.refused += 1
      if refusedUids.insert(uid).inserted { notice(.refused(uid: uid)) }
      return
    }
    let connection = IngestConnection(
      descriptor,
      record: SpoolConnection(name: name, uid: uid),
      hasRow: false
    )
    connection.isStored = isStored
    if isStored {
      storedCount += 1
    } else if !saidNotRestartSafe {
      saidNotRestartSafe = true
      notice(.notRestartSafe)
    }
    keep(connection)
  }

  private func keep(_ connection: IngestConnection) {
    do {
      try connectionSet.add(connection.number)
    } catch {
      // Only for lack of kernel memory: the client sees a closed connection and comes again.
      return release(connection)
    }
    connections[connection.number] = connection
    connectionsOfUid[StreamSocket.peer(connection.number), default: 0] += 1
  }

  private func pauseAccepting() {
    guard !isAcceptPaused else { return }
    isAcceptPaused = true
    counters.acceptPaused += 1
    notice(.acceptPaused)
    update()
  }

  func resumeAccepting() {
    guard isAcceptPaused, connections.count < settings.connectionsMax else { return }
    isAcceptPaused = false
    notice(.acceptResumed)
    update()
  }

  /// Ends a connection whose row is gone: out of the manager's store, then closed.
  func finish(_ connection: IngestConnection) {
    crashPlan.pass(.afterEndCommit)
    let number = connection.number
    let uid = StreamSocket.peer(number)
    do {
      try connectionSet.remove(number)
    } catch {
      preconditionFailure("a connection of the set cannot be removed: \(error)")
    }
    connections[number] = nil
    let left = connectionsOfUid[uid, default: 1] - 1
    connectionsOfUid[uid] = left > 0 ? left : nil
    counters.ended += 1
    release(connection)
    resumeAccepting()
  }

  /// Closes the connection of a client that never reads; its open line is lost with it.
  func closeUnread(_ connection: IngestConnection) {
    let step = connection.finalStep()
    do {
      if let update = step.update {
        deliver(try spool.append([update], releasing: nil))
      }
      finish(connection)
    } catch {
      fail(error)
    }
  }

  private func release(_ connection: IngestConnection) {
    guard connection.isStored else { return }
    store.remove(name: connection.record.name)
    crashPlan.pass(.afterStoreRemoval)
    storedCount -= 1
    guard let next = connections.values.filter({ !$0.isStored }).min(by: { $0.number < $1.number }),
      store.store(next.number, name: next.record.name)
    else { return }
    next.isStored = true
    storedCount += 1
  }
}
