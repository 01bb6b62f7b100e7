import ArgumentParser

/// Brings what was typed into the order that the parser reads.
enum ArgumentOrder {
  /// The arguments with the verbs first, and `--json` with its value written out.
  ///
  /// The parser knows no option whose value may be missing and that leaves the next word alone.
  static func normalised(_ arguments: [String]) -> [String] {
    let verbs = verbs(arguments)
    var rest = arguments
    for index in verbs.reversed() { rest.remove(at: index) }
    let end = rest.firstIndex(of: "--") ?? rest.count
    for index in rest[..<end].indices where rest[index] == "--json" {
      rest[index] = "--json=\(JSONForm.detected.rawValue)"
    }
    return verbs.map { arguments[$0] } + rest
  }

  /// The first argument, or the one behind `help`, where it should be a verb and is none.
  static func unknownVerb(_ arguments: [String]) -> String? {
    let words = arguments.first == "help" ? Array(arguments.dropFirst()) : arguments
    guard verbs(words).isEmpty, let first = words.first, !first.hasPrefix("-") else { return nil }
    return first
  }

  /// Where the verbs stand: the first word that is one, and the word of its group behind it.
  private static func verbs(_ arguments: [String]) -> [Int] {
    var found: [Int] = []
    var known = Kedgectl.configuration.subcommands
    var takesValue = false
    for (index, argument) in arguments.enumerated() {
      if argument == "--" { break }
      if argument.hasPrefix("-"), argument != "-" {
        takesValue = valued.contains(argument)
        continue
      }
      if takesValue {
        takesValue = false
        continue
      }
      guard let verb = known.first(where: { $0._commandName == argument }) else { break }
      found.append(index)
      known = verb.configuration.subcommands
    }
    return found
  }

  /// Options that may stand before a verb and take the next word.
  private static let valued = [
    "-m", "--model", "-V", "--model-version", "--segment", "--since", "--until", "-n", "--lines",
    "--socket", "--config", "--share", "--color",
  ]
}
