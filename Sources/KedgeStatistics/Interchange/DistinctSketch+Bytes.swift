// The layout of Apache DataSketches: apache/datasketches-java, hll/PreambleUtil.java.

extension DistinctSketch {
  private static let family: UInt8 = 7

  private enum Flag {
    static let empty: UInt8 = 4
    static let compact: UInt8 = 8
    static let outOfOrder: UInt8 = 16
  }

  private enum Mode: UInt8 {
    case list, set, registers
  }

  /// Bits of one register.
  private enum Register: UInt8 {
    case four, six, eight
  }

  /// The sketch as Apache DataSketches writes an `hll_sketch` of type HLL_8 with lgK = 12.
  public var bytes: [UInt8] {
    let type = Register.eight.rawValue << 2
    var bytes: [UInt8] = [10, 1, Self.family, UInt8(Self.registersLog)]
    guard !registers.isEmpty else {
      let isList = coupons.count <= 8
      bytes[0] = isList ? 2 : 3
      let flags = coupons.isEmpty ? Flag.compact | Flag.empty : Flag.compact
      bytes += isList ? [3, flags, UInt8(coupons.count), type] : [tableLog, flags, 0, type | 1]
      if !isList { bytes.append(littleEndian: UInt32(coupons.count)) }
      for coupon in coupons { bytes.append(littleEndian: coupon) }
      return bytes
    }
    bytes += [0, isMerged ? Flag.outOfOrder : 0, 0, type | Mode.registers.rawValue]
    bytes.append(littleEndian: estimate)
    bytes.append(littleEndian: inverseSums.low)
    bytes.append(littleEndian: inverseSums.high)
    bytes.append(littleEndian: UInt32(registers.count { $0 == 0 }))
    bytes.append(littleEndian: UInt32(0))
    return bytes + registers
  }

  /// Logarithm of the table that others make of the hashes, filled to three quarters at most.
  private var tableLog: UInt8 {
    UInt8((5...9).first { coupons.count * 4 <= 3 << $0 } ?? 9)
  }

  /// Reads an `hll_sketch` of Apache DataSketches of any type with lgK = 12.
  ///
  /// - Parameter bytes: All of it.
  /// - Throws: `SketchError`.
  public init(bytes: [UInt8]) throws(SketchError) {
    self.init()
    var reader = SketchReader(bytes)
    let head = Array(try reader.take(8))
    guard head[1] == 1, head[2] == Self.family, head[3] == UInt8(Self.registersLog),
      let mode = Mode(rawValue: head[7] & 3), let type = Register(rawValue: head[7] >> 2 & 3)
    else { throw .wrongKind }
    if head[5] & Flag.empty != 0 { return }
    let isCompact = head[5] & Flag.compact != 0
    let slots = 1 << Int(min(head[4], 26))
    switch mode {
    case .list:
      try readCoupons(&reader, isCompact ? Int(head[6]) : slots)
    case .set:
      let count = Int(try reader.number(UInt32.self))
      try readCoupons(&reader, isCompact ? count : slots)
    case .registers:
      try readRegisters(&reader, type, least: head[6], isCompact: isCompact)
      isMerged = head[5] & Flag.outOfOrder != 0
    }
  }

  private mutating func readCoupons(_ reader: inout SketchReader, _ count: Int) throws(SketchError)
  {
    guard count * 4 <= reader.rest else { throw .truncated }
    for _ in 0..<count {
      let coupon = try reader.number(UInt32.self)
      guard coupon != 0 else { continue }
      guard coupon >> 26 > 0 else { throw .inconsistent }
      add(coupon: coupon)
    }
  }

  private mutating func readRegisters(
    _ reader: inout SketchReader,
    _ type: Register,
    least: UInt8,
    isCompact: Bool
  ) throws(SketchError) {
    historic = try reader.double()
    _ = try reader.take(20)
    let exceptions = Int(try reader.number(UInt32.self))
    guard historic.isFinite, historic >= 0, least < 63 else { throw .inconsistent }
    let count = Self.registerCount
    switch type {
    case .eight:
      registers = Array(try reader.take(count))
    case .six:
      let packed = Array(try reader.take(count * 3 / 4 + 1))
      registers = (0..<count).map { place in
        let bit = place * 6
        let pair = UInt16(packed[bit >> 3]) | UInt16(packed[(bit >> 3) + 1]) << 8
        return UInt8(truncatingIfNeeded: pair >> UInt16(bit & 7)) & 63
      }
    case .four:
      let packed = Array(try reader.take(count / 2))
      registers = (0..<count).map { (packed[$0 / 2] >> UInt8($0 % 2 * 4) & 15) + least }
      // Where they are not compact, all that is left is their table.
      try readExceptions(&reader, isCompact ? exceptions : reader.rest / 4, least)
    }
    guard registers.allSatisfy({ $0 < 64 }) else { throw .inconsistent }
    inverseSums = (0, 0)
    for register in registers { add(register, weight: 1) }
  }

  /// Values too great for four bits.
  private mutating func readExceptions(
    _ reader: inout SketchReader,
    _ count: Int,
    _ least: UInt8
  ) throws(SketchError) {
    guard count * 4 <= reader.rest else { throw .truncated }
    for _ in 0..<count {
      let pair = try reader.number(UInt32.self)
      guard pair != 0 else { continue }
      let place = Int(pair & 0x3FF_FFFF) & (Self.registerCount - 1)
      guard registers[place] == least + 15 else { throw .inconsistent }
      registers[place] = UInt8(pair >> 26)
    }
  }
}
