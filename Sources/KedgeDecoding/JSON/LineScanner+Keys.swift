import KedgeModel

extension LineScanner {
  /// Finds the edge of a key that was not predicted; answers the index behind its closing quote.
  @inline(never)
  mutating func findKey(
    _ bytes: ScanBytes,
    at start: Int,
    _ place: Frame,
    _ edge: inout Int
  ) -> ScanPosition {
    // Where one member is missing, the one behind it comes; the prediction stays as it was. In a
    // line without any order that is not worth the look.
    if strayKeys < LineScanner.strayKeysMax {
      let second = Int(keys.edges[edge].next)
      if bytes.beginsKey(of: second, in: keys.edges, at: start)
        && isTail(of: second, keys.edges, bytes, at: start)
      {
        edge = second
        return start + Int(keys.edges[edge].keyLength) + 1
      }
    }
    strayKeys &+= 1
    let end = findKeyByName(bytes, at: start, place, &edge)
    // Behind a key that was not learned nothing is predicted: edge 0 belongs to no node.
    if end >= 0 && place.previous != 0 { keys.edges[place.previous].next = UInt16(edge) }
    return end
  }

  private mutating func findKeyByName(
    _ bytes: ScanBytes,
    at start: Int,
    _ place: Frame,
    _ edge: inout Int
  ) -> ScanPosition {
    var flags: RawValue.Flags = []
    let end = bytes.scanString(at: start, flags: &flags)
    if end < 0 { return end }
    if !flags.contains(.escaped) {
      edge = resolve(bytes, start..<end, place)
      return end + 1
    }
    var key: [UInt8] = []
    bytes.unescape(start..<end, onto: &key)
    edge = ScanBytes.lend(ScanBytes.padded(key)) { resolve($0, 0..<$0.count, place) }
    return end + 1
  }

  /// The edge of a key without escapes, learned where there is room; 0 for one that nobody reads.
  private mutating func resolve(_ bytes: ScanBytes, _ key: Range<Int>, _ place: Frame) -> Int {
    let found = keys.find(bytes, at: key.lowerBound, length: key.count, node: place.node)
    if found != 0 { return found }
    let collection = keys.nodes[place.node].collection
    if collection == .unknown { return resolveUnknown(bytes, key, node: place.node) }
    guard place.members < collection.memberLimit else {
      unlearned = nil
      return 0
    }
    if key.count > KeyTables.keyBytesMax {
      let short = Name.shortened(bytes.copy(key), limit: KeyTables.keyBytesMax)
      return ScanBytes.lend(ScanBytes.padded(short)) { resolve($0, 0..<$0.count, place) }
    }
    let name = bytes.copy(key)
    let isLegal = collection == .segment ? Name.isSegmentKey(name) : Name.isLegal(name)
    return learnMember(bytes, key, node: place.node, collection, isLegal: isLegal)
  }

  /// Learns a member of a collection and the rule of its slot.
  mutating func learnMember(
    _ bytes: ScanBytes,
    _ key: Range<Int>,
    node: Int,
    _ collection: Node.Collection,
    isLegal: Bool
  ) -> Int {
    let edge = keys.learn(
      bytes,
      at: key.lowerBound,
      length: key.count,
      node: node,
      role: isLegal ? .field : .badName
    )
    if isLegal {
      var rule = RecordLayout.learnedRule(collection)
      rule.collection = collection
      rule.edge = UInt16(edge)
      rules[ruleIndex(Int(keys.edges[edge].slot), .inference)] = rule
    }
    return edge
  }

  private mutating func resolveUnknown(_ bytes: ScanBytes, _ key: Range<Int>, node: Int) -> Int {
    guard key.count <= KeyTables.keyBytesMax, keys.counts.unknown < KeyTables.unknownMax else {
      unlearned = Unlearned(name: bytes.copy(key), node: node)
      return 0
    }
    keys.counts.unknown += 1
    return keys.learn(
      bytes,
      at: key.lowerBound,
      length: key.count,
      node: node,
      role: .unknown
    )
  }
}
