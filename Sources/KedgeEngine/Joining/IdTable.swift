import KedgeModel

/// The inferences that feedback, labels and repeated lines may still name.
///
/// Eight segments, each an array of entries with an open-addressing index. When the newest is full
/// the oldest is dropped whole, so between 7/8 and all of `capacity` ids are remembered.
///
/// - Complexity: O(1) a look-up and an insertion; 48 bytes an entry and 8 of index.
struct IdTable: Equatable, Sendable {
  /// Number of segments.
  static let segmentCount = 8

  private(set) var segments: [IdSegment]
  /// Number of the newest segment since the beginning.
  private(set) var newest: Int
  private let segmentCapacity: Int

  init(capacity: Int) {
    segmentCapacity = max(capacity / IdTable.segmentCount, 1)
    segments = [IdSegment(number: 0)]
    newest = 0
  }

  /// Makes a table from stored segments, oldest first.
  init(capacity: Int, segments: [IdSegment]) {
    self.init(capacity: capacity)
    guard let last = segments.last else { return }
    self.segments = segments
    newest = last.number
  }

  var count: Int { segments.reduce(0) { $0 + $1.entries.count } }

  /// The entry of an id.
  func find(_ hash: UInt64) -> IdEntry? {
    for segment in segments.reversed() {
      if let position = segment.position(of: hash) { return segment.entries[position] }
    }
    return nil
  }

  /// Remembers an inference that is not in the table.
  ///
  /// - Returns: the segment that was dropped to make room, or `nil`.
  mutating func insert(_ entry: IdEntry) -> IdSegment? {
    var dropped: IdSegment?
    if segments[segments.count - 1].entries.count >= segmentCapacity {
      newest += 1
      segments.append(IdSegment(number: newest))
      if segments.count > IdTable.segmentCount { dropped = segments.removeFirst() }
    }
    segments[segments.count - 1].append(entry)
    return dropped
  }

  func checkInvariants() {
    precondition(segments.count <= IdTable.segmentCount, "at most eight segments")
    precondition(segments.last?.number == newest, "the newest segment is last")
    for segment in segments { segment.checkInvariants() }
  }
}

/// One inference as later records see it.
struct IdEntry: Equatable, Sendable {
  /// Keyed hash of its id.
  var hash: UInt64
  /// Event time.
  var time: Timestamp
  /// The pane of its series in which it was counted.
  var pane: Int64
  /// The row of the series table: the series of the total and of each grouping.
  var route: UInt32
  /// The input that it came from.
  var source: UInt16
  /// What is known of its prediction.
  var flags: IdFlags
  /// The predicted value, or the hash of the predicted class.
  var prediction: UInt64
  /// The cell of its score, where `flags` has one.
  var scoreCell: UInt16
}

/// What is known of an inference.
struct IdFlags: OptionSet, Sendable {
  let rawValue: UInt16
  /// The prediction is a number.
  static let numberPredicted = IdFlags(rawValue: 1)
  /// The prediction is a name, of which the hash is kept.
  static let classPredicted = IdFlags(rawValue: 2)
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
  /// Position of an entry plus one by hash; 0 is free. Size a power of two, at most half full.
  private var index: [UInt32] = []

  init(number: Int) {
    self.number = number
  }

  func position(of hash: UInt64) -> Int? {
    guard !index.isEmpty else { return nil }
    let mask = index.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while index[slot] != 0 {
      let position = Int(index[slot]) - 1
      if entries[position].hash == hash { return position }
      slot = (slot + 1) & mask
    }
    return nil
  }

  mutating func append(_ entry: IdEntry) {
    entries.append(entry)
    if entries.count * 2 > index.count {
      rebuildIndex(size: max(64, index.count * 2))
    } else {
      enter(position: entries.count - 1)
    }
  }

  private mutating func rebuildIndex(size: Int) {
    index = Array(repeating: 0, count: size)
    for position in entries.indices { enter(position: position) }
  }

  private mutating func enter(position: Int) {
    let mask = index.count - 1
    var slot = Int(truncatingIfNeeded: entries[position].hash) & mask
    while index[slot] != 0 { slot = (slot + 1) & mask }
    index[slot] = UInt32(position + 1)
  }

  func checkInvariants() {
    precondition(index.count { $0 != 0 } == entries.count, "every entry is in the index")
  }

  static func == (left: IdSegment, right: IdSegment) -> Bool {
    left.number == right.number && left.entries == right.entries
  }
}
