import KedgeModel

/// Reads one line after the other into values, one slot for each field that is known.
///
/// One pass over the bytes, no recursion, no allocation for a line whose keys have been met before.
struct LineScanner {
  var keys: LentKeys
  let values: Table<RawValue>
  let touched: Table<UInt16>
  let frames: Table<Frame>
  /// Rules of the fixed slots, kind after kind, then one for each learned slot.
  let rules: Table<FieldRule>
  /// How many slots of `touched` the current line has filled, in order of their keys unless
  /// `orderTouched` has changed that.
  var touchedCount = 0
  /// Keys of the current line that stood where nothing had predicted them.
  var strayKeys = 0
  /// The number of the current line; values of other numbers are missing.
  var stamp: UInt32 = 0
  /// What is wrong with a line that is JSON.
  var flaw: Flaw?
  /// Whether a collection of the line has too many members.
  var isOverfull = false
  var unknown = UnknownFields()
  /// The unknown key before the value that comes next, where it could not be learned.
  var unlearned: Unlearned?

  /// Stray keys from which on a line is taken as one without order.
  static let strayKeysMax = 4

  /// A key without an edge.
  struct Unlearned {
    var name: [UInt8]
    var node: Int
  }

  /// An object around the one that is read.
  struct Frame: BitwiseCopyable {
    var node: Int
    var previous: Int
    var members: Int
  }

  /// Why a line with correct grammar is no record.
  struct Flaw {
    var reason: RejectReason
    var field: String?
  }

  /// Begins a line.
  @inline(__always)
  mutating func beginLine() {
    stamp &+= 1
    touchedCount = 0
    strayKeys = 0
    if flaw != nil { flaw = nil }
    isOverfull = false
  }

  /// Index of the rule of a slot.
  @inline(__always)
  func ruleIndex(_ slot: Int, _ kind: RecordKind) -> Int {
    let fixed = keys.fixed.counts.slots
    // Learned slots follow those of the last kind.
    let place = slot < fixed ? kind.rawValue : RecordKind.deployment.rawValue
    return Int(place) * fixed + slot
  }

  /// Forgets the keys that were learned, where a line could teach more than there is room for.
  @inline(__always)
  mutating func makeRoom() {
    if keys.isNearlyFull { forget() }
  }

  @inline(never)
  private mutating func forget() {
    unknown.settle(keys)
    keys.forget()
  }

  /// Whether a slot has got a value in this line.
  @inline(__always)
  func isPresent(_ slot: Int) -> Bool {
    values[slot].stamp == stamp
  }

  /// Brings the touched slots of a line into an order that the line and the settings alone decide: the
  /// fixed ones by their numbers, behind them the learned ones as they stand in the line.
  ///
  /// What is done with them then comes in the same order in each line, and the processor guesses it.
  mutating func orderTouched() {
    let fixed = UInt64(keys.fixed.counts.slots)
    var (low, high) = (UInt64(0), UInt64(0))
    var learned = 0
    for index in 0..<touchedCount {
      let slot = UInt64(touched[index])
      if slot >= fixed {
        touched[learned] = touched[index]
        learned &+= 1
      } else if slot < 64 {
        low |= 1 << slot
      } else {
        high |= 1 << (slot & 63)
      }
    }
    let count = touchedCount &- learned
    var index = learned
    while index > 0 {
      index &-= 1
      touched[index &+ count] = touched[index]
    }
    while low != 0 {
      touched[index] = UInt16(truncatingIfNeeded: low.trailingZeroBitCount)
      low &= low &- 1
      index &+= 1
    }
    while high != 0 {
      touched[index] = UInt16(truncatingIfNeeded: 64 &+ high.trailingZeroBitCount)
      high &= high &- 1
      index &+= 1
    }
  }

  /// Whether `orderTouched` has bits for all fixed slots.
  var canOrderTouched: Bool { keys.fixed.counts.slots <= 128 }

  /// Stores a value that came from elsewhere than the keys of the line.
  mutating func store(_ value: RawValue, in slot: Int) {
    if !isPresent(slot) && slot != 0 {
      touched[touchedCount] = UInt16(slot)
      touchedCount += 1
    }
    values[slot] = value
    values[slot].stamp = stamp
  }

