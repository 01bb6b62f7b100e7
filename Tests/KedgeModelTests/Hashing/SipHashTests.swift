import Testing

@testable import KedgeModel

struct SipHashTests {
  @Test func `the vectors of the reference come out`() {
    // Inputs 0, 1, 2, … of growing length; key 00 01 … 0f; computed by a transcript of the paper in
    // Python that gives the published vectors of SipHash-2-4.
    let vectors: [UInt64] = [
      0xABAC_0158_050F_C4DC, 0xC9F4_9BF3_7D57_CA93, 0x82CB_9B02_4DC7_D44D, 0x8BF8_0AB8_E7DD_F7FB,
      0xCF75_5760_88D3_8328, 0xDEF9_D52F_4953_3B67, 0xC50D_2B50_C59F_22A7, 0xD392_7D98_9BB1_1140,
      0x3690_9511_8D29_9A8E, 0x25A4_8EB3_6C06_3DE4, 0x79DE_85EE_92FF_097F, 0x70C1_18C1_F94D_C352,
      0x78A3_84B1_57B4_D9A2, 0x306F_760C_1229_FFA7, 0x605A_A111_C0F9_5D34, 0xD320_D86D_2A51_9956,
    ]
    let hash = SipHash(key0: 0x0706_0504_0302_0100, key1: 0x0F0E_0D0C_0B0A_0908)
    for (length, expected) in vectors.enumerated() {
      let bytes = (0..<length).map { UInt8($0) }
      #expect(hash.hash(bytes.span) == expected)
    }
  }

  @Test func `the hash is that of CPython`() {
    // PYTHONHASHSEED=0 python3 -c "print(hex(hash(b'kedge watches') & (1 << 64) - 1))", CPython 3.11.
    let bytes = Array("kedge watches".utf8)
    #expect(SipHash(key0: 0, key1: 0).hash(bytes.span) == 0xBF40_3CD8_C54F_0357)
  }
}
