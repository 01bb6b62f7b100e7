import KedgeModel

/// Where the columns of a batch are, looked up once for all of its rows and for the batches after it
/// that have the same columns.
struct BatchView: Sendable {
  /// Names of the columns, in their order.
  let names: [String]
  let columns: [String: Int]
  let status: Int?
  let prediction: Int?
  let score: Int?
  let identity: [Int]
  let feedbackName: Int?
  let feedbackValue: Int?
  let truth: Int?
  /// Columns that may fill a field, in order of their names: the order of columns in a batch
  /// depends on where the stream was cut.
  let valueColumns: [Int]
  /// Columns whose field has no type yet, by index of the model.
  private var untyped: [[Int]?] = []
  /// The field of each column by index of the model, -1 where a model has none yet.
  private var fields: [[Int]?] = []
  /// The columns of a model's segment keys, by index of the model.
  var segmentColumns: [[Int?]?] = []

  init(_ batch: RecordBatch) {
    names = batch.columnNames
    var columns: [String: Int] = [:]
    for (index, name) in batch.columnNames.enumerated() { columns[name] = index }
    self.columns = columns
    status = columns[CanonicalField.status]
    prediction = columns[CanonicalField.prediction]
    score = columns[CanonicalField.score]
    identity = ["response_model", "fingerprint", "prompt_hash", "params_hash"]
      .compactMap { columns[$0] }
    feedbackName = columns["feedback.name"]
    feedbackValue = columns["feedback.value"]
    truth = columns["truth"]
    valueColumns = batch.columnNames.indices.filter {
      CanonicalField.type(of: batch.columnNames[$0]) != .ignore
    }.sorted { batch.columnNames[$0].precedesByBytes(batch.columnNames[$1]) }
  }

  /// Columns whose field in a model has no type yet, in order of their names.
  func untypedColumns(of model: Int) -> [Int] {
    guard model < untyped.count, let columns = untyped[model] else { return valueColumns }
    return columns
  }

  /// Notes that the field of a column has a type.
  mutating func setTyped(_ column: Int, model: Int) {
    while untyped.count <= model { untyped.append(nil) }
    untyped[model] = untypedColumns(of: model).filter { $0 != column }
  }

  /// The field that a column fills in a model, or `nil` where it is not known yet.
  func field(of column: Int, model: Int) -> Int? {
    guard model < fields.count, let known = fields[model], known[column] >= 0 else { return nil }
    return known[column]
  }

  mutating func setField(_ field: Int, of column: Int, model: Int, columnCount: Int) {
    while fields.count <= model { fields.append(nil) }
    var known = fields[model] ?? Array(repeating: -1, count: columnCount)
    fields[model] = nil
    known[column] = field
    fields[model] = known
  }
}
