/// Judgements that are still to come, earliest first: a binary heap.
struct FeedbackQueue {
  /// One judgement that will be made.
  struct Entry {
    /// Event time in microseconds since the epoch.
    var time: Int64
    /// Number of the inference it judges; orders judgements of the same instant.
    var inference: UInt64
    /// Number of the user who judges.
    var user: UInt64
    /// Position of the counters of the judged version.
    var tally: Int
    /// Position of the model.
    var model: Int
    /// Whether the judgement is positive.
    var isUp: Bool
  }

  private var entries: [Entry] = []

  /// The time of the earliest judgement; `nil` when none is waiting.
  var earliest: Int64? { entries.first?.time }

  /// Adds a judgement.
  ///
  /// - Complexity: O(log n).
  mutating func insert(_ entry: Entry) {
    entries.append(entry)
    var child = entries.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard precedes(child, parent) else { return }
      entries.swapAt(child, parent)
      child = parent
    }
  }

  /// Takes out the earliest judgement.
  ///
  /// - Complexity: O(log n).
  mutating func removeEarliest() -> Entry? {
    guard let earliest = entries.first, let last = entries.popLast() else { return nil }
    guard !entries.isEmpty else { return earliest }
    entries[0] = last
    var parent = 0
    while true {
      var smallest = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < entries.count {
        if precedes(child, smallest) { smallest = child }
      }
      guard smallest != parent else { return earliest }
      entries.swapAt(parent, smallest)
      parent = smallest
    }
  }

  private func precedes(_ left: Int, _ right: Int) -> Bool {
    let (left, right) = (entries[left], entries[right])
    return left.time == right.time ? left.inference < right.inference : left.time < right.time
  }
}
