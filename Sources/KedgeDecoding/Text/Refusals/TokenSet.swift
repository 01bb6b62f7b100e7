/// A set of places among the tokens of an answer's beginning, 0 to 511.
struct TokenSet: Equatable {
  /// The place p is bit p % 64 of word p / 64.
  private var words: SIMD8<UInt64>

  /// No place.
  static let none = TokenSet(words: .zero)

  /// Every place.
  static let all = TokenSet(words: SIMD8(repeating: ~0))

  private init(words: SIMD8<UInt64>) {
    self.words = words
  }

  @inline(__always)
  var isEmpty: Bool { words == .zero }

  /// The lowest place; `nil` where there is none.
  var first: Int? {
    for index in words.indices where words[index] != 0 {
      return index * 64 + words[index].trailingZeroBitCount
    }
    return nil
  }

  @inline(__always)
  mutating func insert(_ place: Int) {
    words[place &>> 6] |= 1 &<< UInt64(truncatingIfNeeded: place & 63)
  }

  /// The places that stand one before those of the set.
  @inline(__always)
  var previous: TokenSet {
    let above = SIMD8(words[1], words[2], words[3], words[4], words[5], words[6], words[7], 0)
    return TokenSet(words: words &>> 1 | above &<< 63)
  }

  @inline(__always)
  func intersection(_ other: TokenSet) -> TokenSet { TokenSet(words: words & other.words) }

  @inline(__always)
  func union(_ other: TokenSet) -> TokenSet { TokenSet(words: words | other.words) }

  @inline(__always)
  func subtracting(_ other: TokenSet) -> TokenSet { TokenSet(words: words & ~other.words) }
}
