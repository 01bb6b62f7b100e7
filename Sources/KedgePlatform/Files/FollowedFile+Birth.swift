import CSystemd

/// When an open file was made, in nanoseconds since the epoch; `nil` where that is not kept.
func birthTime(_ descriptor: Int32) -> Int64? {
  let nanoseconds = kedge_birth_time(descriptor)
  return nanoseconds >= 0 ? nanoseconds : nil
}
