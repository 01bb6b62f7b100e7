import Glibc

/// Waits until one of several descriptors is ready.
///
/// - Returns: for each of them what it is ready for; nothing where the time was over or the wait
///   was interrupted. An end or a failure counts as readable.
func waitForDescriptors(_ wishes: [DescriptorWish], within limit: Duration) -> [DescriptorWish] {
  var requests = wishes.map { wish in
    pollfd(
      fd: wish.number,
      events: Int16((wish.readable ? POLLIN : 0) | (wish.writable ? POLLOUT : 0)),
      revents: 0
    )
  }
  // The array holds as many elements as are announced and lives as long as the call.
  let count = unsafe poll(
    &requests,
    nfds_t(requests.count),
    Int32(clamping: limit.wholeMilliseconds)
  )
  guard count > 0 else { return [] }
  return requests.map { request in
    let events = Int32(request.revents)
    return DescriptorWish(
      number: request.fd,
      readable: events & (POLLIN | POLLHUP | POLLERR) != 0,
      writable: events & POLLOUT != 0
    )
  }
}
