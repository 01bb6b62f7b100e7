import KedgeModel

/// Where the columns of one batch are, looked up once for all of its rows.
struct BatchView {
  /// The numbers of the columns in the engine's table of columns.
  let numbers: [Int]
  let status: Int?
  let prediction: Int?
  let score: Int?
  let rank: Int?
  let finishReason: Int?
  let identity: [Int]
  let feedbackName: Int?
  let feedbackValue: Int?
  let truth: Int?
  /// Columns that may fill a field, in order of their names.
  let valueColumns: [Int]
  /// Columns whose field has no type yet, by index of the model.
  private var untyped: [[Int]?] = []
  /// The columns of the features from which a model's losses are expected, by index of the model.
  private var lossColumns: [[Int?]?] = []
  /// The columns of a model's segment keys, by index of the model.
  var segmentColumns: [[Int?]?] = []

  init(_ batch: RecordBatch, _ table: inout ColumnTable) {
    let names = batch.columnNames
    func place(_ name: String) -> Int? { names.firstIndex { $0 == name } }
    let numbers = table.numbers(of: names)
    self.numbers = numbers
    status = place(CanonicalField.status)
    prediction = place(CanonicalField.prediction)
    score = place(CanonicalField.score)
    rank = place(CanonicalField.rank)
    finishReason = place(CanonicalField.finishReason)
    identity = ["response_model", "fingerprint", "prompt_hash", "params_hash"].compactMap(place)
    feedbackName = place("feedback.name")
    feedbackValue = place("feedback.value")
    truth = place("truth")
    valueColumns = names.indices.filter { table.isValue(numbers[$0]) }
      .sorted { [table] in table.rank(numbers[$0]) < table.rank(numbers[$1]) }
  }

  /// Columns whose field in a model has no type yet, in order of their names.
  mutating func untypedColumns(of model: Int, _ table: ColumnTable) -> [Int] {
    while untyped.count <= model { untyped.append(nil) }
    if let columns = untyped[model] { return columns }
    let columns = valueColumns.filter { !table.isTyped(numbers[$0], model: model) }
    untyped[model] = columns
    return columns
  }

  /// The columns of the features from which a model's losses are expected; those without are `nil`.
  mutating func lossColumns(
    of model: Int,
    _ batch: RecordBatch,
    names: () -> [String]
  ) -> [Int?] {
    while lossColumns.count <= model { lossColumns.append(nil) }
    if let known = lossColumns[model] { return known }
    let found = names().map { name in batch.columnNames.firstIndex { $0.equalsByBytes(name) } }
    lossColumns[model] = found
    return found
  }

  /// Notes that the field of a column has a type.
  mutating func setTyped(_ column: Int, model: Int) {
    untyped[model]?.removeAll { $0 == column }
  }
}
