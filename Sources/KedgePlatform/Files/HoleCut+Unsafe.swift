import Glibc

/// Index of the first zero byte from `position` on.
func firstZero(in bytes: ArraySlice<UInt8>, from position: Int) -> Int? {
  let rest = bytes[position...]
  // The search stays inside the buffer, and only the distance of its answer leaves the closure.
  let distance: Int? = unsafe rest.withUnsafeBytes { buffer in
    guard let base = buffer.baseAddress,
      let zero = unsafe memchr(base, 0, buffer.count)
    else { return nil }
    return unsafe UnsafeRawPointer(zero) - base
  }
  return distance.map { position + $0 }
}
