/// Keyed hashes of the names by which the rows of a batch are looked up, 0 where there is no name.
///
/// Whoever decodes a batch makes them too: its bytes are at hand then, on that thread's core.
public struct NameHashes: Sendable {
  /// The key; `nil` as long as nothing was hashed.
  public private(set) var key: HashKey?
  /// Of the rows' own ids.
  public private(set) var ids: [UInt64] = []
  /// Of the ids that feedback and labels name.
  public private(set) var refs: [UInt64] = []
  /// Of the models.
  public private(set) var models: [UInt64] = []
  /// Of the versions.
  public private(set) var versions: [UInt64] = []

  init() {}

  init(of batch: borrowing RecordBatch, under key: HashKey) {
    let hash = KeyedHash(key)
    func hashes(_ slices: [TextSlice], _ batch: borrowing RecordBatch) -> [UInt64] {
      var hashes: [UInt64] = []
      hashes.reserveCapacity(slices.count)
      for slice in slices { hashes.append(slice.isMissing ? 0 : hash(slice, in: batch)) }
      return hashes
    }
    self.key = key
    ids = hashes(batch.ids, batch)
    refs = hashes(batch.refs, batch)
    models = hashes(batch.models, batch)
    versions = hashes(batch.versions, batch)
  }
}
