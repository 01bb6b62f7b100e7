import ArgumentParser
import Glibc
import KedgeConfiguration
import KedgeModel
import KedgePlatform
import KedgeScenarios

/// Writes the records of an imagined service.
struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Write seeded records of an imagined service; the truth comes last on stderr."
  )

  @Option(help: "Name of a shipped scenario, or a file.")
  var scenario = "chat-incident"

  @Option(help: "Chooses one of the possible courses of events.")
  var seed: UInt64 = 1

  @Option(help: "Records per second of wall time (default: as fast as they are taken).")
  var rate: Double?

  @Option(help: "Lines to write (default: the scenario's length).")
  var count: Int?

  @Flag(help: "List the shipped scenarios.")
  var list = false

  @Flag(help: "End now instead of at the scenario's own time.")
  var now = false

  @Option(help: "Folder of the shipped rules and scenarios.")
  var share: String?

  func validate() throws {
    if let rate, !(rate > 0 && rate.isFinite) { throw ValidationError("--rate is more than 0") }
    if let count, count < 0 { throw ValidationError("--count is not negative") }
  }

  func run() throws {
    try Failure.guarding {
      if list {
        for name in try shipped().keys.sorted() { print(name) }
        return
      }
      var chosen = try find()
      if now {
        let length = chosen.lengthSeconds * 1_000_000_000
        chosen.start = SystemClock.now.advanced(byNanoseconds: -length)
      }
      do {
        try write(ScenarioStream(scenario: chosen, seed: seed, count: count))
      } catch let error as ScenarioError {
        throw Failure(ExitCode(65), "\(error)")
      }
    }
  }

  /// The shipped scenarios by name: those of the folder come before those of the program.
  private func shipped() throws -> [String: () throws -> Scenario] {
    var found: [String: () throws -> Scenario] = [:]
    for scenario in Scenario.shipped { found[scenario.name] = { scenario } }
    for path in try ConfigurationFiles(path: "", share: share).shippedFiles(in: "scenarios") {
      guard let name = path.split(separator: "/").last?.dropLast(5) else { continue }
      found[String(name)] = { try read(path) }
    }
    return found
  }

  private func find() throws -> Scenario {
    if scenario.contains("/") || scenario.hasSuffix(".yaml") { return try read(scenario) }
    guard let found = try shipped()[scenario] else {
      throw Failure(
        ExitCode(66),
        "no scenario \"\(scenario)\"",
        next: "kedgectl simulate --list"
      )
    }
    return try found()
  }

  private func read(_ path: String) throws -> Scenario {
    try ScenarioReader.read(
      ConfigurationFile(path: path, text: try TextFile.read(path, bytesMax: 1 << 20))
    )
  }

  private func write(_ scenarioStream: ScenarioStream) throws {
    var stream = scenarioStream
    var output = OutputBuffer()
    var line: [UInt8] = []
    let start = SystemClock.now
    while !output.hasFailed, stream.next(into: &line) {
      if let rate {
        let passed = min(Double(stream.truth.lines) / rate * 1e9, 1e18)
        wait(until: start.advanced(byNanoseconds: Int64(passed))) { output.flush() }
      }
      output.write(line)
      line.removeAll(keepingCapacity: true)
    }
    output.flush()
    guard !output.hasFailed else {
      throw Failure(ExitCode(74), "standard output cannot be written")
    }
    printError(stream.truth.json)
  }

  /// Waits for the time of the next line; what was written goes out first.
  private func wait(until time: Timestamp, _ flush: () -> Void) {
    let left = time.nanoseconds - SystemClock.now.nanoseconds
    guard left > 1_000_000 else { return }
    flush()
    _ = usleep(UInt32(clamping: left / 1_000))
  }
}
