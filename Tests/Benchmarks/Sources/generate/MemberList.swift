/// The members of one JSON object, written one after the other and joined in some order.
struct MemberList {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }

  /// Adds a member; `write` appends its value.
  mutating func add(_ key: StaticString, _ write: (inout [UInt8]) -> Void) {
    bytes.append("\"")
    bytes.append(key)
    bytes.append("\":")
    write(&bytes)
    ends.append(bytes.count)
  }

  /// Adds a text that needs no escapes.
  mutating func add(_ key: StaticString, text: some Sequence<UInt8>) {
    add(key) {
      $0.append("\"")
      $0.append(contentsOf: text)
      $0.append("\"")
    }
  }

  /// Adds a text that needs no escapes.
  mutating func add(_ key: StaticString, text: String) { add(key, text: text.utf8) }

  /// Adds a number of millionths, unless it is missing.
  mutating func add(_ key: StaticString, number: Int?) {
    guard let number else { return }
    add(key) { $0.append(millionths: number) }
  }

  /// Appends the object; with a random source its members come in an order drawn from it.
  func write(shuffledBy random: inout RandomSource, isShuffled: Bool, to line: inout [UInt8]) {
    var order = Array(ends.indices)
    if isShuffled {
      for last in stride(from: order.count - 1, to: 0, by: -1) {
        order.swapAt(last, random.below(last + 1))
      }
    }
    line.append("{")
    for (position, index) in order.enumerated() {
      if position > 0 { line.append(",") }
      line.append(contentsOf: bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]])
    }
    line.append("}")
  }
}
