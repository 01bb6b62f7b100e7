/// Describes the texts of records, as far as columns of them are asked for.
struct RecordTexts: Sendable {
  /// What is asked for.
  let columns: [TextColumn]
  private let (describesInput, describesOutput, needsEcho): (Bool, Bool, Bool)
  private let (countsInput, countsOutput): (Bool, Bool)
  private let lexicon: RefusalLexicon?
  private var describer = TextDescriber()
  private var (inputWords, outputWords) = (WordHashes(), WordHashes())

  /// Makes one; `nil` where no name is that of such a column.
  init?(columns names: Set<String>) {
    columns = TextColumn.all.filter { names.contains($0.name) }
    guard !columns.isEmpty else { return nil }
    needsEcho = columns.contains { $0.descriptor == .echo }
    // For an echo both are cut into words.
    let scanned = columns.filter { $0.descriptor != .refusal && $0.descriptor != .ngrams }
    describesInput = needsEcho || scanned.contains { $0.source == .input }
    describesOutput = scanned.contains { $0.source == .output }
    let counted = columns.filter { $0.descriptor == .ngrams }
    countsInput = counted.contains { $0.source == .input }
    countsOutput = counted.contains { $0.source == .output }
    lexicon = columns.contains { $0.descriptor == .refusal } ? .english : nil
  }

  /// What a record's texts say.
  struct Descriptions {
    fileprivate(set) var input: TextDescriptors?
    fileprivate(set) var output: TextDescriptors?
    fileprivate(set) var echo: Double?
    fileprivate(set) var inputGrams: [Double]?
    fileprivate(set) var outputGrams: [Double]?
    fileprivate(set) var isRefusal: Bool?
  }

  /// What a cell holds.
  enum Value {
    case number(Double)
    case boolean(Bool)
    case shares([Double])
    case name(String)
  }

  /// Describes the texts of one record.
  ///
  /// - Complexity: O(bytes).
  mutating func describe(input: [UInt8]?, output: [UInt8]?) -> Descriptions {
    var found = Descriptions()
    if describesInput, let input {
      found.input = describer.describe(input.span, words: &inputWords)
    }
    if countsInput, let input { found.inputGrams = CharacterGrams.shares(of: input.span) }
    guard let output else { return found }
    if countsOutput { found.outputGrams = CharacterGrams.shares(of: output.span) }
    if describesOutput { found.output = describer.describe(output.span, words: &outputWords) }
    if needsEcho, input != nil { found.echo = describer.echo(of: outputWords, in: inputWords) }
    found.isRefusal = lexicon?.matches(output.span)
    return found
  }
}

extension RecordTexts.Descriptions {
  /// What the cell of a column holds; `nil` where the text is missing.
  func value(of column: TextColumn) -> RecordTexts.Value? {
    if column.descriptor == .refusal { return isRefusal.map { .boolean($0) } }
    if column.descriptor == .ngrams {
      return (column.source == .input ? inputGrams : outputGrams).map { .shares($0) }
    }
    guard let text = column.source == .input ? input : output else { return nil }
    return switch column.descriptor {
    case .words: .number(Double(text.words))
    case .lines: .number(Double(text.lines))
    case .empty: .boolean(text.isEmpty)
    case .repetition: .number(text.repetition)
    case .echo: echo.map { .number($0) }
    case .script: .name("\(text.script)")
    case .scriptShare: .number(text.scriptShare)
    case .json: .boolean(text.isJSON)
    case .url: .boolean(text.hasURL)
    case .email: .boolean(text.hasEmail)
    case .refusal, .ngrams: nil
    case .codeFence: .boolean(text.hasCodeFence)
    case .longNumber: .boolean(text.hasLongNumber)
    }
  }
}