  /// Scans the object whose opening brace stands at `start`.
  ///
  /// - Returns: the index behind its closing brace, or a `ScanError`.
  mutating func scanObject(_ bytes: ScanBytes, at start: Int) -> ScanPosition {
    // Copies, because the compiler would read them again behind every store to a table.
    let edges = keys.edges
    let stamp = stamp
    var depth = 1
    var place = Frame(node: 0, previous: Int(keys.nodes[0].entry), members: 0)
    var index = bytes.skipSpace(start &+ 1)
    if bytes[index] == UInt8(ascii: "}") { return index &+ 1 }
    while true {
      index = scanKey(bytes, at: index, edges, &place)
      if index < 0 { return index }
      let edge = place.previous
      var slot = Int(edges[edge].slot)
      if edges[edge].stamp == stamp || slot == 0 {
        slot = claimSpecial(edge)
      } else {
        edges[edge].stamp = stamp
      }
      let child = Int(edges[edge].child)
      if child != 0 && bytes[index] == UInt8(ascii: "{") {
        frames[depth] = place
        depth &+= 1
        place = Frame(node: child, previous: Int(keys.nodes[child].entry), members: 0)
        index = bytes.skipSpace(index &+ 1)
        if bytes[index] != UInt8(ascii: "}") { continue }
      } else {
        index = scanValue(bytes, at: index, slot: slot, stamp: stamp, depth: depth)
        if index < 0 { return index }
        index = bytes.skipSpace(index)
        if bytes[index] == UInt8(ascii: ",") {
          index = bytes.skipSpace(index &+ 1)
          continue
        }
      }
      index = closeObjects(bytes, at: index, &place, &depth)
      if depth == 0 || index < 0 { return index }
    }
  }

  /// Closes the object at whose end the scan stands, and those around it that end there too.
  ///
  /// - Returns: the index of the next key, or, at depth 0, the index behind the whole object.
  @inline(__always)
  private mutating func closeObjects(
    _ bytes: ScanBytes,
    at start: Int,
    _ place: inout Frame,
    _ depth: inout Int
  ) -> ScanPosition {
    var index = start
    while true {
      guard bytes[index] == UInt8(ascii: "}") else { return ScanError.notJSON }
      index &+= 1
      if place.members > 8 { checkMembers(place) }
      depth &-= 1
      if depth == 0 { return index }
      place = frames[depth]
      index = bytes.skipSpace(index)
      if bytes[index] == UInt8(ascii: ",") { return bytes.skipSpace(index &+ 1) }
    }
  }

  /// Scans a key and its colon, and makes its edge the previous one; answers where its value begins.
  @inline(__always)
  private mutating func scanKey(
    _ bytes: ScanBytes,
    at start: Int,
    _ edges: Table<Edge>,
    _ place: inout Frame
  ) -> ScanPosition {
    guard bytes[start] == UInt8(ascii: "\"") else { return ScanError.notJSON }
    var edge = Int(edges[place.previous].next)
    var index = start &+ 1
    if bytes.beginsKey(of: edge, in: edges, at: index)
      && isTail(of: edge, edges, bytes, at: index)
    {
      index = index &+ Int(edges[edge].keyLength) &+ 1
    } else {
      // A copy, so that the compiler keeps the predicted edge in a register.
      var found = edge
      index = findKey(bytes, at: index, place, &found)
      if index < 0 { return index }
      edge = found
    }
    place.previous = edge
    place.members &+= 1
    if bytes[index] != UInt8(ascii: ":") {
      index = bytes.skipSpace(index)
      guard bytes[index] == UInt8(ascii: ":") else { return ScanError.notJSON }
    }
    return bytes.skipSpace(index &+ 1)
  }

  /// Whether the rest of a predicted key that is longer than one comparison stands there as well.
  @inline(__always)
  func isTail(of edge: Int, _ edges: Table<Edge>, _ bytes: ScanBytes, at index: Int) -> Bool {
    let length = Int(edges[edge].keyLength)
    if length < 16 { return true }
    return keys.isKey(of: edge, from: 16, bytes, at: index)
      && bytes[index &+ length] == UInt8(ascii: "\"")
  }

  /// The slot of an edge whose value nobody reads, or whose key was met before: always 0.
  @inline(never)
  private mutating func claimSpecial(_ edge: Int) -> Int {
    if edge == 0 {
      if let key = unlearned { unknown.count(key.name, node: key.node) }
      return 0
    }
    let isAgain = keys.edges[edge].stamp == stamp
    keys.edges[edge].stamp = stamp
    switch keys.edges[edge].role {
    case .unknown: unknown.count(edge, keys)
    case .badName: note(.badName, keys.key(of: edge))
    case .field:
      if isAgain && (keys.edges[edge].slot != 0 || keys.edges[edge].child != 0) {
        note(.duplicateKey, keys.key(of: edge))
      }
    }
    return 0
  }

  /// Remembers the first flaw of a line.
  mutating func note(_ reason: RejectReason, _ key: [UInt8]?) {
    guard flaw == nil else { return }
    flaw = Flaw(reason: reason, field: key.map { String(decoding: $0, as: UTF8.self) })
  }

  @inline(never)
  private mutating func checkMembers(_ place: Frame) {
    let node = keys.nodes[place.node]
    guard place.members > node.collection.memberLimit else { return }
    if node.collection == .unknown { return note(.tooMany, nil) }
    isOverfull = true
    var value = RawValue.missing
    value.kind = .tooMany
    store(value, in: Int(node.slot))
  }
}

extension LineScanner {
  /// Rules of fixed slots and of those that have been learned.
  var usedRuleCount: Int {
    RecordKind.allCases.count * keys.fixed.counts.slots + keys.counts.slots
      - keys.fixed.counts.slots
  }
}
