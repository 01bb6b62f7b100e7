import KedgeModel

/// How often fields that nobody knows were met in a batch: the first 64 names.
struct UnknownFields {
  static let namesMax = 64

  private struct Entry {
    var name: [UInt8]
    var node: Int
    /// The edge that counts the name now, or 0.
    var edge: Int
    var count: Int
  }

  private var entries: [Entry] = []

  /// Counts the key of an edge.
  mutating func count(_ edge: Int, _ keys: LentKeys) {
    keys.edges[edge].unknownCount += 1
    if keys.edges[edge].unknownCount > 1 { return }
    let entry = entry(keys.key(of: edge), node: Int(keys.edges[edge].node))
    if let entry { entries[entry].edge = edge }
  }

  /// Counts a key without an edge.
  mutating func count(_ name: [UInt8], node: Int, times: Int = 1) {
    let short = Name.shortened(name, limit: KeyTables.keyBytesMax)
    if let entry = entry(short, node: node) { entries[entry].count += times }
  }

  /// Takes over what the edges have counted, before they are forgotten.
  mutating func settle(_ keys: LentKeys) {
    for index in entries.indices where entries[index].edge != 0 {
      let edge = entries[index].edge
      entries[index].count += Int(keys.edges[edge].unknownCount)
      entries[index].edge = 0
    }
    for edge in keys.fixed.counts.edges..<keys.counts.edges { keys.edges[edge].unknownCount = 0 }
  }

  /// The counts in order of first sight; call `settle` before.
  func counts(nodeNames: [String]) -> [FieldCount] {
    entries.map { entry in
      FieldCount(
        name: nodeNames[entry.node] + String(decoding: entry.name, as: UTF8.self),
        count: entry.count
      )
    }
  }

  /// The entry of a name, made if there is room.
  private mutating func entry(_ name: [UInt8], node: Int) -> Int? {
    let known = entries.firstIndex { $0.node == node && $0.name == name }
    if known != nil || entries.count == Self.namesMax { return known }
    entries.append(Entry(name: name, node: node, edge: 0, count: 0))
    return entries.count - 1
  }
}
