import Glibc
public import KedgeConfiguration
import KedgeEngine

/// Reads the files of a configuration: the main file, its drop-ins, the shipped rules, baselines.
public struct ConfigurationFiles: Sendable {
  /// Path of the main file.
  public var path: String
  /// Folder of the shipped files; `nil` looks beside the binary and below `/usr/share/kedge`.
  public var share: String?

  /// Whether the main file must exist: somebody named it, or it served before.
  public var isRequired: Bool

  /// Names the files of a configuration.
  ///
  /// - Parameters:
  ///   - path: Path of the main file.
  ///   - share: Folder of the shipped files; `nil` finds it.
  ///   - isRequired: Whether a missing main file is an error.
  public init(path: String, share: String? = nil, isRequired: Bool = false) {
    self.path = path
    self.share = share
    self.isRequired = isRequired
  }

  /// Chooses the main file: what an option names, or `KEDGE_CONFIG`, which both must exist, or
  /// `/etc/kedge/kedge.yaml`, without which the defaults apply.
  ///
  /// - Parameters:
  ///   - option: Value of the option, or `nil`.
  ///   - share: Folder of the shipped files; `nil` finds it.
  public init(option: String?, share: String?) {
    let named = option ?? ProcessEnvironment.variable("KEDGE_CONFIG")
    self.init(
      path: named.map(ConfigurationFiles.absolute) ?? "/etc/kedge/kedge.yaml",
      share: share,
      isRequired: named != nil
    )
  }

  /// A path that others find too, whatever folder they stand in.
  private static func absolute(_ path: String) -> String {
    guard !path.hasPrefix("/"), let folder = TextFile.linkTarget("/proc/self/cwd") else {
      return path
    }
    return "\(folder)/\(path)"
  }

  /// Whether there is a file at a path.
  public static func exists(_ path: String) -> Bool { fileExists(path) }

  /// The folder of a path; `.` for a name alone.
  public static func folder(of path: String) -> String {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    return parts.isEmpty ? "." : parts.joined(separator: "/")
  }

  /// Reads and checks everything.
  ///
  /// A missing main file is an empty one, unless it is required: everything is found.
  ///
  /// - Parameter readsBaselines: Whether baselines are read from the files that models name.
  /// - Returns: the checked configuration.
  /// - Throws: `ConfigurationError` where it does not load, `ConfigurationAccessError` where a file
  ///   must not be used, `SystemError` where one cannot be read.
  public func load(readsBaselines: Bool = true) throws -> Configuration {
    var configuration = try ConfigurationLoader.load(try mainFiles(), defaultRules: shippedRules())
    guard readsBaselines else { return configuration }
    for (index, file) in configuration.baselineFiles.sorted(by: { $0.key < $1.key }) {
      let baseline = try BaselineFile.read(file)
      configuration.engine.models[index].baseline = .given(baseline)
    }
    return configuration
  }

  private func mainFiles() throws -> [ConfigurationFile] {
    var files: [ConfigurationFile] = []
    do {
      files.append(try read(path))
    } catch let error as SystemError where error.code == ENOENT && !isRequired {
      // Its drop-ins may be there all the same.
    }
    let folder = "\(ConfigurationFiles.folder(of: path))/kedge.d"
    guard fileExists(folder) else { return files }
    for name in try directoryEntries(folder) where name.hasSuffix(".yaml") {
      files.append(try read("\(folder)/\(name)"))
    }
    return files
  }

  private func read(_ path: String) throws -> ConfigurationFile {
    let status = try FileStatus.of(path: path, followsLinks: true)
    guard status.mode & (S_IWGRP | S_IWOTH) == 0 else {
      throw ConfigurationAccessError(path: path)
    }
    return ConfigurationFile(path: path, text: try TextFile.read(path, bytesMax: 1 << 20))
  }

  private func shippedRules() throws -> [ConfigurationFile] {
    try shippedFiles(in: "rules").map { path in
      ConfigurationFile(path: path, text: try TextFile.read(path, bytesMax: 1 << 20))
    }
  }

  /// Lists the files of one kind that come with Kedge.
  ///
  /// - Parameter kind: `rules` or `scenarios`.
  /// - Returns: their paths in order of their names; none where there is no folder.
  /// - Throws: `SystemError` where a folder that was named cannot be read.
  public func shippedFiles(in kind: String) throws -> [String] {
    guard let shareFolder else { return [] }
    let folder = "\(shareFolder)/\(kind)"
    guard try directoryEntries(shareFolder).contains(kind) else { return [] }
    return try directoryEntries(folder).filter { $0.hasSuffix(".yaml") }.map { "\(folder)/\($0)" }
  }

  /// Where the shipped files are: named, or those of a checkout for a binary in its build folder,
  /// or installed, below the prefix of the binary first.
  private var shareFolder: String? {
    if let share { return share }
    let binary = TextFile.linkTarget("/proc/self/exe") ?? ""
    let parts = binary.split(separator: "/", omittingEmptySubsequences: false)
    var folders = ["\(parts.dropLast(2).joined(separator: "/"))/share/kedge", "/usr/share/kedge"]
    if let build = parts.firstIndex(of: ".build") {
      folders.insert("\(parts[..<build].joined(separator: "/"))/config", at: 0)
    }
    return folders.first { fileExists($0) }
  }
}

/// A file of configuration that others may change.
public struct ConfigurationAccessError: Error, CustomStringConvertible {
  /// Its path.
  public let path: String

  /// What is wrong and what to do.
  public var description: String {
    "\(path): writable by group or others; run: chmod go-w \(path)"
  }
}
