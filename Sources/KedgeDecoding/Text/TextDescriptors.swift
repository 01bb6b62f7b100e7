/// What is kept of a text: counts, shares and marks, from which it cannot be read again.
///
/// Bytes that are no UTF-8 count as one scalar each.
struct TextDescriptors: Equatable, Sendable {
  /// Unicode scalars.
  var chars = 0
  /// Runs of letters, marks on them and decimal digits of any script.
  var words = 0
  /// Line feeds, plus one.
  var lines = 1
  /// Whether there is nothing but white space.
  var isEmpty = true
  /// 1 - distinct / all runs of four words: 0 (none comes twice) to below 1; 0 below 8 words.
  ///
  /// Of the first 4,096 words.
  var repetition = 0.0
  /// The script of most letters; of equally many the first in the order of the cases.
  var script = TextScript.none
  /// The share of letters that are of `script`: above 0 to 1; 0 without letters.
  ///
  /// Marks do not count.
  var scriptShare = 0.0
  /// Whether a line begins with three backticks or three tildes, behind spaces or tabs at most.
  var hasCodeFence = false
  /// Whether there is an address: `http://`, `https://`, `ftp://` or `www.` and what follows it.
  var hasURL = false
  /// Whether there is an e-mail address: a name, `@`, a domain with a dot before two letters.
  var hasEmail = false
  /// Whether there are nine ASCII digits or more in a run, in which one space or hyphen may stand
  /// between two digits.
  var hasLongNumber = false
  /// Whether the text, or what stands in the code fence around it, is one JSON value.
  ///
  /// As `JSONGrammar` decides: nested at most 32 deep, numbers inside the range of a double.
  var isJSON = false

  /// The descriptors of a text without a byte.
  init() {}
}
