import KedgeModel

/// The inferences that feedback, labels and repeated lines may still name.
///
/// Eight segments, each an array of entries with an open-addressing index, and a filter that says
/// which of them are worth a look. When the newest is full the oldest is dropped whole, so between
/// 7/8 and all of `capacity` ids are remembered.
///
/// - Complexity: O(1) a look-up and an insertion; 32 bytes an entry, 8 to 32 of index and 2 to 8 of
///   filter.
struct IdTable: Sendable {
  /// Number of segments.
  static let segmentCount = IdFilter.segmentCount

  private(set) var segments: [IdSegment]
  private var filter: IdFilter
  /// Number of the newest segment since the beginning.
  private(set) var newest: Int
  private let segmentCapacity: Int

  init(capacity: Int) {
    segmentCapacity = max(capacity / IdTable.segmentCount, 1)
    segments = [IdSegment(number: 0)]
    filter = IdFilter(entries: 0)
    newest = 0
  }

  /// Makes a table from stored segments, oldest first.
  init(capacity: Int, segments: [IdSegment]) {
    self.init(capacity: capacity)
    guard let last = segments.last else { return }
    self.segments = segments
    newest = last.number
    refillFilter(entries: segments.map(\.entries.count).max() ?? 0)
  }

  private mutating func refillFilter(entries: Int) {
    filter = IdFilter(entries: entries)
    for segment in segments {
      for entry in segment.entries { filter.insert(entry.hash, segment: segment.number) }
    }
  }

  var count: Int { segments.reduce(0) { $0 + $1.entries.count } }

  /// The oldest entry of an id: what was joined to it stays with it when another input brings the
  /// same id again.
  func find(_ hash: UInt64) -> IdEntry? {
    let worthALook = filter.segments(of: hash)
    guard worthALook != 0 else { return nil }
    for segment in segments where worthALook & IdFilter.bit(ofSegment: segment.number) != 0 {
      if let position = segment.position(of: hash) { return segment.entries[position] }
    }
    return nil
  }

  /// Whether an input has brought an id before.
  func contains(_ hash: UInt64, from source: UInt16) -> Bool {
    let worthALook = filter.segments(of: hash)
    guard worthALook != 0 else { return false }
    return segments.contains { segment in
      worthALook & IdFilter.bit(ofSegment: segment.number) != 0
        && segment.contains(hash, from: source)
    }
  }

  /// Brings what look-ups and insertions of ids touch first into the cache, and changes nothing.
  ///
  /// They do not wait for memory one after the other then.
  ///
  /// - Returns: a number without meaning, which keeps the loads from being left out.
  func warm(_ hashes: NameHashes, _ rows: Range<Int>) -> UInt64 {
    let newest = segments[segments.count - 1]
    var loaded: UInt64 = 0
    for row in rows where hashes.ids[row] != 0 {
      loaded ^=
        UInt64(filter.segments(of: hashes.ids[row])) ^ UInt64(newest.slot(of: hashes.ids[row]))
    }
    for row in rows where hashes.refs[row] != 0 {
      loaded ^= find(hashes.refs[row])?.hash ?? 0
    }
    return loaded
  }

  /// Remembers an inference that is not in the table.
  ///
  /// - Returns: the segment that was dropped to make room, or `nil`.
  mutating func insert(_ entry: IdEntry) -> IdSegment? {
    var dropped: IdSegment?
    if segments[segments.count - 1].entries.count >= segmentCapacity {
      newest += 1
      // The one before was filled, so this one will be.
      segments.append(IdSegment(number: newest, room: segmentCapacity))
      if segments.count > IdTable.segmentCount { dropped = segments.removeFirst() }
      filter.clear(segment: newest)
    }
    let count = segments[segments.count - 1].entries.count + 1
    if count > filter.capacity { refillFilter(entries: count * 4) }
    segments[segments.count - 1].append(entry)
    filter.insert(entry.hash, segment: newest)
    return dropped
  }

  /// Forgets what inferences were expected to cost.
  ///
  /// - Returns: whether anything was.
  /// - Complexity: O(ids).
  mutating func forgetLosses(where isMeant: (IdEntry) -> Bool) -> Bool {
    var hasChanged = false
    for segment in segments.indices where segments[segment].forgetLosses(where: isMeant) {
      hasChanged = true
    }
    return hasChanged
  }

