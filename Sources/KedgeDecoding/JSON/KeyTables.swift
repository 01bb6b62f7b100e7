/// A member that an object may have, and what is done with its value.
struct Edge: BitwiseCopyable {
  /// The first bytes of the key for the comparison with the predicted place.
  var head = KeyHead.never
  /// Where the whole key stands in the table of key bytes.
  var keyOffset: UInt32 = 0
  var keyLength: UInt16 = 0
  /// The node that the key belongs to.
  var node: UInt16 = 0
  /// The edge that followed this one when its object was read last: a hint.
  var next: UInt16 = 0
  /// Slot of the value; 0 where nobody reads it.
  var slot: UInt16 = 0
  /// The node of the members where the value is an object, or 0.
  var child: UInt16 = 0
  /// What a key without a slot is.
  var role = Role.field
  /// The line in which the key was met last.
  var stamp: UInt32 = 0
  /// How often an unknown key was met in the current batch.
  var unknownCount: UInt32 = 0

  /// What a key is.
  enum Role: UInt8 {
    /// A field, or a name that is read from another place.
    case field
    /// A field that nobody knows.
    case unknown
    /// A member of a collection with an illegal name.
    case badName
  }

  /// Edge 0 matches nothing; it stands for "nobody knows what comes next".
  static let none = Edge()
}

/// An object whose members are looked at.
struct Node: BitwiseCopyable {
  /// What members without an edge are.
  enum Collection: UInt8 {
    /// Unknown fields.
    case unknown
    /// A feature, a key of `segment`, or a class of `probabilities` each.
    case features, segment, probabilities

    /// The most members that are kept.
    var memberLimit: Int {
      switch self {
      case .unknown: 512
      case .features: 256
      case .segment: 8
      case .probabilities: 64
      }
    }
  }

  /// The edge without a key from which the first member is predicted.
  var entry: UInt16
  var collection: Collection
  /// Slot that tells of the object itself: wrong type, or too many members.
  var slot: UInt16
}

/// The keys that the scanner knows, as a tree of nodes and edges with a hash table over all edges.
///
/// Keys of features, segments and classes are learned when they are first met. What has been learned
/// changes only the speed: slots and columns are found by name.
struct KeyTables {
  /// Edges that may be learned.
  static let learnedMax = 1_536
  /// Members of collections that one line may teach: the limits of all three.
  static let learnedPerLineMax = 328
  /// Unknown keys that may be learned.
  static let unknownMax = 256
  /// The longest key that is learned; longer names are shortened first.
  static let keyBytesMax = 128

  var edges: [Edge] = [.none]
  var nodes: [Node] = []
  var keyBytes: [UInt8] = []
  /// Indices of edges, 0 for free, addressed by hash with linear probing.
  var buckets: [UInt16] = []
  /// What of the tables is in use.
  var counts = Counts()
  /// What the settings alone have put into the tables.
  private(set) var fixed = Fixed()

  /// How much of the tables is in use.
  struct Counts {
    var edges = 1
    var keyBytes = 0
    var slots = 0
    var unknown = 0
  }

  /// The state before anything is learned.
  struct Fixed {
    var counts = Counts()
    var buckets: [UInt16] = []
  }

  /// All slots that there can be.
  var slotCapacity: Int { fixed.counts.slots + Self.learnedMax }

  /// Adds a node; its members come from `addEdge`.
  mutating func addNode(_ collection: Node.Collection, slot: Int) -> Int {
    edges.append(Edge())
    nodes.append(Node(entry: UInt16(edges.count - 1), collection: collection, slot: UInt16(slot)))
    return nodes.count - 1
  }

  /// Adds a member to a node while the tables are built; answers the index of its edge.
  mutating func addEdge(_ key: String, node: Int) -> Int {
    let bytes = Array(key.utf8)
    precondition(bytes.count <= Int(UInt16.max), "keys of settings are short")
    edges.append(Self.edge(bytes, node: node, keyOffset: keyBytes.count))
    keyBytes.append(contentsOf: bytes)
    return edges.count - 1
  }

