import KedgePlatform
import KedgeTestSupport

@testable import KedgePlatform

/// A store of descriptors that a test looks into; it outlives the listeners.
final class RecordingStore: DescriptorStore {
  private(set) var kept: [(name: String, descriptor: Descriptor)] = []
  private(set) var removed: [String] = []
  var isAbsent = false

  func store(_ descriptor: Int32, name: String) -> Bool {
    guard !isAbsent else { return false }
    kept.append((name, Descriptor(owning: dupDescriptor(descriptor))))
    return true
  }

  func remove(name: String) {
    removed.append(name)
    kept.removeAll { $0.name == name }
  }

  /// What a service manager hands to the next process.
  var inherited: [InheritedDescriptor] {
    kept.map {
      InheritedDescriptor(
        name: $0.name,
        descriptor: Descriptor(owning: dupDescriptor($0.descriptor.number))
      )
    }
  }
}

/// An ingest socket over a real spool, driven by hand, and what its consumer got.
final class IngestBench {
  let folder: TemporaryFolder
  let store = RecordingStore()
  var settings = IngestSettings()
  var chunks: [SpoolChunk] = []
  var notices: [IngestNotice] = []
  var room = Int.max
  private(set) var listener: IngestListener?
  private(set) var spool: SpoolStore?
  private let acceptor: Descriptor

  init() throws {
    folder = try TemporaryFolder()
    acceptor = try UnixListener.bind(path: folder.path("ingest"), mode: 0o660, backlog: 64)
  }

  /// Begins like a process that was started, with what its predecessor left behind.
  func start(applied: Int64 = 0) throws {
    stop()
    let spool = try SpoolStore(
      path: folder.path("spool.db"),
      appliedSequence: applied,
      durability: .process,
      quarantineSeconds: 1
    )
    let listener = try IngestListener(
      settings: settings,
      spool: spool,
      appliedSequence: applied,
      store: store,
      notice: { [unowned self] in notices.append($0) },
      consumer: { [unowned self] chunk in
        guard room > 0 else { return false }
        room -= 1
        chunks.append(chunk)
        return true
      }
    )
    self.spool = spool
    self.listener = listener
    try listener.adopt(store.inherited)
    // As a service manager hands it over.
    setBlocking(acceptor.number)
    listener.use(acceptor)
    listener.deliverBacklog()
  }

  /// Ends without any farewell, as a death does; stored descriptors stay.
  func stop() {
    listener = nil
    spool = nil
  }

  func connect() throws -> Descriptor {
    let client = try UnixListener.connect(path: folder.path("ingest"))
    listener?.acceptConnections()
    return client
  }

  /// Accepts and reads until there is nothing to do.
  func work() {
    listener?.acceptConnections()
    for _ in 0..<1_000 {
      guard let listener, listener.isReading, isReadable(listener.readyDescriptor, within: .zero)
      else { return }
      listener.readConnections()
    }
    preconditionFailure("the listener spins")
  }

  var text: String { String(decoding: chunks.flatMap(\.bytes), as: UTF8.self) }
}