  func checkInvariants() {
    precondition(segments.count <= IdTable.segmentCount, "at most eight segments")
    precondition(segments.last?.number == newest, "the newest segment is last")
    for segment in segments {
      segment.checkInvariants()
      precondition(
        segment.entries.allSatisfy { entry in
          filter.segments(of: entry.hash) & IdFilter.bit(ofSegment: segment.number) != 0
        },
        "the filter lets every entry be found"
      )
    }
  }
}

/// One inference as later records see it: 32 bytes, for there are a million of them.
struct IdEntry: Equatable, Sendable {
  /// Keyed hash of its id.
  let hash: UInt64
  /// The predicted value, or the hash of the predicted class.
  var prediction: UInt64 = 0
  /// 40 bits of pane, one more than its number, and 24 of route.
  private var place: UInt64
  /// 34 bits of seconds, 14 of source, 12 of score cell and 4 of flags.
  private var facts: UInt64

  /// The largest numbers that fit.
  static let paneMax = Int64(1) << 40 - 2
  static let routeMax = 1 << 24 - 1
  static let sourceMax = 1 << 14 - 1

  /// Makes an entry of which no prediction is known; a pane beyond the largest is forgotten at once.
  ///
  /// - Precondition: the time is that of an event, route and source are at most the largest numbers.
  init(hash: UInt64, time: Timestamp, pane: Int64, route: Int, source: UInt16) {
    precondition(route >= 0 && route <= IdEntry.routeMax, "the number of a route has 24 bits")
    precondition(source <= IdEntry.sourceMax, "the number of an input has 14 bits")
    self.hash = hash
    place = IdEntry.bits(ofPane: pane) | UInt64(route)
    let seconds = time.nanoseconds.flooredDivision(by: 1_000_000_000).quotient
    facts = UInt64(max(0, seconds)) << 30 | UInt64(source) << 16
  }

  /// Event time, without what is less than a second.
  var time: Timestamp { Timestamp(nanoseconds: Int64(facts >> 30) * 1_000_000_000) }

  /// The pane of its series in which it was counted; -1 where that is forgotten.
  var pane: Int64 {
    get { Int64(place >> 24) - 1 }
    set { place = place & 0xFF_FFFF | IdEntry.bits(ofPane: newValue) }
  }

  private static func bits(ofPane pane: Int64) -> UInt64 {
    (0...paneMax).contains(pane) ? UInt64(pane + 1) << 24 : 0
  }

  /// The row of the series table: the series of the total and of each grouping.
  var route: Int { Int(place & 0xFF_FFFF) }

  /// The input that it came from.
  var source: UInt16 {
    get { UInt16(truncatingIfNeeded: facts >> 16) & 0x3FFF }
    set { facts = facts & ~0x3FFF_0000 | UInt64(newValue & 0x3FFF) << 16 }
  }

  /// The cell of its score, where `flags` has one; or the code of the loss that is expected of it.
  var scoreCell: UInt16 {
    get { UInt16(truncatingIfNeeded: facts >> 4) & 0xFFF }
    set { facts = facts & ~0xFFF0 | UInt64(newValue & 0xFFF) << 4 }
  }

  /// What is known of its prediction.
  var flags: IdFlags {
    get { IdFlags(rawValue: UInt16(truncatingIfNeeded: facts) & 0xF) }
    set { facts = facts & ~0xF | UInt64(newValue.rawValue & 0xF) }
  }
}

extension IdEntry {
  /// Notes what the record is expected to cost; a score goes, for there is room for one of them.
  mutating func expect(_ loss: Double) {
    guard flags.contains(.numberPredicted) else { return }
    flags.remove(.scored)
    flags.insert(.lossExpected)
    scoreCell = LossCode(loss).bits
  }

  /// Forgets what the record is expected to cost.
  mutating func forgetLoss() {
    guard expectedLoss != nil else { return }
    flags.subtract(.lossExpected)
    flags.insert(.numberPredicted)
    scoreCell = 0
  }

