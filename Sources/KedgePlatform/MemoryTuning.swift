import CSystemd

/// How the C library's allocator treats the memory of blocks that come and go.
enum MemoryTuning {
  /// Keeps freed memory for the next block instead of giving its pages back.
  ///
  /// A batch of a few hundred kilobytes is made and freed for each block; without this, the kernel
  /// clears the same pages again for each of them.
  static func keepPagesOfBlocks() {
    kedge_keep_pages()
  }
}
