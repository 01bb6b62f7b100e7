import KedgeModel

/// What is known of columns by name, over all batches: the order of their names and the field that
/// each fills in each model.
///
/// Batches have their columns in the order in which a block met them; the numbers of this table stay.
struct ColumnTable: Sendable {
  /// Columns remembered at most; then the table begins anew.
  static let columnsMax = 8_192

  private var numbers: [ExactName: Int] = [:]
  private var columns: [Column] = []
  /// By model and number: the field that the column fills, and whether that has a type.
  private var fields: [[Filled]] = []

  private struct Column {
    let name: String
    /// Whether it may fill a field.
    let isValue: Bool
    /// Its place among all names.
    var rank = 0
  }

  private struct Filled {
    var field: Int32 = -1
    var isTyped = false
  }

  /// The numbers of the columns of a batch.
  mutating func numbers(of names: [String]) -> [Int] {
    if columns.count + names.count > ColumnTable.columnsMax { self = ColumnTable() }
    let before = columns.count
    let found = names.map { number(of: $0) }
    if columns.count > before { rank() }
    return found
  }

  private mutating func number(of name: String) -> Int {
    let key = ExactName(name)
    if let known = numbers[key] { return known }
    columns.append(Column(name: name, isValue: CanonicalField.type(of: name) != .ignore))
    numbers[key] = columns.count - 1
    return columns.count - 1
  }

  private mutating func rank() {
    let order = columns.indices.sorted { columns[$0].name.precedesByBytes(columns[$1].name) }
    for (rank, number) in order.enumerated() { columns[number].rank = rank }
  }

  /// Whether a column may fill a field.
  func isValue(_ number: Int) -> Bool { columns[number].isValue }

  /// The place of a column's name among all names.
  func rank(_ number: Int) -> Int { columns[number].rank }

  /// The field that a column fills in a model, or `nil` where it is not known yet.
  func field(of number: Int, model: Int) -> Int? {
    guard model < fields.count, number < fields[model].count else { return nil }
    let field = fields[model][number].field
    return field < 0 ? nil : Int(field)
  }

  /// Whether the field that a column fills in a model has a type.
  func isTyped(_ number: Int, model: Int) -> Bool {
    model < fields.count && number < fields[model].count && fields[model][number].isTyped
  }

  /// Notes the field that a column fills in a model.
  mutating func setField(_ field: Int, of number: Int, model: Int) {
    change(number, model) { $0.field = Int32(field) }
  }

  /// Notes that the field of a column has a type.
  mutating func setTyped(_ number: Int, model: Int) {
    change(number, model) { $0.isTyped = true }
  }

  private mutating func change(_ number: Int, _ model: Int, _ body: (inout Filled) -> Void) {
    while fields.count <= model { fields.append([]) }
    while fields[model].count <= number { fields[model].append(Filled()) }
    body(&fields[model][number])
  }
}
