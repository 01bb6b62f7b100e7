/// A column that is made of a text, which itself is not kept.
struct TextColumn: Equatable, Sendable {
  /// The text it is made of.
  enum Source: String, CaseIterable {
    case input, output
  }

  /// What it says of the text; the raw value is the end of its name.
  enum Descriptor: String, CaseIterable {
    case words, lines, empty, repetition, echo, script
    case scriptShare = "script_share"
    case json, url, email, refusal
    case codeFence = "code_fence"
    case longNumber = "long_number"
    case ngrams
  }

  let name: String
  let source: Source
  let descriptor: Descriptor

  /// All that there are.
  static let all = Source.allCases.flatMap { source in
    Descriptor.allCases.compactMap { TextColumn(source, $0) }
  }

  private init?(_ source: Source, _ descriptor: Descriptor) {
    switch (source, descriptor) {
    case (.input, .echo), (.input, .refusal): return nil
    // It stands for what the caller has not said.
    case (.output, .refusal): name = CanonicalField.refusal.rawValue
    default: name = source.rawValue + "." + descriptor.rawValue
    }
    (self.source, self.descriptor) = (source, descriptor)
  }
}
