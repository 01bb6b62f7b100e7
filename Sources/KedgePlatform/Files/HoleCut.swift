/// Takes runs of zero bytes out of a file, which a crash or a truncation leaves behind.
struct HoleCut: Equatable {
  /// Shortest run that counts as a hole; a shorter one is left to the decoder.
  static let lengthMin = 16

  /// Places of the bytes to use, in order.
  var pieces: [Range<Int>] = []
  /// Bytes that are done with, holes included; the rest waits for what follows it.
  var used: Int
  /// Holes that begin in these bytes.
  var holeCount = 0
  /// Whether the bytes end inside a hole.
  var isInHole = false

  /// Cuts `bytes`, which follow a hole if `isInHole`.
  ///
  /// Zero bytes at the end that may be the beginning of a hole are not used yet.
  init(_ bytes: ArraySlice<UInt8>, isInHole wasInHole: Bool) {
    var start = bytes.startIndex
    var position = start
    used = bytes.count
    while let zero = firstZero(in: bytes, from: position) {
      let end = bytes[zero...].firstIndex { $0 != 0 } ?? bytes.endIndex
      let continues = wasInHole && zero == bytes.startIndex
      let isHole = continues || end - zero >= Self.lengthMin
      position = end
      guard isHole || end == bytes.endIndex else { continue }
      add(start..<zero)
      start = end
      guard isHole else {
        used = zero - bytes.startIndex
        return
      }
      holeCount += continues ? 0 : 1
      isInHole = end == bytes.endIndex
    }
    add(start..<bytes.endIndex)
  }

  private mutating func add(_ piece: Range<Int>) {
    if !piece.isEmpty { pieces.append(piece) }
  }
}
