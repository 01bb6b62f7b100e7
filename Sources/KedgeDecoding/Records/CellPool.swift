import KedgeModel

/// Cells of the last batches of a decoder, taken again once nobody holds their batch.
struct CellPool {
  /// One batch is made while another one is on its way.
  private static let memoriesMax = 2
  /// Cells beyond which memory is given back rather than kept: 1 MiB.
  private static let cellsMax = 1 << 16

  private var memories: [CellMemory] = []

  /// Memory of an earlier batch that nobody holds any more, or none.
  mutating func take() -> CellMemory {
    for index in memories.indices where memories[index].isFree {
      return memories.remove(at: index)
    }
    return CellMemory()
  }

  /// Keeps the memory of a batch for later; the oldest one goes where there are too many.
  mutating func keep(_ batch: RecordBatch) {
    guard batch.cells.count <= Self.cellsMax else { return }
    if memories.count == Self.memoriesMax { memories.removeFirst() }
    memories.append(batch.memory)
  }

  /// Frees a large piece of untouched memory once.
  ///
  /// glibc returns free memory to the kernel beyond twice the size of the largest piece that was
  /// mapped and freed. Without this the buffers of each block would be mapped anew and cleared page
  /// by page, a fifth of the time of decoding. Elsewhere it changes nothing.
  static func makeAllocatorKeepBlocks() {
    var piece: [UInt8] = []
    piece.reserveCapacity(4 << 20)
    precondition(piece.capacity >= 4 << 20)
  }
}
