import KedgeEngine
import KedgeModel
import Synchronization

/// What the daemon knows of itself, for status, beside what the engine knows.
struct RunnerStatus {
  /// Counts turns of the engine's thread; the watchdog is fed only while it moves.
  final class Progress: Sendable {
    private let turns = Atomic<Int>(0)

    var count: Int { turns.load(ordering: .relaxed) }

    func advance() { turns.wrappingAdd(1, ordering: .relaxed) }
  }

  let progress = Progress()
  let since = SystemClock.now
  var loadedAt = SystemClock.now
  /// What holds until somebody mends it.
  var degraded: [String] = []
  /// Failures that may pass, such as a full disk.
  private var failures: [Store: String] = [:]
  /// Why the last reload was refused.
  var reloadProblem: String?
  var facts = InputFacts()
  /// Intents in the outbox, since when.
  var published: [String: Duration] = [:]
  /// What never was a record, by input and reason.
  private(set) var dropped: [Int: [DropReason: Int]] = [:]
  private(set) var recordsPerSecond = 0.0
  private var measured: (taken: Int, at: Duration)?
  private var told: (line: String, isDegraded: Bool, at: Duration)?
  private let manager = ServiceManager()

  /// What cannot be written.
  enum Store: String, CaseIterable {
    case state, outbox
  }

  /// Why something never was a record.
  enum DropReason: String, CaseIterable, Sendable {
    case torn, hole = "nul_hole", truncated, gap
  }

  mutating func drop(_ reason: DropReason, _ count: Int, input: Int) {
    dropped[input, default: [:]][reason, default: 0] += count
  }

  /// Everything that is wrong now.
  var problems: [String] {
    degraded + Store.allCases.compactMap { failures[$0] } + [facts.problem].compactMap(\.self)
  }

  mutating func fail(_ store: Store, _ message: String, _ journal: JournalWriter) {
    if failures.updateValue(message, forKey: store) == nil {
      journal.write(JournalEntry(.degraded, reason: message))
    }
  }

  /// Notes that a store can be written.
  ///
  /// - Returns: whether it could not before.
  @discardableResult
  mutating func heal(_ store: Store, _ journal: JournalWriter) -> Bool {
    guard failures.removeValue(forKey: store) != nil else { return false }
    journal.write(JournalEntry(.healed, reason: "\(store.rawValue) can be written again"))
    return true
  }

  /// Measures how many records came since the last time.
  mutating func measure(_ engine: Engine, at now: Duration) {
    let taken = engine.inputStates.reduce(0) { $0 + $1.taken }
    if let measured, now > measured.at {
      let seconds = (now - measured.at) / .seconds(1)
      recordsPerSecond = Double(taken - measured.taken) / seconds
    }
    measured = (taken, now)
  }

  /// One line for `systemctl status`.
  func line(_ engine: Engine) -> String {
    if let problem = problems.first { return "Degraded: \(problem), see kedgectl doctor" }
    let rate = Int(recordsPerSecond.rounded())
    let firing = engine.firingAlerts
    let alerts =
      firing.first.map { first in
        ", \(firing.count) firing (\(first.series.model) \(first.series.version) \(first.rule))"
      } ?? ""
    let reload = reloadProblem.map { "; reload refused, \($0)" } ?? ""
    return "Ready: \(engine.modelCount) models, \(rate) rec/s\(alerts)\(reload)"
  }

  /// Tells the service manager, at most every five seconds unless the state changed.
  mutating func tellManager(_ engine: Engine) {
    let now = SystemClock.monotonic
    let isDegraded = !problems.isEmpty
    if let told, now - told.at < .seconds(5), isDegraded == told.isDegraded { return }
    let line = line(engine)
    if line != told?.line { manager.notify(.status(line)) }
    told = (line, isDegraded, now)
  }
}
