import KedgeModel
import KedgeRules

/// Runs an alert over a timeline in the notation of RULES section 5.
///
/// Input: `x` true, `.` false, `?` unknown, `-` no window. State: `.` inactive, `p` pending, `F`
/// firing, `c` firing while the clear streak runs, `r` resolved. Event: `R` emitted, `D` emitted
/// later than the episode began, `s` suppressed, `r` resolved.
struct Timeline: Sendable {
  var when: String
  /// `nil` for "not `when`".
  var clear: String?
  var hold = 1
  var keep = 1
  var holdUnknown = 2
  var cooldownWindows = 0
  var perDayMax = 1_000
  var windowNanoseconds: Int64 = 300_000_000_000
  /// Columns in which an event must not leave, as `x`.
  var hindered = ""
  /// The column before which the alert goes through stored state.
  var restartColumn: Int?

  struct Answer: Equatable {
    var state = ""
    var event = ""
  }

  private var settings: AlertSettings {
    AlertSettings(
      hold: hold,
      keep: keep,
      holdUnknown: holdUnknown,
      cooldownNanoseconds: Int64(cooldownWindows) * windowNanoseconds,
      perDayMax: perDayMax
    )
  }

  func run() throws -> Answer {
    var machine = AlertMachine()
    var answer = Answer()
    var streak = 0
    let clears = clear.map(Array.init)
    for (column, symbol) in when.enumerated() {
      if column == restartColumn { machine = try Timeline.restarted(machine) }
      guard let when = Timeline.condition(symbol) else {
        answer.state.append("-")
        answer.event.append(".")
        continue
      }
      let clear = clears.flatMap { Timeline.condition($0[column]) } ?? Timeline.opposite(when)
      let transition = machine.step(
        when: when,
        clear: clear,
        window: window(column),
        settings: settings,
        hindrance: { isHindered(column) ? "in_flight" : nil }
      )
      streak = Timeline.streak(streak, when, clear)
      answer.state.append(Timeline.state(machine, transition, &streak))
      answer.event.append(Timeline.event(transition))
    }
    return answer
  }

  private func isHindered(_ column: Int) -> Bool {
    Array(hindered).indices.contains(column) && Array(hindered)[column] == "x"
  }

  private func window(_ column: Int) -> Window {
    Window(
      index: column,
      start: Timestamp(nanoseconds: Int64(column) * windowNanoseconds),
      end: Timestamp(nanoseconds: Int64(column + 1) * windowNanoseconds),
      records: 1_000
    )
  }

  private static func restarted(_ machine: AlertMachine) throws -> AlertMachine {
    var writer = ByteWriter()
    machine.encode(into: &writer)
    var reader = ByteReader(writer.bytes)
    let copy = try AlertMachine(from: &reader)
    precondition(reader.isAtEnd && copy == machine, "stored state gives the same alert")
    return copy
  }

  private static func condition(_ symbol: Character) -> Condition? {
    switch symbol {
    case "x": .holds
    case ".": .fails
    case "?": .unknown
    case "-": nil
    default: preconditionFailure("no input \(symbol)")
    }
  }

  private static func opposite(_ condition: Condition) -> Condition {
    switch condition {
    case .holds: .fails
    case .fails: .holds
    case .unknown: .unknown
    }
  }

  /// Clear windows in a row, seen from outside of the machine.
  private static func streak(_ before: Int, _ when: Condition, _ clear: Condition) -> Int {
    if when == .holds || clear == .fails { return 0 }
    return clear == .holds ? before + 1 : before
  }

  private static func state(
    _ machine: AlertMachine,
    _ transition: AlertTransition,
    _ streak: inout Int
  ) -> Character {
    switch transition {
    case .resolved, .ended: return "r"
    case .none, .pending, .dropped, .emitted, .suppressed: break
    }
    switch machine.alertState {
    case .inactive, .pending:
      streak = 0
      return machine.alertState == .pending ? "p" : "."
    case .firing: return streak > 0 ? "c" : "F"
    }
  }

  private static func event(_ transition: AlertTransition) -> Character {
    switch transition {
    case .none, .pending, .dropped, .ended: "."
    case .emitted(_, let isDeferred): isDeferred ? "D" : "R"
    case .suppressed: "s"
    case .resolved: "r"
    }
  }
}
