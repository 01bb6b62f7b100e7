import KedgeModel

/// Where the columns of one batch are, looked up once for all of its rows.
struct BatchView {
  let columns: [String: Int]
  let status: Int?
  let prediction: Int?
  let score: Int?
  let identity: [Int]
  let feedbackName: Int?
  let feedbackValue: Int?
  let truth: Int?
  /// Columns that may fill a field.
  let valueColumns: [Int]
  /// The field of each column by index of the model, -1 where a model has none yet.
  private var fields: [[Int]?] = []
  /// The columns of a model's segment keys, by index of the model.
  var segmentColumns: [[Int?]?] = []

  init(_ batch: RecordBatch) {
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
    }
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
