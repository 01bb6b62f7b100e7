/// What kind of lines are written.
enum Profile: String, CaseIterable {
  /// Keys in a fixed order, one line of ten with non-ASCII text, 500 bytes on average.
  case standard
  /// As `standard`, with the keys of each object in an order of their own on every line.
  case shuffled
  /// As `standard`, ASCII only.
  case ascii
  /// As `standard`, with non-ASCII text in every line.
  case nonascii
  /// As `standard`, with a text that makes lines of 2 KB.
  case long

  /// Lines of a hundred whose text is not ASCII.
  var foreignPercent: Int {
    switch self {
    case .standard, .shuffled, .long: 10
    case .ascii: 0
    case .nonascii: 100
    }
  }

  /// Bytes of the text `input`, at least; words are added until they are reached.
  var textBytesMin: Int {
    switch self {
    case .standard, .shuffled, .ascii, .nonascii: 6
    case .long: 1_560
    }
  }

  /// Random further bytes of it.
  var textBytesSpread: Int {
    switch self {
    case .standard, .shuffled, .ascii, .nonascii: 28
    case .long: 80
    }
  }
}
