/// Why a store cannot do what was asked; a value that the caller acts upon.
public enum StoreError: Error, Equatable, Sendable {
  /// Another process uses the store; its process number if it could be read.
  case ownedByProcess(path: String, process: Int32?)
  /// The store was written by a newer Kedge; nothing was changed.
  case newerSchema(path: String, found: Int, supported: Int)
  /// The store cannot be read or written at all, such as one in a read-only directory.
  case notWritable(path: String, detail: String)
  /// The disk is full: nothing of this transaction was kept, and a later attempt may succeed.
  case full(path: String)
  /// The file is damaged and must be quarantined: close the store and open it again.
  case damaged(path: String, detail: String)
  /// Another failure, such as an input or output error.
  case failed(path: String, detail: String)

  /// The exit status of a daemon that meets this error at start.
  public var exitStatus: Int32 {
    switch self {
    case .ownedByProcess: 73
    case .newerSchema: 78
    case .notWritable, .full, .damaged, .failed: 74
    }
  }
}

extension StoreError: CustomStringConvertible {
  /// What happened, where, and what to do.
  public var description: String {
    switch self {
    case .ownedByProcess(let path, let process?):
      "\(path): in use by process \(process); stop that one first"
    case .ownedByProcess(let path, nil):
      "\(path): in use by another process; stop that one first"
    case .newerSchema(let path, let found, let supported):
      "\(path): schema version \(found), this program knows up to \(supported);"
        + " install the newer version again"
    case .notWritable(let path, let detail):
      "\(path): cannot be written (\(detail)); check owner, mode and mount of its directory"
    case .full(let path):
      "\(path): disk full; reading stops until there is room"
    case .damaged(let path, let detail):
      "\(path): damaged (\(detail)); it is put aside and replaced"
    case .failed(let path, let detail):
      "\(path): \(detail)"
    }
  }
}
