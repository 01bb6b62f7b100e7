/// The runs of three scalars of a text, in cells: how a text is written, without what it says.
///
/// A run falls into a cell by a fixed hash, for a baseline that is a file is used on other hosts;
/// a cell has thousands of runs, and of a record only the shares of its cells are known.
enum CharacterGrams {
  /// Cells.
  static let cellCount = 256

  /// The share of each cell among the runs of a text; they sum to 1.
  ///
  /// - Returns: `nil` below three scalars.
  /// - Complexity: O(bytes).
  static func shares(of text: Span<UInt8>) -> [Double]? {
    var counts = [Double](repeating: 0, count: cellCount)
    var (first, second): (UInt64, UInt64) = (0, 0)
    var (scalars, index) = (0, 0)
    while index < text.count {
      let decoded = text.scalar(at: index)
      let third = UInt64(decoded.scalar.value)
      scalars += 1
      if scalars > 2 {
        let gram = first << 42 | second << 21 | third
        counts[Int(WordHashes.mix(gram) & 0xFF)] += 1
      }
      (first, second, index) = (second, third, decoded.end)
    }
    guard scalars > 2 else { return nil }
    let total = Double(scalars - 2)
    return counts.map { $0 / total }
  }
}
