import Glibc

/// A program that is run to its end.
enum ChildProcess {
  /// How it ended.
  enum Ending: Equatable {
    case exited(Int32)
    case killed(signal: Int32)

    /// The ending in words.
    var text: String {
      switch self {
      case .exited(let status): "exit status \(status)"
      case .killed(let signal): "killed by signal \(signal)"
      }
    }
  }

  /// Runs a program with exactly these arguments and variables, its input empty, and waits for it.
  ///
  /// - Throws: `SystemError` where it cannot be started.
  static func run(
    _ path: String,
    _ arguments: [String],
    environment: [String]
  ) throws(SystemError) -> Ending {
    var actions = unsafe posix_spawn_file_actions_t()
    // The structure is made, used by one call, and destroyed.
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    var process = pid_t()
    let code = unsafe withCStrings([path] + arguments) { argv in
      unsafe withCStrings(environment) { envp in
        unsafe posix_spawn(&process, path, &actions, nil, argv, envp)
      }
    }
    guard code == 0 else { throw SystemError(code: code, operation: "run \(path)") }
    var status: Int32 = 0
    // The kernel writes one number.
    while unsafe waitpid(process, &status, 0) < 0 {
      guard errno == EINTR else { throw SystemError.current("wait for \(path)") }
    }
    let signal = status & 0x7F
    return signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal: signal)
  }

  /// Lends texts as an array of C strings that ends with a null.
  private static func withCStrings<Result>(
    _ texts: [String],
    _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
  ) -> Result {
    // The copies are freed after the call that they are lent to.
    var pointers = unsafe texts.map { unsafe strdup($0) }
    unsafe pointers.append(nil)
    defer { unsafe pointers.forEach { unsafe free($0) } }
    return unsafe pointers.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { preconditionFailure("the array is not empty") }
      return unsafe body(base)
    }
  }
}