  /// The edge of a member while the tables are built, or `nil`.
  func edge(_ key: String, node: Int) -> Int? {
    edges.indices.first { edge in
      edge > 0 && Int(edges[edge].node) == node && self.key(of: edge).elementsEqual(key.utf8)
        && !isEntry(edge)
    }
  }

  /// Ends the building: makes room for what will be learned and fills the hash table.
  mutating func freeze(fixedSlotCount: Int) {
    counts = Counts(edges: edges.count, keyBytes: keyBytes.count, slots: fixedSlotCount)
    edges.append(contentsOf: repeatElement(.none, count: Self.learnedMax))
    keyBytes.append(contentsOf: repeatElement(0, count: Self.learnedMax * Self.keyBytesMax + 16))
    var size = 4_096
    while size < edges.count * 2 { size *= 2 }
    buckets = Array(repeating: 0, count: size)
    fillBuckets()
    fixed = Fixed(counts: counts, buckets: buckets)
  }

  /// Forgets the lines in which keys were met, before the numbers of lines begin anew.
  mutating func forgetStamps() {
    for index in edges.indices { edges[index].stamp = 0 }
  }

  /// The bytes of an edge's key.
  func key(of edge: Int) -> ArraySlice<UInt8> {
    let start = Int(edges[edge].keyOffset)
    return keyBytes[start..<start + Int(edges[edge].keyLength)]
  }

  static func edge(_ key: [UInt8], node: Int, keyOffset: Int) -> Edge {
    var edge = Edge()
    edge.head = head(of: key)
    edge.keyOffset = UInt32(keyOffset)
    edge.keyLength = UInt16(key.count)
    edge.node = UInt16(node)
    return edge
  }

  /// The comparison of a key; one that JSON has to escape is never predicted.
  private static func head(of key: [UInt8]) -> KeyHead {
    let isPlain = key.allSatisfy {
      $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
    }
    guard isPlain else { return .never }
    var head = KeyHead(low: 0, high: 0, lowMask: 0, highMask: 0)
    for (index, byte) in (key + [UInt8(ascii: "\"")]).prefix(16).enumerated() {
      let shift = UInt64(index % 8 * 8)
      if index < 8 {
        head.low |= UInt64(byte) << shift
        head.lowMask |= 0xFF << shift
      } else {
        head.high |= UInt64(byte) << shift
        head.highMask |= 0xFF << shift
      }
    }
    // The scanner compares bytes in memory, whatever the order of the processor.
    return KeyHead(
      low: head.low.littleEndian,
      high: head.high.littleEndian,
      lowMask: head.lowMask.littleEndian,
      highMask: head.highMask.littleEndian
    )
  }

  private func isEntry(_ edge: Int) -> Bool {
    nodes.contains { Int($0.entry) == edge }
  }

  private mutating func fillBuckets() {
    for edge in 1..<counts.edges where !isEntry(edge) {
      let hash = ScanBytes.lendCopy(of: key(of: edge)) { bytes in
        KeyHash.value(bytes, at: 0, length: bytes.count, node: Int(edges[edge].node))
      }
      var bucket = hash & (buckets.count - 1)
      while buckets[bucket] != 0 { bucket = (bucket + 1) & (buckets.count - 1) }
      buckets[bucket] = UInt16(edge)
    }
  }
}

/// A hash of a key and its node; it orders nothing that anybody sees.
enum KeyHash {
  /// The hash over words of eight bytes, the last one filled up with zeros; not negative.
  @inline(__always)
  static func value(_ bytes: ScanBytes, at start: Int, length: Int, node: Int) -> Int {
    var state = UInt64(truncatingIfNeeded: node &* 0x10001 &+ length) &* 0x9E37_79B9_7F4A_7C15
    var index = 0
    while index < length {
      var word = bytes.eightBytes(at: start + index)
      let rest = length - index
      if rest < 8 { word &= (1 << UInt64(rest * 8)) - 1 }
      state = (state ^ word) &* 0xD6E8_FEB8_6659_FD93
      state ^= state >> 32
      index += 8
    }
    return Int(truncatingIfNeeded: state & 0x7FFF_FFFF)
  }
}
