import KedgeModel

/// Feedback and labels: those that wait for their inference, and those that were joined and may be
/// revised.
struct JoinTable: Sendable {
  /// A judgement or a truth about an inference.
  struct Item: Equatable, Sendable {
    /// What it says.
    var value: JoinValue
    /// When it was said; a later one replaces an earlier one.
    var time: Timestamp
    /// The input that it came from.
    var source: UInt16
  }

  /// What identifies an item: the inference, and for feedback its name and own id.
  struct Key: Hashable, Comparable, Sendable {
    /// Hash of the inference's id.
    var ref: UInt64
    /// Hash of the feedback's name and id; 0 for a label.
    var item: UInt64

    static func < (left: Key, right: Key) -> Bool {
      (left.ref, left.item) < (right.ref, right.item)
    }
  }

  /// Items that wait, by the inference that they name.
  private(set) var pending: [UInt64: [KeyedItem]] = [:]
  /// Number of items that wait.
  private(set) var pendingCount = 0
  /// No item that waits is older; the oldest may be younger.
  private var pendingSince = Timestamp(nanoseconds: .max)
  /// Items that were joined, for revisions, by the inference that they name.
  private var joined: [UInt64: [KeyedItem]] = [:]
  /// Inferences whose waiting or joined items changed since the last commit, some of them twice.
  private var changed: [UInt64] = []

  /// An item that waits or was joined, with what identifies it.
  struct KeyedItem: Equatable, Sendable {
    var key: Key
    var item: Item
  }

  /// Keeps an item until its inference comes.
  ///
  /// - Returns: the item that it replaces or that replaces it, where one of the same key waits.
  mutating func wait(_ key: Key, _ item: Item) -> Item? {
    pendingSince = min(pendingSince, item.time)
    changed.append(key.ref)
    var items = pending[key.ref] ?? []
    defer { pending[key.ref] = items }
    guard let position = items.firstIndex(where: { $0.key == key }) else {
      items.append(KeyedItem(key: key, item: item))
      pendingCount += 1
      return nil
    }
    let old = items[position].item
    guard old.isReplaced(by: item) else { return item }
    items[position].item = item
    return old
  }

  /// Whether an item of a key waits.
  func isWaiting(_ key: Key) -> Bool {
    pending[key.ref]?.contains { $0.key == key } ?? false
  }

  /// Takes out what waits for an inference, in order of its keys.
  mutating func takePending(_ ref: UInt64) -> [KeyedItem] {
    guard let items = pending.removeValue(forKey: ref) else { return [] }
    changed.append(ref)
    pendingCount -= items.count
    return items.sorted { $0.key < $1.key }
  }

  /// What waits longer than the horizon allows, in order of its keys; it is forgotten.
  ///
  /// - Complexity: O(1) where nothing can be old enough, else O(items that wait).
  mutating func takeExpired(before limit: Timestamp) -> [KeyedItem] {
    guard pendingSince < limit else { return [] }
    let old = pending.values.joined().filter { $0.item.time < limit }
    let sorted = old.sorted { $0.key < $1.key }
    for item in sorted {
      changed.append(item.key.ref)
      pending[item.key.ref]?.removeAll { $0.key == item.key }
      if pending[item.key.ref]?.isEmpty == true { pending[item.key.ref] = nil }
    }
    pendingCount -= sorted.count
    pendingSince = pending.values.joined().map(\.item.time).min() ?? Timestamp(nanoseconds: .max)
    return sorted
  }

  /// Items that one inference may have: they are searched one by one.
  static let itemsMax = 256

  /// Whether an inference has as many items as it may, and none of this key.
  func isFull(_ key: Key) -> Bool {
    guard let items = joined[key.ref], items.count >= JoinTable.itemsMax else { return false }
    return !items.contains { $0.key == key }
  }

  /// Records that an item was joined.
  ///
  /// - Returns: what has to be taken out of the pane, and whether the item has to be put in.
  mutating func join(_ key: Key, _ item: Item) -> (removed: Item?, isNew: Bool) {
    let result = JoinTable.put(key, item, into: &joined[key.ref, default: []])
    if result.isNew { changed.append(key.ref) }
    return result
  }

  private static func put(
    _ key: Key,
    _ item: Item,
    into items: inout [KeyedItem]
  ) -> (removed: Item?, isNew: Bool) {
    guard let place = items.firstIndex(where: { $0.key == key }) else {
      items.append(KeyedItem(key: key, item: item))
      return (nil, true)
    }
    let old = items[place].item
    guard old.isReplaced(by: item) else { return (nil, false) }
    items[place].item = item
    return (old, true)
  }

  /// Forgets what was joined to inferences that are remembered no longer.
  mutating func forget(refs: [UInt64]) {
    for ref in refs where joined.removeValue(forKey: ref) != nil { changed.append(ref) }
  }

  /// What was joined to an inference, in order of the keys.
  func joinedItems(of ref: UInt64) -> [KeyedItem] {
    (joined[ref] ?? []).sorted { $0.key < $1.key }
  }

  /// Restores items that were stored for an inference.
  ///
  /// - Parameters:
  ///   - items: Those that wait.
  ///   - pairs: Those that were joined.
  ///   - isChanged: Whether they have to be stored in another form.
  mutating func restore(pending items: [KeyedItem], joined pairs: [KeyedItem], isChanged: Bool) {
    if isChanged { changed += (items + pairs).map(\.key.ref) }
    for item in items {
      pending[item.key.ref, default: []].append(item)
      pendingSince = min(pendingSince, item.item.time)
      pendingCount += 1
    }
    for pair in pairs { joined[pair.key.ref, default: []].append(pair) }
  }

  /// The changed inferences in order, and starts counting anew.
  mutating func takeChanged() -> [UInt64] {
    defer { changed = [] }
    return Set(changed).sorted()
  }

  func checkInvariants() {
    precondition(
      pending.values.joined().allSatisfy { $0.item.time >= pendingSince },
      "nothing that waits is older than stated"
    )
    precondition(pendingCount == pending.values.reduce(0) { $0 + $1.count }, "counts what waits")
    precondition(
      joined.values.allSatisfy { Set($0.map(\.key)).count == $0.count },
      "an item is joined once"
    )
  }
}

extension JoinTable.Item {
  /// Whether a later statement replaces this one: by time, and for equal times by its bytes, so
  /// that the result does not depend on their order.
  func isReplaced(by other: JoinTable.Item) -> Bool {
    time != other.time ? time < other.time : value.order < other.value.order
  }
}

/// What feedback or a label says.
enum JoinValue: Equatable, Sendable {
  /// A number, with the index of the feedback's name.
  case feedback(name: UInt32, value: Double)
  /// The true value.
  case truthNumber(Double)
  /// Hash of the true class.
  case truthClass(UInt64)

  /// A total order for equal times.
  fileprivate var order: (UInt64, UInt64) {
    switch self {
    case .feedback(let name, let value): (UInt64(name), value.bitPattern)
    case .truthNumber(let value): (1 << 32, value.bitPattern)
    case .truthClass(let hash): (2 << 32, hash)
    }
  }
}
