import CSystemd

/// Sends one entry to journald; false when it is not there.
func sendToJournal(_ fields: [[UInt8]]) -> Bool {
  var bytes = fields.flatMap(\.self)
  // The vectors point into `bytes`, which lives and stays in place until the call returns.
  return unsafe bytes.withUnsafeMutableBytes { buffer in
    guard let base = buffer.baseAddress else { return false }
    var start = 0
    let vectors = unsafe fields.map { field in
      defer { start += field.count }
      return unsafe iovec(iov_base: base + start, iov_len: field.count)
    }
    return unsafe vectors.withUnsafeBufferPointer {
      unsafe sd_journal_sendv($0.baseAddress, Int32($0.count)) >= 0
    }
  }
}
