import Foundation
import KedgeModel
import KedgeTestSupport
import Testing

@testable import KedgePlatform

@Suite("State store")
struct StateStoreTests {
  private func open(_ folder: TemporaryFolder, seconds: Int64 = 1) throws -> StateStore {
    try StateStore(
      path: folder.path("state.db"),
      durability: .process,
      quarantineSeconds: seconds
    )
  }

  private func change(_ key: String, _ value: String?) -> StateStore.Change {
    StateStore.Change(key: Array(key.utf8), value: value.map { Array($0.utf8) })
  }

  private func texts(_ store: StateStore) throws -> [String] {
    try store.load().map {
      String(decoding: $0.key, as: UTF8.self) + "=" + String(decoding: $0.value, as: UTF8.self)
    }
  }

  @Test func `what was committed is there after a reopening, sorted by key`() throws {
    let folder = try TemporaryFolder()
    do {
      let store = try open(folder)
      try store.commit([change("b", "2"), change("a", "1"), change("c", "")], spoolSequence: 7)
      try store.commit([change("b", nil), change("a", "3")], spoolSequence: 9)
    }
    let store = try open(folder)
    #expect(try texts(store) == ["a=3", "c="])
    #expect(store.spoolSequence == 9)
    #expect(store.quarantined == nil)
  }

  @Test func `both durabilities work`() throws {
    let folder = try TemporaryFolder()
    let store = try StateStore(
      path: folder.path("power.db"),
      durability: .power,
      quarantineSeconds: 1
    )
    try store.commit([change("a", "1")], spoolSequence: 1)
    #expect(try texts(store) == ["a=1"])
  }

  @Test func `a second owner learns the process of the first`() throws {
    let folder = try TemporaryFolder()
    let store = try open(folder)
    let path = folder.path("state.db")
    #expect(throws: StoreError.ownedByProcess(path: path, process: getpid())) { try open(folder) }
    #expect(StoreError.ownedByProcess(path: path, process: 1).exitStatus == 73)
    _ = store
  }

  @Test func `a newer schema is refused and left as it is`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("state.db")
    do {
      _ = try DatabaseFile(
        path: path,
        schema: DatabaseFile.Schema(version: 9, creation: "", pageBytes: 4_096),
        durability: .process,
        quarantineSeconds: 1,
        verify: { _ in }
      )
    }
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    let supported = StateStore.schemaVersion
    #expect(throws: StoreError.newerSchema(path: path, found: 9, supported: supported)) {
      try open(folder)
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    #expect(StoreError.newerSchema(path: path, found: 9, supported: 1).exitStatus == 78)
  }

  @Test func `a store without a place is not writable`() throws {
    let path = "/proc/kedge/state.db"
    let error = #expect(throws: StoreError.self) {
      try StateStore(path: path, durability: .process, quarantineSeconds: 1)
    }
    guard case .notWritable = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(error?.exitStatus == 74)
  }

  @Test func `no database at all is put aside`() throws {
    let folder = try TemporaryFolder()
    try Data(repeating: 65, count: 20_000).write(to: URL(fileURLWithPath: folder.path("state.db")))
    let store = try open(folder, seconds: 77)
    #expect(store.quarantined?.path == folder.path("state.db.bad-77"))
    #expect(try texts(store) == [])
    #expect(try folder.names().contains("state.db.bad-77"))
  }

  @Test func `a state that its reader cannot use is put aside`() throws {
    let folder = try TemporaryFolder()
    do { try open(folder).commit([change("a", "1")], spoolSequence: 3) }
    var read: [[String]] = []
    let store = try StateStore(
      path: folder.path("state.db"),
      durability: .process,
      quarantineSeconds: 7
    ) { entries in
      read.append(entries.map { String(decoding: $0.key, as: UTF8.self) })
      guard entries.isEmpty else { throw StateError("an entry of another world") }
    }
    #expect(read == [["a"], []])
    #expect(store.quarantined?.path == folder.path("state.db.bad-7"))
    #expect(store.quarantined?.reason.contains("another world") == true)
    #expect(try texts(store) == [])
    #expect(store.spoolSequence == 0)
  }

  @Test func `the second quarantine in one second gets another name`() throws {
    let folder = try TemporaryFolder()
    for expected in ["state.db.bad-5", "state.db.bad-5-2"] {
      try Data(repeating: 65, count: 9_000).write(
        to: URL(fileURLWithPath: folder.path("state.db"))
      )
      #expect(try open(folder, seconds: 5).quarantined?.path == folder.path(expected))
    }
  }

  /// Every start succeeds, and it either has everything or says that it has nothing.
  @Test(arguments: 0..<UInt64(60))
  func `a flipped bit anywhere never gives wrong state`(seed: UInt64) throws {
    let folder = try TemporaryFolder()
    let path = folder.path("state.db")
    let entries = (0..<60).map { change("key-\($0)", String(repeating: "v\($0)", count: 40)) }
    do { try open(folder).commit(entries, spoolSequence: 3) }
    let good = try texts(copied(path, to: folder.path("copy.db")))
    var bytes = try Array(Data(contentsOf: URL(fileURLWithPath: path)))
    var random = SplitMix64(seed: seed)
    let place = seed < 20 ? Int(seed) * 5 : Int.random(in: 0..<bytes.count, using: &random)
    bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    try Data(bytes).write(to: URL(fileURLWithPath: path))

    let store = try open(folder)
    let found = try texts(store)
    #expect(found == (store.quarantined == nil ? good : []))
    try store.commit([change("new", "1")], spoolSequence: 4)
  }

  @Test(arguments: [0, 1, 50, 99, 100, 512, 4_095, 4_096, 4_097, 8_192, 12_000])
  func `a file that was cut never gives wrong state`(length: Int) throws {
    let folder = try TemporaryFolder()
    let path = folder.path("state.db")
    let entries = (0..<60).map { change("key-\($0)", String(repeating: "v\($0)", count: 40)) }
    do { try open(folder).commit(entries, spoolSequence: 3) }
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    try bytes.prefix(length).write(to: URL(fileURLWithPath: path))

    let store = try open(folder)
    #expect(try texts(store) == [])
    #expect(length == 0 || store.quarantined != nil)
  }

  private func copied(_ path: String, to copy: String) throws -> StateStore {
    try FileManager.default.copyItem(atPath: path, toPath: copy)
    return try StateStore(path: copy, durability: .process, quarantineSeconds: 1)
  }
}
