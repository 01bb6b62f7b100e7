import KedgeModel

/// A cell and the column that it goes to.
struct PendingCell: BitwiseCopyable {
  var cell: Cell
  var column: Int
}

extension BlockDecoder {
  /// Writes the first `count` pending cells into a row.
  ///
  /// - Precondition: the row has room, and every column exists.
  mutating func writePending(_ count: Int, row: Int) {
    let capacity = batch.rowCapacity
    let columns = batch.columnNames.count
    precondition(row < capacity && batch.cells.count == columns * capacity, "no room for the row")
    let pending = pending
    // One check of uniqueness for the whole row; the pointer does not leave the closure.
    unsafe batch.cells.withUnsafeMutableBufferPointer { cells in
      for index in 0..<count {
        let place = pending[index]
        precondition(place.column < columns, "a cell without a column")
        // The column and the row were checked, so the cell lies inside.
        unsafe cells[place.column * capacity + row] = place.cell
      }
    }
  }
}
