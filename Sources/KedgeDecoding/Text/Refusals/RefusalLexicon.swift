/// Phrases by which an answer refuses what it was asked for.
///
/// An answer is a refusal where one of the phrases stands in its first 400 scalars and no exception
/// begins at the same word. Weaker phrases count in the first two sentences only; the weakest,
/// doubts about the question, only together with a lesson in respect or a referral to help.
///
/// A phrase is words with spaces between them, in any case, found inside one sentence:
///
///     ^ i (can|will) not * (help|assist with) ... request
///
/// `(a|b c)` is one of several, `?` behind a word or a group makes it optional, `*` is one word or
/// none, `...` up to four words, and `^` at the start asks for the start of a sentence. English
/// contractions are written out: `can not` also finds `can't` and `cannot`.
struct RefusalLexicon: Sendable {
  /// The lexicon for English, and the default.
  static let english = RefusalLexicon.makeEnglish()

  /// What the places of a phrase mean.
  enum Role {
    /// It stands for no refusal where it begins.
    case exception
    /// It counts in the first two sentences.
    case opening
    /// It counts anywhere.
    case anywhere
    /// It doubts the question; counts in the first two sentences, and with a lesson only.
    case doubt
    /// It teaches respect or refers to help; counts anywhere, and with a doubt only.
    case lesson
  }

  /// A set of classes, in which those 256 apart are one.
  private typealias ClassMask = SIMD4<UInt64>

  /// One step, its words as the place of a class.
  private struct Step {
    var wordClass: Int
    var isOptional: Bool
    /// For any words: how many.
    var anyMax: Int
  }

  /// A sequence of words.
  private struct Sequence {
    var role: Role
    var startsSentence: Bool
    var steps: Range<Int>
    /// The classes that must occur.
    var needed: ClassMask
  }

  private var sequences: [Sequence] = []
  private var steps: [Step] = []
  private var wordClasses: [[UInt64]: Int] = [:]
  /// The classes that a word belongs to.
  private var classesOfWord: [UInt64: [Int]] = [:]

  /// A lexicon without a phrase.
  init() {}

  mutating func add(_ phrase: RefusalPhrase, _ role: Role) {
    for elements in phrase.sequences {
      let start = steps.count
      var needed = ClassMask.zero
      for element in elements {
        let step = step(for: element)
        if !step.isOptional { needed |= Self.mask(of: step.wordClass) }
        steps.append(step)
      }
      sequences.append(
        Sequence(
          role: role,
          startsSentence: phrase.startsSentence,
          steps: start..<steps.count,
          needed: needed
        )
      )
    }
  }

  private mutating func step(for element: RefusalPhrase.Element) -> Step {
    switch element {
    case .any(let max): return Step(wordClass: 0, isOptional: true, anyMax: max)
    case .word(let words, let isOptional):
      let known = wordClasses[words]
      let wordClass = known ?? wordClasses.count
      if known == nil {
        wordClasses[words] = wordClass
        for word in words { classesOfWord[word, default: []].append(wordClass) }
      }
      return Step(wordClass: wordClass, isOptional: isOptional, anyMax: 0)
    }
  }

  private static func mask(of wordClass: Int) -> ClassMask {
    var mask = ClassMask.zero
    mask[wordClass / 64 % 4] = 1 << UInt64(wordClass % 64)
    return mask
  }

  /// Whether an answer is a refusal.
  ///
  /// - Parameter answer: UTF-8; any bytes are accepted.
  /// - Returns: `false` also where the answer is empty.
  /// - Complexity: O(400 scalars + steps of the lexicon), all places of a step at once; one array
  ///   of 8 bytes a token and one of 64 bytes a class of words.
  func matches(_ answer: Span<UInt8>) -> Bool {
    let places = places(in: AnswerOpening(of: answer))
    let exceptions = starts(of: .exception, places)
    if !starts(of: .anywhere, places).subtracting(exceptions).isEmpty { return true }
    let opening = places.opening.subtracting(exceptions)
    if !starts(of: .opening, places).intersection(opening).isEmpty { return true }
    return !starts(of: .doubt, places).intersection(opening).isEmpty
      && !starts(of: .lesson, places).isEmpty
  }

  /// Where the tokens of an answer's beginning stand.
  private struct Places {
    var ofClass: [TokenSet]
    /// The classes that occur.
    var present = ClassMask.zero
    var words = TokenSet.none
    var sentenceStarts = TokenSet.none
    /// The first two sentences.
    var opening = TokenSet.none
  }

  private func places(in answer: AnswerOpening) -> Places {
    var places = Places(ofClass: [TokenSet](repeating: .none, count: wordClasses.count))
    var sentences = 1
    for (place, token) in answer.tokens.enumerated() {
      if place == 0 || answer.tokens[place - 1] == AnswerOpening.sentenceEnd {
        places.sentenceStarts.insert(place)
      }
      guard token != AnswerOpening.sentenceEnd else {
        sentences += place == 0 ? 0 : 1
        continue
      }
      places.words.insert(place)
      if sentences <= 2 { places.opening.insert(place) }
      for wordClass in classesOfWord[token] ?? [] {
        places.ofClass[wordClass].insert(place)
        places.present |= Self.mask(of: wordClass)
      }
    }
    return places
  }

  /// The places at which a phrase of a role begins.
  private func starts(of role: Role, _ places: Places) -> TokenSet {
    var found = TokenSet.none
    for sequence in sequences
    where sequence.role == role && sequence.needed & ~places.present == .zero {
      found = found.union(starts(of: sequence, places))
    }
    return found
  }

  /// The places at which a sequence begins.
  ///
  /// Read from its last step: before step k stands every place from which the steps behind k match.
  private func starts(of sequence: Sequence, _ places: Places) -> TokenSet {
    var behind = TokenSet.all
    for index in sequence.steps.reversed() {
      let step = steps[index]
      if step.anyMax > 0 {
        for _ in 0..<step.anyMax {
          behind = behind.union(behind.previous.intersection(places.words))
        }
        continue
      }
      let here = behind.previous.intersection(places.ofClass[step.wordClass])
      behind = step.isOptional ? behind.union(here) : here
      if behind.isEmpty { return .none }
    }
    return sequence.startsSentence ? behind.intersection(places.sentenceStarts) : behind
  }
}
