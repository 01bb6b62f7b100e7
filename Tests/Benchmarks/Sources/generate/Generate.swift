/// Writes benchmark data and what is true of it.
///
///     generate PROFILE SEED COUNT DATA TRUTH
@main
struct Generate {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count == 6, let profile = Profile(rawValue: arguments[1]),
      let seed = UInt64(arguments[2]), let count = Int(arguments[3]), count > 0
    else {
      let names = Profile.allCases.map(\.rawValue).joined(separator: "|")
      fail("usage: generate \(names) SEED COUNT DATA TRUTH", status: 64)
    }
    let settings = GeneratorSettings(seed: seed, profile: profile, count: count)
    var generator = Generator(settings)
    let file = OutputFile(path: arguments[4])
    generator.run { file.write($0) }
    let json = generator.truth.json(settings: settings, name: Generator.name)
    OutputFile(path: arguments[5]).write(Array(json.utf8))
  }
}
