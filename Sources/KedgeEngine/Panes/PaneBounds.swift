/// Where the panes of a series that counts records end, in numbers of its model's inferences.
///
/// Each series fills its panes at its own speed; the number of an inference in its model tells the
/// pane in every one of them.
struct PaneBounds: Equatable, Sendable {
  /// Ends of the newest panes that were filled, oldest first: the first inference behind each.
  private(set) var ends: [Int64] = []

  init(ends: [Int64] = []) {
    self.ends = ends
  }

  /// Notes that the pane that was being filled has ended.
  mutating func add(_ end: Int64) {
    ends.append(end)
    if ends.count > Evaluations.kept { ends.removeFirst() }
  }

  /// The pane of an inference, where `filling` is the number of the pane that is being filled.
  ///
  /// `nil` for an inference that is so old that the end of its pane is forgotten.
  ///
  /// - Complexity: O(log panes).
  func pane(of inference: Int64, filling: Int64) -> Int64? {
    var (low, high) = (0, ends.count)
    while low < high {
      let middle = (low + high) / 2
      if ends[middle] <= inference { low = middle + 1 } else { high = middle }
    }
    let oldest = filling - Int64(ends.count)
    // The start of the oldest known pane is not known where earlier ones were forgotten.
    return low == 0 && oldest > 0 ? nil : oldest + Int64(low)
  }
}
