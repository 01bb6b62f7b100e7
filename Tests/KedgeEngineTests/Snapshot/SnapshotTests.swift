import KedgeEngine
import KedgeModel
import KedgeSimulation
import KedgeTestSupport
import Testing

struct SnapshotTests {
  @Test("a restored engine goes on as the uninterrupted one", arguments: 0..<UInt64(300))
  func restoring(seed: UInt64) throws {
    let fixture = try StreamFixture(seed: seed)
    var random = SplitMix64(seed: seed ^ 0xFEED)
    var whole = try Feed(fixture.settings)
    var broken = whole
    var disk = MemoryDisk()

    for (number, step) in fixture.steps.enumerated() {
      let expected = fixture.take(step, &whole)
      let found = fixture.take(step, &broken)
      if expected != found {
        Issue.record("seed \(seed), step \(number): \(Transcript.difference(expected, found))")
        return
      }
      #expect(whole.engine.inputStates.map(totals) == broken.engine.inputStates.map(totals))
      #expect(broken.engine.inputStates.allSatisfy { $0.isBalanced })
      guard random.happens(0.3) else { continue }
      disk.write(broken.takeChanges(), position: number, tails: broken.tails)
      disk.sync()
      guard random.happens(0.6) else { continue }
      broken = try Feed(fixture.settings, state: disk.entries, tails: disk.tails)
    }
    #expect(whole.engine.keptEvents == broken.engine.keptEvents)
    #expect(whole.engine.openIntents == broken.engine.openIntents)
  }

  private func totals(_ state: InputState) -> [Int] {
    [
      state.taken, state.counted, state.duplicate, state.late, state.expired, state.pending,
      state.blank, state.unidentified, state.lateFeedback, state.rejected.values.reduce(0, +),
    ]
  }

  /// The stored state of a stream, and the step at which it was taken.
  private func stored(_ seed: UInt64) throws -> (StreamFixture, [StateEntry]) {
    let fixture = try StreamFixture(seed: seed)
    var feed = try Feed(fixture.settings)
    for step in fixture.steps.dropLast(5) { _ = fixture.take(step, &feed) }
    var disk = MemoryDisk()
    disk.write(feed.takeChanges(), position: 0, tails: feed.tails)
    disk.sync()
    return (fixture, disk.entries)
  }

  /// Either the state is refused, or the engine that it makes works.
  private func tryOut(_ fixture: StreamFixture, _ entries: [StateEntry]) throws -> Bool {
    do {
      var feed = try Feed(fixture.settings, state: entries, tails: [])
      for step in fixture.steps.suffix(5) { _ = fixture.take(step, &feed) }
      return true
    } catch is StateError {
      return false
    }
  }

  @Test("damaged bytes are refused", arguments: 0..<UInt64(5))
  func damage(seed: UInt64) throws {
    let (fixture, entries) = try stored(seed)
    var random = SplitMix64(seed: seed)
    let isWhole = try tryOut(fixture, entries)
    #expect(isWhole)

    for _ in 0..<40 {
      var changed = entries
      let index = random.number(0...(entries.count - 1))
      if random.happens(0.3) {
        let kept = random.number(0...max(0, entries[index].value.count - 1))
        changed[index].value = Array(entries[index].value.prefix(kept))
      } else if !entries[index].value.isEmpty {
        let position = random.number(0...(entries[index].value.count - 1))
        changed[index].value[position] ^= UInt8(1 << random.number(0...7))
      }
      guard changed != entries else { continue }
      let isTaken = try tryOut(fixture, changed)
      #expect(!isTaken, "seed \(seed), entry \(entries[index].key)")
    }
  }

  @Test("damaged keys and lost entries crash nothing", arguments: 0..<UInt64(5))
  func loss(seed: UInt64) throws {
    let (fixture, entries) = try stored(seed)
    var random = SplitMix64(seed: seed)

    for _ in 0..<25 {
      var changed = entries
      let index = random.number(0...(entries.count - 1))
      if random.happens(0.5) {
        changed.remove(at: index)
      } else {
        let position = random.number(0...(entries[index].key.count - 1))
        changed[index].key[position] ^= UInt8(1 << random.number(0...7))
      }
      _ = try tryOut(fixture, changed)
    }
  }

  @Test("a commit without new inputs stores no more than the heads")
  func smallCommits() throws {
    let fixture = try StreamFixture(seed: 3)
    var feed = try Feed(fixture.settings)
    for step in fixture.steps { _ = fixture.take(step, &feed) }
    _ = feed.takeChanges()

    #expect(feed.takeChanges().count <= 1)
  }
}
