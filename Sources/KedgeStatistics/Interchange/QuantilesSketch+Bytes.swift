// The layout of Apache DataSketches: apache/datasketches-java, kll/KllPreambleUtil.java.

extension QuantilesSketch {
  private static let family: UInt8 = 15

  private enum Flag {
    static let empty: UInt8 = 1
    static let sorted: UInt8 = 2
    static let single: UInt8 = 4
  }

  /// The sketch as Apache DataSketches writes a `kll_floats_sketch`.
  public var bytes: [UInt8] {
    var flags: UInt8 = isBottomSorted ? Flag.sorted : 0
    if count == 0 { flags |= Flag.empty }
    if count == 1 { flags |= Flag.single }
    var bytes: [UInt8] = [count > 1 ? 5 : 2, count == 1 ? 2 : 1, Self.family, flags]
    bytes.append(littleEndian: UInt16(Self.width))
    bytes += [UInt8(Self.levelCapacityMin), 0]
    if count == 1 { bytes.append(littleEndian: levels[0][0]) }
    guard count > 1, let min, let max else { return bytes }
    bytes.append(littleEndian: count)
    bytes.append(littleEndian: UInt16(widthMin))
    bytes += [UInt8(levels.count), 0]
    var offset = Self.capacity(levels: levels.count) - retained
    for level in levels {
      bytes.append(littleEndian: UInt32(offset))
      offset += level.count
    }
    bytes.append(littleEndian: min)
    bytes.append(littleEndian: max)
    for item in levels.joined() { bytes.append(littleEndian: item) }
    return bytes
  }

  /// Reads a `kll_floats_sketch` of Apache DataSketches with k = 200.
  ///
  /// - Parameters:
  ///   - bytes: All of it; zeros behind it are let pass.
  ///   - seed: As for a new sketch.
  /// - Throws: `SketchError`.
  public init(bytes: [UInt8], seed: UInt64 = 0) throws(SketchError) {
    self.init(seed: seed)
    var reader = SketchReader(bytes)
    let (preamble, version) = (try reader.byte(), try reader.byte())
    let (family, flags) = (try reader.byte(), try reader.byte())
    let width = try reader.number(UInt16.self)
    let least = try reader.byte()
    _ = try reader.byte()
    guard family == Self.family, (1...2).contains(version), preamble == 2 || preamble == 5,
      width == Self.width, least == Self.levelCapacityMin
    else { throw .wrongKind }
    if flags & Flag.empty != 0 { return }
    if flags & Flag.single != 0 {
      let item = try reader.float()
      guard !item.isNaN else { throw .inconsistent }
      add(item)
      return
    }
    guard preamble == 5 else { throw .wrongKind }
    isBottomSorted = flags & Flag.sorted != 0
    try readLevels(&reader)
  }

  private mutating func readLevels(_ reader: inout SketchReader) throws(SketchError) {
    count = try reader.number()
    widthMin = Int(try reader.number(UInt16.self))
    let levelCount = Int(try reader.byte())
    _ = try reader.byte()
    // More than 48 levels would be those of more values than there are.
    guard (1...48).contains(levelCount), count > 0, widthMin >= Self.levelCapacityMin else {
      throw .inconsistent
    }
    var offsets: [Int] = []
    for _ in 0..<levelCount { offsets.append(Int(try reader.number(UInt32.self))) }
    offsets.append(Self.capacity(levels: levelCount))
    let (least, greatest) = (try reader.float(), try reader.float())
    guard zip(offsets, offsets.dropFirst()).allSatisfy({ $0 <= $1 }), !least.isNaN,
      !greatest.isNaN
    else { throw .inconsistent }
    levels = []
    for level in 0..<levelCount {
      var items: [Float] = []
      for _ in offsets[level]..<offsets[level + 1] { items.append(try reader.float()) }
      guard items.allSatisfy({ least <= $0 && $0 <= greatest }),
        level == 0 && !isBottomSorted || zip(items, items.dropFirst()).allSatisfy({ $0 <= $1 })
      else { throw .inconsistent }
      levels.append(items)
    }
    let weighed = levels.enumerated().reduce(UInt64(0)) { sum, level in
      sum &+ UInt64(level.element.count) << UInt64(level.offset)
    }
    guard weighed == count else { throw .inconsistent }
    (min, max) = (least, greatest)
  }
}
