import Testing

@testable import KedgePlatform

@Suite("SipHash")
struct SipHashTests {
  /// Values of the reference implementation that accompanies the paper.
  ///
  /// The key is the bytes 0 to 15, the input the first bytes of 0, 1, 2 and so on.
  @Test(
    arguments: [
      (0, 0x726f_db47_dd0e_0e31), (1, 0x74f8_39c5_93dc_67fd), (8, 0x93f5_f579_9a93_2462),
      (15, 0xa129_ca61_49be_45e5),
    ] as [(Int, UInt64)]
  )
  func `known answers`(length: Int, expected: UInt64) {
    let bytes = (0..<length).map { UInt8($0) }
    let key: (UInt64, UInt64) = (0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908)
    #expect(SipHash.hash(bytes[...], key: key) == expected)
  }
}
