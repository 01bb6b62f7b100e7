import KedgeModel
import KedgeSimulation
import KedgeTestSupport
import Testing

@testable import KedgeEngine

struct IdTableTests {
  private func entry(_ hash: UInt64, source: UInt16 = 0) -> IdEntry {
    IdEntry(
      hash: hash,
      time: .earliestEvent,
      pane: 0,
      route: 0,
      source: source
    )
  }

  @Test func `an entry keeps what it is given`() {
    #expect(MemoryLayout<IdEntry>.stride == 32)
    let time = Timestamp(nanoseconds: Timestamp.latestEvent.nanoseconds - 1)
    let beyond = IdEntry(hash: 3, time: time, pane: IdEntry.paneMax + 1, route: 0, source: 0)
    #expect(beyond.pane == -1 && beyond.route == 0)
    for pane in [-1, 0, IdEntry.paneMax] as [Int64] {
      for (route, source) in [(0, 0), (IdEntry.routeMax, UInt16(IdEntry.sourceMax))] {
        var entry = IdEntry(hash: 3, time: time, pane: pane, route: route, source: source)
        entry.flags = [.scored, .inBaseline]
        entry.scoreCell = 999
        #expect(entry.pane == pane && entry.route == route && entry.source == source)
        #expect(entry.flags == [.scored, .inBaseline] && entry.scoreCell == 999)
        #expect(entry.time.nanoseconds == time.nanoseconds / 1_000_000_000 * 1_000_000_000)
      }
    }
  }

  @Test(arguments: [8, 80, 1_000])
  func `the newest ids are found, the dropped ones are not`(capacity: Int) {
    var random = SplitMix64(seed: UInt64(capacity))
    var table = IdTable(capacity: capacity)
    var known: [UInt64] = []
    for _ in 0..<(capacity * 5) {
      let hash = random.next()
      #expect(!table.contains(hash, from: 0))
      if let dropped = table.insert(entry(hash)) {
        #expect(dropped.entries.map(\.hash) == Array(known.prefix(dropped.entries.count)))
        known.removeFirst(dropped.entries.count)
      }
      known.append(hash)
    }
    table.checkInvariants()
    #expect(table.count == known.count)
    for hash in known {
      #expect(table.find(hash)?.hash == hash)
      #expect(table.contains(hash, from: 0))
      #expect(!table.contains(hash, from: 1))
    }
    let again = IdTable(capacity: capacity, segments: table.segments)
    again.checkInvariants()
    #expect(known.allSatisfy { again.contains($0, from: 0) })
  }

  @Test func `the oldest of equal ids is found, and either source is known`() {
    var table = IdTable(capacity: 16)
    _ = table.insert(entry(7, source: 1))
    for number in 100..<105 { _ = table.insert(entry(UInt64(number))) }
    _ = table.insert(entry(7, source: 2))

    #expect(table.find(7)?.source == 1)
    #expect(table.contains(7, from: 1) && table.contains(7, from: 2))
    #expect(!table.contains(7, from: 3))
  }

  @Test func `the filter is seldom wrong about ids that are not there`() {
    var random = SplitMix64(seed: 5)
    var filter = IdFilter(entries: 4_000)
    for segment in 0..<8 {
      for _ in 0..<filter.capacity { filter.insert(random.next(), segment: segment) }
    }
    let looks = 20_000
    let wrong = (0..<looks).reduce(0) { count, _ in
      count + filter.segments(of: random.next()).nonzeroBitCount
    }
    // Three bits of 64 an entry and four entries for each 64 on average (Poisson): 0.9 % a segment.
    #expect(Double(wrong) / Double(looks * 8) < 0.015)
    filter.clear(segment: 3)
    #expect((0..<1_000).allSatisfy { _ in filter.segments(of: random.next()) & 8 == 0 })
  }
}
