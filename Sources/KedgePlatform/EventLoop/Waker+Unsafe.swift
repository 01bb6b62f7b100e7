import Glibc

/// Whether `descriptor` has something to read, or an end of file, before the time is over.
func isReadable(_ descriptor: Int32, within timeout: Duration?) -> Bool {
  var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
  let milliseconds = timeout.map { Int32(clamping: $0.wholeMilliseconds) } ?? -1
  // One pollfd is passed and one is announced.
  return unsafe poll(&request, 1, milliseconds) > 0
}
