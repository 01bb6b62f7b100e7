/// Text that is put together piece by piece and refuses to grow over a limit.
struct BoundedText {
  let bytesMax: Int
  private(set) var text = ""
  private var bytes = 0

  init(bytesMax: Int) {
    self.bytesMax = bytesMax
  }

  /// - Throws: `valueTooLarge` before the text is longer than the limit.
  mutating func append(_ piece: some StringProtocol) throws(EvaluationError) {
    bytes += piece.utf8.count
    guard bytes <= bytesMax else {
      throw EvaluationError(.valueTooLarge, "a text of more than \(bytesMax) bytes")
    }
    text += piece
  }
}
