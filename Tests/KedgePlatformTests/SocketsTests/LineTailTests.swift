import KedgeTestSupport
import Testing

@testable import KedgePlatform

@Suite("Open lines")
struct LineTailTests {
  /// The same by one byte at a time.
  private struct Slow {
    var lines: [UInt8] = []
    var open: [UInt8] = []
    var isLeftOut = false
    var tooLong = 0
    var newlines = 0

    mutating func take(_ bytes: [UInt8], limit: Int) {
      for byte in bytes {
        if byte != 10 {
          if !isLeftOut { open.append(byte) }
          continue
        }
        if !isLeftOut { lines += open + [10] }
        newlines += 1
        open = []
        isLeftOut = false
      }
      guard !isLeftOut, open.count > limit else { return }
      open = []
      isLeftOut = true
      tooLong += 1
    }
  }

  @Test(arguments: 0..<UInt64(200))
  func `any cuts give the lines of a byte-wise reader`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let limit = Int.random(in: 1...12, using: &random)
    var slow = Slow()
    var fast = LineTail()
    var stored: [UInt8] = []
    var cut = LineTail.Cut()
    for _ in 0..<40 {
      let bytes = (0..<Int.random(in: 1...10, using: &random)).map { _ in
        Bool.random(using: &random) && Bool.random(using: &random)
          ? UInt8(10) : UInt8.random(in: 97...122, using: &random)
      }
      slow.take(bytes, limit: limit)
      let next = fast.take(bytes, limit: limit)
      cut.lines += next.lines
      cut.newlineCount += next.newlineCount
      cut.tooLong += next.tooLong
      switch next.tail {
      case .grown(let more): stored += more
      case .replaced(let all): stored = all
      }
      #expect(fast.open == slow.open && stored == slow.open)
      #expect(fast.isDiscarding == slow.isLeftOut)
    }
    #expect(cut.lines == slow.lines)
    #expect(cut.newlineCount == slow.newlines)
    #expect(cut.tooLong == slow.tooLong)
  }
}