  /// What the record is expected to cost, where that is known.
  var expectedLoss: Double? {
    flags.contains(.lossExpected) ? LossCode(bits: scoreCell).value : nil
  }

  /// Whether the prediction is a name.
  var hasPredictedClass: Bool {
    flags.contains(.classPredicted) && !flags.contains(.numberPredicted)
  }
}

/// What is known of an inference, four bits.
struct IdFlags: OptionSet, Sendable {
  let rawValue: UInt16
  /// The prediction is a number.
  static let numberPredicted = IdFlags(rawValue: 1)
  /// The prediction is a name, of which the hash is kept.
  static let classPredicted = IdFlags(rawValue: 2)
  /// The prediction is a number, and a loss is expected of it.
  static let lossExpected: IdFlags = [.numberPredicted, .classPredicted]
  /// There is a score in 0...1.
  static let scored = IdFlags(rawValue: 4)
  /// It belongs to the baseline.
  static let inBaseline = IdFlags(rawValue: 8)
}

/// A stretch of remembered ids.
struct IdSegment: Equatable, Sendable {
  /// Its number since the beginning.
  let number: Int
  private(set) var entries: [IdEntry] = []
  /// By the low bits of the hash: the position of the entry plus one, and above it as many of the
  /// hash's high bits as there is room for; 0 is free.
  ///
  /// A look-up of an id that is not there seldom leaves this array. Size a power of two, at most
  /// half full.
  private var index: [UInt32] = []

  /// Makes an empty segment with room for so many entries.
  init(number: Int, room: Int = 0) {
    self.number = number
    entries.reserveCapacity(room)
  }

  /// What stands where the search for a hash begins.
  @inline(__always)
  func slot(of hash: UInt64) -> UInt32 {
    index.isEmpty ? 0 : index[Int(truncatingIfNeeded: hash) & (index.count - 1)]
  }

  @inline(__always)
  func position(of hash: UInt64) -> Int? {
    let mask = index.count - 1
    guard mask > 0 else { return nil }
    let (positions, tag) = (UInt32(mask), UInt32(hash >> 32))
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      let found = index[slot]
      if found == 0 { return nil }
      if (found ^ tag) & ~positions == 0 {
        let position = Int(found & positions) - 1
        if entries[position].hash == hash { return position }
      }
      slot = (slot + 1) & mask
    }
  }

  /// Whether it holds an id that came from an input.
  @inline(__always)
  func contains(_ hash: UInt64, from source: UInt16) -> Bool {
    let mask = index.count - 1
    guard mask > 0 else { return false }
    let (positions, tag) = (UInt32(mask), UInt32(hash >> 32))
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      let found = index[slot]
      if found == 0 { return false }
      if (found ^ tag) & ~positions == 0 {
        let position = Int(found & positions) - 1
        if entries[position].hash == hash, entries[position].source == source { return true }
      }
      slot = (slot + 1) & mask
    }
  }

  mutating func append(_ entry: IdEntry) {
    entries.append(entry)
    if entries.count * 2 > index.count {
      rebuildIndex(size: max(64, index.count * 4))
    } else {
      enter(position: entries.count - 1)
    }
  }

  /// Forgets what inferences were expected to cost; whether anything was.
  mutating func forgetLosses(where isMeant: (IdEntry) -> Bool) -> Bool {
    var hasChanged = false
    for position in entries.indices
    where entries[position].expectedLoss != nil && isMeant(entries[position]) {
      entries[position].forgetLoss()
      hasChanged = true
    }
    return hasChanged
  }

  private mutating func rebuildIndex(size: Int) {
    index = Array(repeating: 0, count: size)
    for position in entries.indices { enter(position: position) }
  }

  private mutating func enter(position: Int) {
    let mask = index.count - 1
    let hash = entries[position].hash
    var slot = Int(truncatingIfNeeded: hash) & mask
    while index[slot] != 0 { slot = (slot + 1) & mask }
    index[slot] = UInt32(hash >> 32) & ~UInt32(mask) | UInt32(position + 1)
  }

  func checkInvariants() {
    precondition(index.count { $0 != 0 } == entries.count, "every entry is in the index")
  }

  static func == (left: IdSegment, right: IdSegment) -> Bool {
    left.number == right.number && left.entries == right.entries
  }
}
