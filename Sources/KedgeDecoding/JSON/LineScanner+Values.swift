extension LineScanner {
  /// Scans one value into a slot.
  @inline(__always)
  mutating func scanValue(
    _ bytes: ScanBytes,
    at start: Int,
    slot: Int,
    stamp: UInt32,
    depth: Int
  ) -> ScanPosition {
    let offset = UInt32(truncatingIfNeeded: start)
    touched[touchedCount] = UInt16(truncatingIfNeeded: slot)
    touchedCount &+= slot == 0 ? 0 : 1
    let first = bytes[start]
    if first == UInt8(ascii: "\"") {
      let run = bytes.plainRun(at: start &+ 1)
      let end = start &+ 1 &+ run.length
      if run.isHigh || bytes[end] != UInt8(ascii: "\"") {
        return scanOddString(bytes, at: start &+ 1, slot: slot)
      }
      values[slot].place(offset &+ 1, UInt32(truncatingIfNeeded: run.length), stamp)
      values[slot].kind = .string
      values[slot].flags = []
      return end &+ 1
    }
    if first < UInt8(ascii: ":") {
      var number = ParsedNumber(value: 0, isInteger: false, isRounded: false)
      let end = bytes.parseNumber(at: start, into: &number)
      if end < 0 { return end }
      values[slot].place(offset, UInt32(truncatingIfNeeded: end &- start), stamp)
      values[slot].number = number.value
      values[slot].kind = .number
      values[slot].flags = number.flags
      return end
    }
    return scanOther(bytes, at: start, slot: slot, depth: depth)
  }

  /// Scans a string with escapes or high bytes into a slot.
  @inline(never)
  private mutating func scanOddString(
    _ bytes: ScanBytes,
    at start: Int,
    slot: Int
  ) -> ScanPosition {
    var flags: RawValue.Flags = []
    let end = bytes.scanString(at: start, flags: &flags)
    if end < 0 { return end }
    values[slot].place(UInt32(truncatingIfNeeded: start), UInt32(end - start), stamp)
    values[slot].kind = .string
    values[slot].flags = flags
    return end + 1
  }

  /// Scans a literal or a container into a slot.
  @inline(never)
  private mutating func scanOther(
    _ bytes: ScanBytes,
    at start: Int,
    slot: Int,
    depth: Int
  ) -> ScanPosition {
    var value = RawValue.missing
    value.kind = .null
    var end: ScanPosition
    switch bytes[start] {
    case UInt8(ascii: "t"):
      (value.kind, value.number) = (.boolean, 1)
      end = bytes.literal(.isTrue, at: start)
    case UInt8(ascii: "f"):
      value.kind = .boolean
      end = bytes.literal(.isFalse, at: start)
    case UInt8(ascii: "n"): end = bytes.literal(.isNull, at: start)
    case UInt8(ascii: "["), UInt8(ascii: "{"):
      value.kind = bytes[start] == UInt8(ascii: "[") ? .array : .object
      var elements = 0
      end = bytes.skipValue(at: start, depth: depth, elements: &elements)
      value.number = Double(elements)
    default: return ScanError.notJSON
    }
    if end < 0 { return end }
    let isContainer = value.kind == .array || value.kind == .object
    value.place(UInt32(truncatingIfNeeded: start), isContainer ? UInt32(end - start) : 0, stamp)
    values[slot] = value
    return end
  }
}
