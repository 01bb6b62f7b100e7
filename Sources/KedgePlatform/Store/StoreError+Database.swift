import GRDB

/// Runs a piece of work on a database and answers failures as values.
func translated<Value>(
  _ path: String,
  _ work: () throws -> Value
) throws(StoreError) -> Value {
  do {
    return try work()
  } catch let error as StoreError {
    throw error
  } catch let error as DatabaseError {
    throw StoreError(error, path: path)
  } catch {
    throw .failed(path: path, detail: "\(error)")
  }
}

extension StoreError {
  /// What an error of SQLite means for a store.
  init(_ error: DatabaseError, path: String) {
    let detail = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
    switch error.resultCode {
    case .SQLITE_FULL:
      self = .full(path: path)
    case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
      self = .notWritable(path: path, detail: detail)
    case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT:
      self = .damaged(path: path, detail: detail)
    case .SQLITE_ERROR where detail.hasPrefix("no such") || detail.hasPrefix("malformed"):
      // The schema is ours alone, so a missing table or column is damage.
      self = .damaged(path: path, detail: detail)
    default:
      self = .failed(path: path, detail: detail)
    }
  }
}
