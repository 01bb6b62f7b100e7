import ArgumentParser
import KedgeConfiguration
import KedgePlatform

/// Which files a replay reads, and with which input.
struct ReplayInputs {
  let files: [Replay.Files]

  /// - Throws: `Failure` where there is nothing to read.
  init(_ paths: [String], _ configuration: Configuration) throws {
    files =
      paths.isEmpty
      ? ReplayInputs.configured(configuration) : ReplayInputs.named(paths, configuration)
    guard files.contains(where: { !$0.paths.isEmpty }) else {
      throw Failure(
        ExitCode(66),
        "there are no files to read",
        next: "name files, or configure an input with `file:`"
      )
    }
  }

  private static func configured(_ configuration: Configuration) -> [Replay.Files] {
    configuration.inputs.enumerated().compactMap { index, input in
      guard case .files(let patterns) = input.source else { return nil }
      let paths = Set(patterns.flatMap { GlobPattern($0).existingPaths })
      return Replay.Files(input: index, paths: sorted(paths))
    }
  }

  /// Each file goes to the first input whose pattern fits its name, else to the first input.
  private static func named(
    _ paths: [String],
    _ configuration: Configuration
  ) -> [Replay.Files] {
    var byInput: [Int: [String]] = [:]
    for path in paths {
      let input = configuration.inputs.firstIndex { input in
        guard case .files(let patterns) = input.source else { return false }
        return patterns.contains { GlobPattern($0).fitsName(of: path) }
      }
      byInput[input ?? 0, default: []].append(path)
    }
    return byInput.sorted { $0.key < $1.key }.map {
      Replay.Files(input: $0.key, paths: sorted($0.value))
    }
  }

  private static func sorted(_ paths: some Sequence<String>) -> [String] {
    paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
