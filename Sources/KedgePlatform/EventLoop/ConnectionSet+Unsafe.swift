import CSystemd
import Glibc

extension ConnectionSet {
  enum Control {
    case add
    case change
    case remove

    var number: Int32 {
      switch self {
      case .add: EPOLL_CTL_ADD
      case .change: EPOLL_CTL_MOD
      case .remove: EPOLL_CTL_DEL
      }
    }
  }

  func control(
    _ control: Control,
    _ connection: Int32,
    isReadable: Bool,
    isWritable: Bool
  ) throws(SystemError) {
    let events =
      (isReadable ? EPOLLIN.rawValue : 0) | (isWritable ? EPOLLOUT.rawValue : 0)
    // The union is written through the member that `readyConnections` reads.
    var event = unsafe epoll_event(events: events, data: epoll_data_t(fd: connection))
    guard unsafe epoll_ctl(descriptor.number, control.number, connection, &event) == 0 else {
      throw SystemError.current("watch connection \(connection)")
    }
  }

  func readyConnections(max: Int) -> [Ready] {
    // The kernel fills the first `count` places, and only those are read.
    unsafe withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: max) { events in
      let count = unsafe epoll_wait(descriptor.number, events.baseAddress, Int32(max), 0)
      guard count > 0 else { return [] }
      return (0..<Int(count)).map { index in
        let flags = unsafe events[index].events
        return unsafe Ready(
          descriptor: events[index].data.fd,
          isReadable: flags & ~EPOLLOUT.rawValue != 0,
          isWritable: flags & EPOLLOUT.rawValue != 0
        )
      }
    }
  }
}

func makePoller() throws(SystemError) -> Descriptor {
  let number = epoll_create1(Int32(EPOLL_CLOEXEC))
  guard number >= 0 else { throw SystemError.current("make an epoll descriptor") }
  return Descriptor(owning: number)
}
