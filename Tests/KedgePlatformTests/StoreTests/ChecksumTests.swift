import KedgeTestSupport
import Testing

@testable import KedgePlatform

@Suite("Checksum")
struct ChecksumTests {
  @Test func `every single flipped bit changes the sum`() {
    var random = SplitMix64(seed: 1)
    let bytes = (0..<203).map { _ in UInt8.random(in: 0...255, using: &random) }
    let sum = Checksum(bytes).number
    for bit in 0..<(bytes.count * 8) {
      var changed = bytes
      changed[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(Checksum(changed).number != sum)
    }
  }

  @Test func `appended zeros and exchanged words change the sum`() {
    let bytes = (0..<32).map { UInt8($0) }
    let sum = Checksum(bytes).number
    #expect(Checksum(bytes + [0]).number != sum)
    #expect(Checksum(bytes + [UInt8](repeating: 0, count: 8)).number != sum)
    #expect(Checksum(Array(bytes[8..<16] + bytes[0..<8] + bytes[16...])).number != sum)
    #expect(Checksum([]).number != Checksum([0]).number)
  }

  @Test func `the sum is the one of its definition`() {
    // Length 9, one whole word 0x0807060504030201, rest 0x09:
    // first = 9, +word, +9; second = sum of the two partial sums.
    let first: UInt64 = 9 &+ 0x0807_0605_0403_0201
    let second = first &+ (first &+ 9)
    let expected = (first &+ 9) ^ (second << 1 | second >> 63)
    #expect(Checksum([1, 2, 3, 4, 5, 6, 7, 8, 9]).number == Int64(bitPattern: expected))
  }
}
