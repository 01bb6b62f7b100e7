import Glibc

/// The C library's text for an error number.
func errorText(_ code: Int32) -> String {
  // The static buffer is avoided: the reentrant form writes into memory of this call.
  unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
    guard let base = buffer.baseAddress, unsafe strerror_r(code, base, 256) == 0 else {
      return "error \(code)"
    }
    // strerror_r has written a string that ends with a zero byte.
    return unsafe String(cString: base)
  }
}
