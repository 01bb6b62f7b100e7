/// The key tables while a block is scanned.
struct LentKeys {
  let edges: Table<Edge>
  let nodes: Table<Node>
  let keyBytes: Table<UInt8>
  let buckets: Table<UInt16>
  var counts: KeyTables.Counts
  let fixed: KeyTables.Fixed

  /// Whether a line could teach more keys than there is room for.
  var isNearlyFull: Bool {
    edges.count - counts.edges < KeyTables.learnedPerLineMax + KeyTables.unknownMax
  }

  /// The edge of the key that stands at `start`, or 0.
  @inline(__always)
  func find(_ bytes: ScanBytes, at start: Int, length: Int, node: Int) -> Int {
    let mask = buckets.count - 1
    var bucket = KeyHash.value(bytes, at: start, length: length, node: node) & mask
    while buckets[bucket] != 0 {
      let edge = Int(buckets[bucket])
      if Int(edges[edge].node) == node && Int(edges[edge].keyLength) == length
        && isKey(of: edge, from: 0, bytes, at: start)
      {
        return edge
      }
      bucket = (bucket + 1) & mask
    }
    return 0
  }

  /// Whether the bytes of an edge's key from an index on stand at `start`.
  @inline(__always)
  func isKey(of edge: Int, from first: Int, _ bytes: ScanBytes, at start: Int) -> Bool {
    let offset = Int(edges[edge].keyOffset)
    let length = Int(edges[edge].keyLength)
    var index = first
    while index < length {
      let known = keyBytes.eightBytes(at: offset &+ index)
      var difference = known ^ bytes.eightBytes(at: start &+ index)
      let rest = length &- index
      // Bytes behind the key do not count.
      if rest < 8 { difference &= (1 &<< UInt64(truncatingIfNeeded: rest &* 8)) &- 1 }
      if difference != 0 { return false }
      index &+= 8
    }
    return true
  }

  /// Adds the key that stands at `start`; answers its edge.
  mutating func learn(
    _ bytes: ScanBytes,
    at start: Int,
    length: Int,
    node: Int,
    role: Edge.Role
  ) -> Int {
    precondition(counts.edges < edges.count && length <= KeyTables.keyBytesMax, "no room to learn")
    let key = bytes.copy(start..<start + length)
    var edge = KeyTables.edge(key, node: node, keyOffset: counts.keyBytes)
    edge.role = role
    if role == .field {
      edge.slot = UInt16(counts.slots)
      counts.slots += 1
    }
    for index in 0..<length { keyBytes[counts.keyBytes + index] = key[index] }
    counts.keyBytes += length
    let index = counts.edges
    edges[index] = edge
    counts.edges += 1
    insert(index, hash: KeyHash.value(bytes, at: start, length: length, node: node))
    return index
  }

  /// Forgets what was learned.
  mutating func forget() {
    counts = fixed.counts
    for index in 0..<edges.count { edges[index].next = 0 }
    for index in 0..<buckets.count { buckets[index] = fixed.buckets[index] }
  }

  /// The bytes of an edge's key.
  func key(of edge: Int) -> [UInt8] {
    let offset = Int(edges[edge].keyOffset)
    return (0..<Int(edges[edge].keyLength)).map { keyBytes[offset + $0] }
  }

  private func insert(_ edge: Int, hash: Int) {
    var bucket = hash & (buckets.count - 1)
    while buckets[bucket] != 0 { bucket = (bucket + 1) & (buckets.count - 1) }
    buckets[bucket] = UInt16(edge)
  }
}
