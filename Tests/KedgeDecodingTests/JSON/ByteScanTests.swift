import CByteScan
import KedgeTestSupport
import Testing

@Suite struct ByteScanTests {
  @Test func `the vector forms answer like the scalar ones`() {
    var random = SplitMix64(seed: 3)
    let alphabet: [UInt8] = [0x22, 0x5C, 0x1F, 0x20, 0x41, 0x7F, 0x80, 0xFF, 0x61, 0x62, 0x63]
    for _ in 0..<20_000 {
      let length = Int.random(in: 0...70, using: &random)
      let isQuiet = Bool.random(using: &random)
      var text = (0..<length).map { _ in
        isQuiet ? 0x61 : alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
      }
      text += [0x0A] + Array(repeating: 0, count: 64)
      var head = (0..<32).map { _ in UInt8.random(in: 0...1, using: &random) &* 0x61 }
      if Bool.random(using: &random) {
        for index in 0..<16 { head[index] = text[index] & head[16 + index] }
      }
      // The text is padded beyond the longest read of each function.
      unsafe text.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        let run = unsafe kedge_plain_string(base)
        let scalar = unsafe kedge_plain_string_scalar(base)
        #expect(run.length == scalar.length && (run.high != 0) == (scalar.high != 0))
        let prefix = unsafe kedge_ascii_prefix(base, length)
        let scalarPrefix = unsafe kedge_ascii_prefix_scalar(base, length)
        #expect(prefix == scalarPrefix)
        let isEqual = unsafe kedge_key_equal(base, head) != 0
        let isScalarEqual = unsafe kedge_key_equal_scalar(base, head) != 0
        #expect(isEqual == isScalarEqual)
        let found = unsafe kedge_find_byte(base, length, 0x62)
        #expect(found == text[..<length].firstIndex(of: 0x62) ?? length)
      }
    }
  }
}
