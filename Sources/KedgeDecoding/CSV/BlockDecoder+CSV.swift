import KedgeModel

/// Which slots the columns of a CSV stream fill.
struct CSVBinding {
  /// Slots of each column; none where nobody reads it.
  var slots: [[Int]] = []
  /// Columns that nobody reads, by name.
  var unknown: [String] = []
  /// What makes every record of the stream a reject.
  var flaw: LineScanner.Flaw?
}

extension BlockDecoder {
  /// Decodes all records of CSV from an index on.
  mutating func decodeRecords(
    _ settings: CSVSettings,
    _ features: FeatureMapping.Others,
    header: CSVHeader?,
    startsStream: Bool
  ) {
    var reader = CSVReader(bytes: bytes, delimiter: settings.delimiter.byte)
    if startsStream && settings.columns == nil { _ = reader.readHeader() }
    scanner.makeRoom()
    let binding = bind(header?.columns ?? [], takesRest: features == .rest)
    let nulls = settings.nullValues.map { Array($0.utf8) }
    while let record = reader.read() {
      if record.range.count > lineBytesMax {
        reject(record.range.prefix(lineBytesMax + 1), .tooLong)
        reader.restart(behindLineAt: record.range.lowerBound)
      } else {
        decode(record, reader, binding, nulls)
      }
    }
    for name in binding.unknown {
      scanner.unknown.count(Array(name.utf8), node: 0, times: heads.count)
    }
    batch.blankLines += reader.blankLines
    finishBatch()
  }

  private mutating func decode(
    _ record: CSVReader.Record,
    _ reader: CSVReader,
    _ binding: CSVBinding,
    _ nulls: [[UInt8]]
  ) {
    let range = record.range
    let isASCII = bytes.isASCII(at: range.lowerBound, length: range.count)
    if !isASCII && !bytes.isUTF8(range) { return reject(range, .badUTF8) }
    if record.isBroken { return reject(range, .tooLong, field: "columns") }
    guard reader.cells.count == binding.slots.count else {
      return reject(range, .type, field: "columns")
    }
    scanner.beginLine()
    scanner.flaw = binding.flaw
    for (cell, slots) in zip(reader.cells, binding.slots) where !slots.isEmpty {
      guard let value = value(of: cell, reader, nulls, isASCII: isASCII) else { continue }
      for slot in slots { scanner.store(value, in: slot) }
    }
    finishRecord(range)
  }

  /// A cell as a number where the whole of it is one, else as text; `nil` where it is missing.
  private mutating func value(
    of cell: CSVReader.Cell,
    _ reader: CSVReader,
    _ nulls: [[UInt8]],
    isASCII: Bool
  ) -> RawValue? {
    var value = RawValue.missing
    value.flags = isASCII ? .cell : [.cell, .high]
    value.kind = .string
    if cell.isQuotedTwice {
      let slice = make(reader.text(of: cell))
      (value.offset, value.length) = (slice.offset, slice.lengthBytes)
      return value
    }
    if nulls.contains(where: { isEqual(cell.range, $0) }) { return nil }
    value.offset = UInt32(cell.range.lowerBound)
    value.length = UInt32(cell.range.count)
    guard let first = cell.range.first, bytes[first] == 0x2D || bytes[first] &- 0x30 <= 9 else {
      return value
    }
    var number = ParsedNumber(value: 0, isInteger: false, isRounded: false)
    let end = bytes.parseNumber(at: first, into: &number)
    if end == cell.range.upperBound {
      value.kind = .number
      value.number = number.value
      if number.isInteger { value.flags.insert(.integer) }
      if number.isRounded { value.flags.insert(.rounded) }
    } else if end == ScanError.range {
      value.kind = .outOfRange
    }
    return value
  }

  private func isEqual(_ range: Range<Int>, _ text: [UInt8]) -> Bool {
    guard range.count == text.count else { return false }
    for (index, byte) in text.enumerated() where bytes[range.lowerBound + index] != byte {
      return false
    }
    return true
  }

  private mutating func bind(_ names: [String], takesRest: Bool) -> CSVBinding {
    var binding = CSVBinding()
    var features = 0
    for (index, name) in names.enumerated() {
      if names[..<index].contains(where: { $0.equalsByBytes(name) }) {
        binding.flaw = LineScanner.Flaw(reason: .duplicateKey, field: name)
      }
      var slots = layout.columns.filter { $0.name.equalsByBytes(name) }.map(\.slot)
      if slots.isEmpty, let member = member(name, takesRest: takesRest) {
        features += 1
        if features > Node.Collection.features.memberLimit {
          binding.flaw = LineScanner.Flaw(reason: .tooMany, field: "features")
          break
        }
        guard let slot = memberSlot(member.name, in: member.node) else {
          binding.flaw = LineScanner.Flaw(reason: .badName, field: name)
          continue
        }
        slots = slot == 0 ? [] : [slot]
      } else if slots.isEmpty {
        binding.unknown.append(name)
      }
      binding.slots.append(slots)
    }
    return binding
  }

  /// The collection that a column without a mapping belongs to, and its name there.
  private func member(_ column: String, takesRest: Bool) -> (node: Int, name: String)? {
    if column.hasPrefix("segment.") { return (layout.segmentNode, String(column.dropFirst(8))) }
    if column.hasPrefix("features.") { return (layout.featuresNode, String(column.dropFirst(9))) }
    return takesRest ? (layout.featuresNode, column) : nil
  }

  /// The slot of a member of a collection, learned where it is new; `nil` for an illegal name.
  private mutating func memberSlot(_ name: String, in node: Int) -> Int? {
    let short = Name.shortened(Array(name.utf8), limit: KeyTables.keyBytesMax)
    let collection = scanner.keys.nodes[node].collection
    let isLegal = collection == .segment ? Name.isSegmentKey(short) : Name.isLegal(short)
    guard isLegal else { return nil }
    return ScanBytes.lend(ScanBytes.padded(short)) { bytes in
      let key = 0..<bytes.count
      var edge = scanner.keys.find(bytes, at: 0, length: key.count, node: node)
      if edge == 0 {
        edge = scanner.learnMember(bytes, key, node: node, collection, isLegal: true)
      }
      return Int(scanner.keys.edges[edge].slot)
    }
  }
}
