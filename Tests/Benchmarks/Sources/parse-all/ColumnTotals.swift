import KedgeModel

/// What was read of each column, added up so that it can be compared with the truth.
struct ColumnTotals {
  struct Total {
    var numbers = 0
    var sum = 0.0
    var min = Double.infinity
    var max = -Double.infinity
    var texts = 0
    var textBytes = 0
    var trues = 0
    var refused = 0
  }

  private(set) var records = 0
  private(set) var rejects = 0
  private(set) var ids = Total()
  private var names: [String] = []
  private var totals: [Total] = []

  mutating func add(_ batch: RecordBatch) {
    records += batch.count
    rejects += batch.rejects.count
    for id in batch.ids where !id.isMissing {
      ids.texts += 1
      ids.textBytes += Int(id.lengthBytes)
    }
    for (column, name) in batch.columnNames.enumerated() {
      let index = place(of: name, guess: column)
      var total = totals[index]
      Self.add(batch, column, &total)
      totals[index] = total
    }
  }

  private static func add(_ batch: RecordBatch, _ column: Int, _ total: inout Total) {
    for cell in batch.column(column) {
      switch cell.kind {
      case .number:
        let number = cell.number
        total.numbers += 1
        total.sum += number
        total.min = Swift.min(total.min, number)
        total.max = Swift.max(total.max, number)
      case .text:
        total.texts += 1
        total.textBytes += Int(cell.slice.lengthBytes)
      case .boolean: total.trues += cell.boolean ? 1 : 0
      case .missing, .vector: break
      case .wrongType, .outOfRange, .tooMany, .inconsistent: total.refused += 1
      }
    }
  }

  private mutating func place(of name: String, guess: Int) -> Int {
    if guess < names.count, names[guess] == name { return guess }
    if let known = names.firstIndex(of: name) { return known }
    names.append(name)
    totals.append(Total())
    return names.count - 1
  }

  /// One line of JSON.
  var json: String {
    let columns = names.indices.map { "\"\(names[$0])\":\(Self.json(totals[$0]))" }
    return "{\"records\":\(records),\"rejects\":\(rejects),\"ids\":\(Self.json(ids)),"
      + "\"columns\":{\(columns.joined(separator: ","))}}"
  }

  private static func json(_ total: Total) -> String {
    let range = total.numbers > 0 ? ",\"min\":\(total.min),\"max\":\(total.max)" : ""
    return "{\"numbers\":\(total.numbers),\"sum\":\(total.sum)\(range),\"texts\":\(total.texts),"
      + "\"bytes\":\(total.textBytes),\"true\":\(total.trues),\"refused\":\(total.refused)}"
  }
}
