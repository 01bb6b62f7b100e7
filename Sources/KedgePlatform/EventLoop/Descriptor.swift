import Glibc

/// Owns one descriptor and closes it when the last reference goes.
public final class Descriptor: Sendable {
  /// The number that system calls take.
  public let number: Int32

  /// Takes over `number`.
  ///
  /// - Precondition: `number` is an open descriptor that nobody else closes.
  public init(owning number: Int32) {
    precondition(number >= 0, "a descriptor is not negative")
    self.number = number
  }

  deinit {
    close(number)
  }
}

/// Lets calls on a descriptor return at once instead of waiting.
func setNonBlocking(_ descriptor: Int32) {
  let flags = fcntl(descriptor, F_GETFL)
  precondition(flags >= 0, "a descriptor that is not open")
  _ = fcntl(descriptor, F_SETFL, flags | O_NONBLOCK)
}
