public import KedgeEngine
public import KedgeModel
import KedgeTestSupport

/// One run of the engine under faults that a seed has drawn: peers, a disk, a clock, an action
/// runner and restarts.
///
/// What reaches the process is a log, as the spool is: after a crash the steps behind the last
/// durable commit are read again.
public struct World: Sendable {
  /// One entry of the log.
  public enum Entry: Equatable, Sendable {
    /// Bytes of an input.
    case bytes([UInt8], input: Int)
    /// Time has passed.
    case tick
    /// An action has ended.
    case report(ActionReport)
  }

  /// An entry and its arrival time.
  public struct Step: Equatable, Sendable {
    /// What arrived.
    public var entry: Entry
    /// When.
    public var now: Timestamp
  }

  /// Seed of everything.
  public let seed: UInt64
  /// Settings of the engine and of its rules.
  public let settings: WorldSettings
  /// What goes wrong, and when.
  public let schedule: Schedule
  /// Everything that arrived.
  public private(set) var log: [Step] = []
  /// The effects of each step, when it was taken first.
  public private(set) var effects: [[Effect]] = []
  /// What was found wrong.
  public private(set) var violations: [String] = []
  /// The action runner.
  public private(set) var runner = ActionRunner()

  private var random: SplitMix64
  private var now = Timestamp(nanoseconds: 1_767_225_600_000_000_000)
  private var feed: Feed
  private var disk = MemoryDisk()
  private var peers = [Peer(), Peer()]
  private var position = 0
  /// Intents by the step that made them, until a synced commit covers it.
  private var outbox: [(position: Int, intent: Intent)] = []
  private var transcripts: [[String]] = []
  private var lineNumber = 0
  private let lineCount: Int

  /// Draws a world.
  ///
  /// - Throws: never for the settings that are drawn here.
  public init(seed: UInt64, lines: Int = 50) throws {
    self.seed = seed
    lineCount = lines
    var random = SplitMix64(seed: seed)
    settings = try WorldSettings(random: &random)
    schedule = Schedule(steps: lines, random: &random)
    self.random = random
    feed = try Feed(settings.engine)
  }

  /// Accounting of the inputs.
  public var inputStates: [InputState] { feed.engine.inputStates }

  /// Lines that the peers have sent, by input.
  public var linesSent: [Int] { peers.map(\.linesSent) }

  /// Runs the world to its end; then all faults heal.
  ///
  /// - Throws: what a restart throws.
  public mutating func run() throws {
    for step in 0..<lineCount {
      let faults = schedule.faults(at: step)
      let input = random.number(0...1)
      now = now.advanced(byNanoseconds: Int64(random.number(0...4)) * 1_000_000_000)
      take(.bytes(peers[input].send(line(step), faults), input: input))
      for fault in faults { try happen(fault) }
      if step % 8 == 0 { take(.tick) }
    }
    try heal()
  }

  private mutating func happen(_ fault: Fault) throws {
    switch fault {
    case .split, .repeated, .delayed: break
    case .commit: commit()
    case .sync: sync()
    case .crash(let kept): try crash(kept: kept)
    case .pause(let seconds):
      now = now.advanced(byNanoseconds: Int64(seconds) * 1_000_000_000)
      take(.tick)
    case .action(let fault):
      if let report = runner.end(fault) { take(.report(report)) }
    }
  }

  /// Without faults everything comes to its end.
  private mutating func heal() throws {
    for input in peers.indices { take(.bytes(peers[input].finish(), input: input)) }
    for _ in 0..<8 {
      commit()
      sync()
      while let report = runner.end(.succeeds) { take(.report(report)) }
      now = now.advanced(byNanoseconds: 130_000_000_000)
      take(.tick)
    }
    commit()
    try crash(kept: 1)
    if !feed.engine.openIntents.isEmpty { violations.append("an action never ends") }
  }

  /// Lets an entry arrive.
  private mutating func take(_ entry: Entry) {
    log.append(Step(entry: entry, now: now))
    applyNext()
  }

  /// Takes the next entry of the log; one that was taken before must have the same effects.
  private mutating func applyNext() {
    let found = World.apply(log[position], to: &feed)
    let lines = Transcript.lines(found)
    if position == transcripts.count {
      transcripts.append(lines)
      effects.append(found)
    } else if transcripts[position] != lines {
      let difference = Transcript.difference(transcripts[position], lines)
      violations.append("step \(position) after a restart: \(difference)")
    }
    position += 1
    for case .deliver(let intent) in found { outbox.append((position, intent)) }
    for state in feed.engine.inputStates where !state.isBalanced {
      violations.append("input \(state.name) is not balanced after step \(position)")
    }
  }

  private mutating func commit() {
    disk.write(feed.takeChanges(), position: position, tails: feed.tails)
  }

  /// Makes commits durable and hands over the intents that they cover, or forgets to.
  private mutating func sync() {
    disk.sync()
    let covered = outbox.filter { $0.position <= disk.position }
    outbox.removeAll { $0.position <= disk.position }
    for item in covered { runner.find(item.intent) }
  }

  private mutating func crash(kept: Int) throws {
    disk.crash(keeping: kept)
    outbox = []
    feed =
      disk.isEmpty
      ? try Feed(settings.engine)
      : try Feed(settings.engine, state: disk.entries, tails: disk.tails)
    position = disk.isEmpty ? 0 : disk.position
    for intent in feed.engine.openIntents { runner.find(intent) }
    while position < log.count { applyNext() }
  }

  /// Takes one entry of a log.
  public static func apply(_ step: Step, to feed: inout Feed) -> [Effect] {
    switch step.entry {
    case .bytes(let bytes, let input): feed.push(bytes, input: input, at: step.now)
    case .tick: feed.tick(at: step.now)
    case .report(let report): feed.report(report, at: step.now)
    }
  }

  /// The next line that a peer writes; failures come in stretches.
  private mutating func line(_ step: Int) -> String {
    let time =
      now.nanoseconds - (random.happens(0.15) ? Int64(random.number(0...60)) * 1_000_000_000 : 0)
    lineNumber += 1
    let other = "i\(random.number(0...lineCount))"
    switch random.number(0...19) {
    case 0: return "{\"time\":"
    case 1: return RecordLine.label(random.pick(["0", "1"]), of: other, time: time).text
    case 2: return RecordLine.feedback(random.pick(["0", "1"]), of: other, time: time).text
    default:
      var line = RecordLine(time: time, id: "i\(lineNumber)")
      line.segment["language"] = random.pick(["\"de\"", "\"en\""])
      let isFailing = step / 12 % 2 == 1 && random.happens(0.9)
      line.features["x"] = "\(random.number(0...50) + (isFailing ? 50 : 0))"
      line.fields["prediction"] = random.pick(["0", "1"])
      return line.text
    }
  }
}
