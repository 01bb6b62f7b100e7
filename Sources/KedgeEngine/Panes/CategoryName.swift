import KedgeModel

/// The name that a value of a categorical field has: a text, a number or a truth value.
struct CategoryName {
  private enum Form {
    case slice(TextSlice)
    case word(String)
  }

  private let form: Form

  /// `nil` for a value that is missing or was left out.
  init?(_ cell: Cell) {
    switch cell.kind {
    case .text: form = .slice(cell.slice)
    case .number: form = .word(JSONWriter.text(of: cell.number))
    case .boolean: form = .word(cell.boolean ? "true" : "false")
    case .vector, .missing, .wrongType, .outOfRange, .tooMany, .inconsistent: return nil
    }
  }

  func hash(_ hash: KeyedHash, _ batch: RecordBatch) -> UInt64 {
    switch form {
    case .slice(let slice): hash(slice, in: batch)
    case .word(let word): hash(word)
    }
  }

  func text(_ batch: RecordBatch) -> String {
    switch form {
    case .slice(let slice): batch.string(slice)
    case .word(let word): word
    }
  }
}
