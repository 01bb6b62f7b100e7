import Glibc

/// What the operating system says of this process.
enum ProcessLimits {
  /// Processors that this process may use.
  static var cores: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  /// Number of this process.
  static var process: Int32 { getpid() }

  /// User that this process runs as.
  static var user: UInt32 { getuid() }

  /// Resident bytes of this process.
  static var residentBytes: Int {
    do {
      let text = try TextFile.read("/proc/self/statm", bytesMax: 4_096)
      let fields = text.split(separator: " ")
      guard fields.count > 1, let pages = Int(fields[1]) else { return 0 }
      return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    } catch {
      return 0
    }
  }

  /// Bytes of a file; 0 where there is none.
  static func bytes(of path: String) -> Int {
    do {
      return Int(try FileStatus.of(path: path, followsLinks: true).size)
    } catch {
      return 0
    }
  }
}
