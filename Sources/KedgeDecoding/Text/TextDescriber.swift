/// Makes the descriptors of texts; what it needs for one is used again for the next.
///
/// Keeps 64 KiB at most, and nothing of a text but hashes of its words until the next one.
struct TextDescriber: Sendable {
  private let classes = ScalarClasses.all
  private var grams = GramSet()

  /// Makes one; the first in a process also makes the table of scalars, in some milliseconds.
  init() {}

  /// Describes a text.
  ///
  /// - Parameters:
  ///   - text: UTF-8; any bytes are accepted.
  ///   - words: Set to the hashes of its words, for `echo(of:in:)`.
  /// - Returns: all but what needs a second text or the lexicon.
  /// - Complexity: O(bytes), whatever they are.
  mutating func describe(_ text: Span<UInt8>, words: inout WordHashes) -> TextDescriptors {
    var scan = TextScan(classes: classes)
    words.fill(text, by: &scan)
    var descriptors = scan.descriptors
    descriptors.repetition = repetition(of: words)
    descriptors.isJSON = JSONText.isJSON(text)
    return descriptors
  }

  /// The share of an output's runs of five words that stand in the input too.
  ///
  /// Every run counts, also one that comes twice. Of the first 4,096 words of both texts.
  ///
  /// - Returns: 0 (none) to 1 (all); 0 where the output has less than five words.
  /// - Complexity: O(words).
  mutating func echo(of output: WordHashes, in input: WordHashes) -> Double {
    let length = 5
    let count = output.count - length + 1
    guard count > 0, input.count >= length else { return 0 }
    grams.clear(forCount: input.count)
    for index in 0...(input.count - length) {
      _ = grams.insert(input.gram(at: index, length: length))
    }
    var found = 0
    for index in 0..<count where grams.contains(output.gram(at: index, length: length)) {
      found += 1
    }
    return Double(found) / Double(count)
  }

  private mutating func repetition(of words: WordHashes) -> Double {
    guard words.count >= 8 else { return 0 }
    let count = words.count - 3
    grams.clear(forCount: count)
    var distinct = 0
    for index in 0..<count where grams.insert(words.gram(at: index, length: 4)) { distinct += 1 }
    return 1 - Double(distinct) / Double(count)
  }
}
