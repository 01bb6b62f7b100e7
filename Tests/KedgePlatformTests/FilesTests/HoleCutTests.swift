import KedgeTestSupport
import Testing

@testable import KedgePlatform

@Suite("Holes")
struct HoleCutTests {
  /// Whatever the cuts, what remains is the text without its long runs of zero bytes.
  @Test(arguments: 0..<UInt64(200))
  func `any cuts leave out the same runs`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var bytes: [UInt8] = []
    var expected: [UInt8] = []
    var holes = 0
    for _ in 0..<12 {
      let text = (0..<Int.random(in: 1...30, using: &random)).map { _ in
        UInt8.random(in: 1...255, using: &random)
      }
      let run = Int.random(in: 0...60, using: &random)
      bytes += text + [UInt8](repeating: 0, count: run)
      expected += text
      if run >= HoleCut.lengthMin {
        holes += 1
      } else {
        expected += [UInt8](repeating: 0, count: run)
      }
    }
    bytes.append(1)
    expected.append(1)

    var found: [UInt8] = []
    var isInHole = false
    var count = 0
    var start = 0
    var window = 0
    while start < bytes.count {
      window += Int.random(in: 1...40, using: &random)
      let slice = bytes[start..<min(bytes.count, start + window)]
      let cut = HoleCut(slice, isInHole: isInHole)
      for piece in cut.pieces { found += bytes[piece] }
      count += cut.holeCount
      start += cut.used
      guard cut.used > 0 else { continue }
      isInHole = cut.isInHole
      window = 0
    }
    #expect(found == expected)
    #expect(count == holes)
  }
}
