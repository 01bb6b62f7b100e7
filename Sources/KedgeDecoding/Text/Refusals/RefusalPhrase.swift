/// A phrase of a refusal lexicon, as sequences of words; `RefusalLexicon` says how it is written.
struct RefusalPhrase: Equatable {
  /// One step of a sequence.
  enum Element: Hashable {
    /// One of some words.
    case word([UInt64], isOptional: Bool)
    /// Any words, at most so many.
    case any(max: Int)
  }

  /// Sequences that one phrase may stand for.
  static let sequencesMax = 64
  private static let gapWordsMax = 4

  /// Whether it matches at the start of a sentence only.
  private(set) var startsSentence = false
  /// The sequences, any of which matches; none is empty.
  private(set) var sequences: [[Element]] = [[]]

  /// Reads a phrase.
  ///
  /// - Throws: `RefusalPhraseError`, where it has no word, parentheses do not match or are nested,
  ///   an alternative is empty, or it stands for more than `sequencesMax` sequences.
  init(_ text: String) throws(RefusalPhraseError) {
    var rest = Substring(text)
    Self.skipSpace(&rest)
    if rest.first == "^" {
      startsSentence = true
      rest.removeFirst()
    }
    Self.skipSpace(&rest)
    while !rest.isEmpty {
      try append(Self.takePart(&rest, of: text), of: text)
      Self.skipSpace(&rest)
    }
    let hasWord = sequences.allSatisfy { sequence in
      sequence.contains { if case .word(_, false) = $0 { true } else { false } }
    }
    guard hasWord else { throw RefusalPhraseError(phrase: text, problem: .noWord) }
  }

  /// Puts each of some alternatives behind each sequence.
  private mutating func append(_ part: [[Element]], of text: String) throws(RefusalPhraseError) {
    guard sequences.count * part.count <= Self.sequencesMax else {
      throw RefusalPhraseError(phrase: text, problem: .tooManySequences)
    }
    sequences = sequences.flatMap { sequence in part.map { sequence + $0 } }
  }

  private static func skipSpace(_ rest: inout Substring) {
    while rest.first == " " { rest.removeFirst() }
  }

  /// Takes a word, a group or a wildcard, as alternatives.
  private static func takePart(
    _ rest: inout Substring,
    of text: String
  ) throws(RefusalPhraseError) -> [[Element]] {
    if rest.hasPrefix("...") {
      rest.removeFirst(3)
      return [[.any(max: gapWordsMax)]]
    }
    if rest.first == "*" {
      rest.removeFirst()
      return [[.any(max: 1)]]
    }
    var alternatives: [[UInt64]]
    if rest.first == "(" {
      rest.removeFirst()
      guard let end = rest.firstIndex(of: ")"), !rest[..<end].contains("(") else {
        throw RefusalPhraseError(phrase: text, problem: .parentheses)
      }
      let choices = rest[..<end].split(separator: "|", omittingEmptySubsequences: false)
      alternatives = choices.map { words(of: $0) }
      rest = rest[rest.index(after: end)...]
    } else {
      let end = rest.firstIndex { " ?()|*^".contains($0) } ?? rest.endIndex
      alternatives = [words(of: rest[..<end])]
      rest = rest[end...]
    }
    guard alternatives.allSatisfy({ !$0.isEmpty }) else {
      throw RefusalPhraseError(phrase: text, problem: .emptyAlternative)
    }
    let isOptional = rest.first == "?"
    if isOptional { rest.removeFirst() }
    return elements(alternatives, isOptional: isOptional)
  }

  /// Alternatives of one word each become one step.
  private static func elements(_ alternatives: [[UInt64]], isOptional: Bool) -> [[Element]] {
    let single = alternatives.filter { $0.count == 1 }.map { $0[0] }
    var parts: [[Element]] = single.isEmpty ? [] : [[.word(single, isOptional: isOptional)]]
    for words in alternatives where words.count > 1 {
      parts.append(words.map { .word([$0], isOptional: false) })
    }
    if isOptional && single.isEmpty { parts.append([]) }
    return parts
  }

  /// The words of a text as an answer would have them.
  private static func words(of text: Substring) -> [UInt64] {
    AnswerOpening(of: text.utf8.span).tokens.filter { $0 != AnswerOpening.sentenceEnd }
  }
}

/// A phrase of a refusal lexicon that cannot be read.
struct RefusalPhraseError: Error, Equatable {
  /// What is wrong.
  enum Problem: Sendable {
    /// A sequence of it has no word that must stand there.
    case noWord
    /// A parenthesis is not closed, or one stands inside another.
    case parentheses
    /// A group has an alternative without a word, or a sign stands where a word should.
    case emptyAlternative
    /// Its groups stand for more than 64 sequences of words.
    case tooManySequences
  }

  /// The phrase.
  let phrase: String
  /// What is wrong with it.
  let problem: Problem
}
