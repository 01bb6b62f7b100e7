import Glibc

/// A descriptor that the service manager handed over.
public struct InheritedDescriptor: Sendable {
  /// The name of the socket unit, or the name under which the descriptor was stored.
  public var name: String
  /// The descriptor itself; it is closed with the last reference.
  public var descriptor: Descriptor

  /// Makes a pair of name and descriptor.
  public init(name: String, descriptor: Descriptor) {
    self.name = name
    self.descriptor = descriptor
  }
}

/// Talks to the service manager that started this process, if one did.
///
/// Every method does nothing without `NOTIFY_SOCKET`, so the daemon runs in the foreground as well.
public final class ServiceManager: DescriptorStore {
  /// Makes a connection to whatever manager the environment names.
  public init() {}

  /// Whether a service manager listens.
  public var isPresent: Bool { environmentValue("NOTIFY_SOCKET") != nil }

  /// Sends states in one message.
  ///
  /// - Returns: Whether a manager was told.
  @discardableResult
  public func notify(_ states: ServiceState...) -> Bool {
    sendNotification(states.map(\.assignment).joined(separator: "\n"))
  }

  /// Tells that a reload begins, with the time that the manager asks for.
  @discardableResult
  public func notifyReloading() -> Bool {
    notify(.reloading(monotonicMicroseconds: monotonicMicroseconds()))
  }

  /// The time within which the manager expects `.watchdog`, or `nil` without a watchdog.
  public var watchdogInterval: Duration? {
    watchdogMicroseconds().map { .microseconds(Int64(clamping: $0)) }
  }

  /// Takes the descriptors that the manager handed over to this process, in no useful order.
  ///
  /// Those meant for another process (`LISTEN_PID`) are ignored. Call it once, at start.
  public func takeInheritedDescriptors() -> [InheritedDescriptor] {
    inheritedDescriptors().map {
      InheritedDescriptor(name: $0.name, descriptor: Descriptor(owning: $0.number))
    }
  }

  /// Puts a copy of a connection into the manager's store.
  ///
  /// Without polling by the manager: it would close its copy of a connection that hung up with
  /// bytes unread.
  public func store(_ descriptor: Int32, name: String) -> Bool {
    sendNotification("FDSTORE=1\nFDNAME=\(name)\nFDPOLL=0", with: descriptor)
  }

  /// Drops the copy of a connection from the manager's store.
  public func remove(name: String) {
    _ = sendNotification("FDSTOREREMOVE=1\nFDNAME=\(name)")
  }
}
