import Glibc

/// The environment of this process; nothing changes it after the start.
public enum ProcessEnvironment {
  /// The value of a variable, or `nil` where it is not set.
  public static func variable(_ name: String) -> String? {
    // The value is copied at once, and nobody changes the environment.
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
  }
}
