import KedgeModel

/// A cell, the column that it goes to, and the rows above it that have no cell there yet.
struct PendingCell: BitwiseCopyable {
  var cell: Cell
  var column: Int32
  /// The first row without a cell.
  var firstEmpty: Int32
}

extension BlockDecoder {
  /// Writes the first `count` pending cells into a row, and missing values above them.
  ///
  /// - Precondition: the row has room, and every column exists.
  @inline(__always)
  mutating func writePending(_ count: Int, row: Int) {
    let capacity = batch.rowCapacity
    let columns = batch.columnNames.count
    precondition(row < capacity && batch.cells.count >= columns * capacity, "no room for the row")
    let pending = pending
    // One check of uniqueness for the whole row; the pointer does not leave the closure.
    unsafe batch.cells.withUnsafeMutableBufferPointer { cells in
      for index in 0..<count {
        let place = pending[index]
        let column = Int(place.column)
        precondition(column >= 0 && column < columns, "a cell without a column")
        let base = column &* capacity
        var empty = Int(place.firstEmpty)
        while empty < row {
          // The rows above lie inside as this one does.
          unsafe cells[base &+ empty] = .missing
          empty &+= 1
        }
        // The column and the row were checked, so the cell lies inside.
        unsafe cells[base &+ row] = place.cell
      }
    }
  }

  /// Fills the columns with missing values down to the last row.
  mutating func fillColumns() {
    let rows = heads.count
    let capacity = batch.rowCapacity
    let columns = batch.columnNames.count
    precondition(
      rows <= capacity && batch.cells.count >= columns * capacity,
      "columns without room"
    )
    let filled = filled
    // The pointer does not leave the closure.
    unsafe batch.cells.withUnsafeMutableBufferPointer { cells in
      for column in 0..<columns {
        var row = Int(filled[column])
        while row < rows {
          // Columns and rows were checked, so the cell lies inside.
          unsafe cells[column &* capacity &+ row] = .missing
          row &+= 1
        }
      }
    }
  }
}
