import Testing

@testable import KedgeStatistics

struct HashingTests {
  @Test func `SipHash gives the published vectors`() {
    // Inputs 0, 1, 2, … of growing length; key 00 01 … 0f; from the reference implementation.
    let vectors: [UInt64] = [
      0x726F_DB47_DD0E_0E31, 0x74F8_39C5_93DC_67FD, 0x0D6C_8009_D9A9_4F5A, 0x8567_6696_D7FB_7E2D,
      0xCF27_94E0_2771_87B7, 0x1876_5564_CD99_A68D, 0xCBC9_466E_58FE_E3CE, 0xAB02_00F5_8B01_D137,
      0x93F5_F579_9A93_2462, 0x9E00_82DF_0BA9_E4B0, 0x7A5D_BBC5_94DD_B9F3, 0xF4B3_2F46_226B_ADA7,
      0x751E_8FBC_860E_E5FB, 0x14EA_5627_C084_3D90, 0xF723_CA90_8E7A_F2EE, 0xA129_CA61_49BE_45E5,
    ]
    let hash = SipHash(key0: 0x0706_0504_0302_0100, key1: 0x0F0E_0D0C_0B0A_0908)
    for (length, expected) in vectors.enumerated() {
      let bytes = (0..<length).map { UInt8($0) }
      #expect(hash.hash(bytes.span) == expected)
    }
  }

  @Test func `MurmurHash3 agrees with mmh3`() {
    // mmh3.hash64(bytes, seed, x64arch=True, signed=False) of mmh3 5.
    func numbers(_ count: Int) -> [UInt8] { (0..<count).map { UInt8($0) } }
    let text = Array("The quick brown fox jumps over the lazy dog".utf8)
    let vectors: [([UInt8], UInt64, UInt64, UInt64)] = [
      ([], 0, 0, 0),
      ([], 9_001, 0x1E70_A322_6649_1BB9, 0x6097_36B2_5240_6B94),
      (Array("hello".utf8), 0, 0xCBD8_A7B3_41BD_9B02, 0x5B1E_906A_48AE_1D19),
      (Array("hello".utf8), 9_001, 0x21B7_7BD4_A835_C1AA, 0xC300_1500_FE03_2EF2),
      (text, 0, 0xE34B_BC7B_BC07_1B6C, 0x7A43_3CA9_C49A_9347),
      (numbers(8), 9_001, 0xE3A0_0427_2CC0_11E7, 0x5DD8_FFE5_96DA_C6B1),
      (numbers(9), 7, 0xDC23_66F6_BC54_3C1C, 0xF932_8DBA_8F5F_8217),
      (numbers(15), 9_001, 0x403D_80E2_5810_0419, 0xAA0C_AB09_A62C_6760),
      (numbers(16), 9_001, 0x1191_C3DA_933A_429E, 0xFD98_4B42_1D27_B17B),
      (numbers(47), 9_001, 0x2527_09D3_7322_3B58, 0x8144_C3C1_B1CF_ECD8),
    ]
    for (bytes, seed, low, high) in vectors {
      let hash = MurmurHash3.hash(bytes.span, seed: seed)
      let isEqual = hash.low == low && hash.high == high
      #expect(isEqual, "\(bytes.count) bytes, seed \(seed)")
    }
  }

  @Test func `SplitMix64 gives the published sequence`() {
    var random = SplitMix64(seed: 1_234_567)
    let found = (0..<5).map { _ in random.next() }
    let expected: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
    ]
    #expect(found == expected)
    var copy = SplitMix64(seed: random.state)
    let (first, second) = (copy.nextUnit(), random.nextUnit())
    #expect(first == second)
  }
}
