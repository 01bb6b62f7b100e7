/// Cells of a batch that its maker uses again once nobody holds the batch any more.
///
/// Fresh memory for each block would cost a page fault every few records.
public struct CellMemory: Sendable {
  /// Something that every copy of a batch holds, so that its maker sees when all are gone.
  final class Lease: Sendable {}

  var lease: Lease
  var cells: [Cell]

  /// No memory.
  public init() {
    self.init(lease: Lease(), cells: [])
  }

  init(lease: Lease, cells: [Cell]) {
    self.lease = lease
    self.cells = cells
  }

  /// Whether no batch holds the cells.
  public var isFree: Bool {
    mutating get { isKnownUniquelyReferenced(&lease) }
  }
}
