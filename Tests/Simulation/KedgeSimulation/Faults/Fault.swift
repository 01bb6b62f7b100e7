public import KedgeTestSupport

/// One thing that goes wrong, or merely happens, at a step of a world; data, so that a schedule can
/// be printed, read and shortened by hand.
public enum Fault: Equatable, Sendable, CustomStringConvertible {
  /// A peer writes so many bytes less than its line has, and the rest with its next line.
  case split(bytes: Int)
  /// A peer sends its line again.
  case repeated
  /// A peer holds its line back for so many lines.
  case delayed(lines: Int)
  /// The state is committed.
  case commit
  /// The last commit is made durable, and intents leave.
  case sync
  /// The process ends; so many of the commits that were not synced survive.
  case crash(kept: Int)
  /// Time passes, in seconds.
  case pause(seconds: Int)
  /// The unit of the oldest action says something, or nothing at all.
  case action(ActionFault)

  /// What becomes of an action.
  public enum ActionFault: String, CaseIterable, Sendable {
    case succeeds, fails, isSilent, losesReport
  }

  /// The fault as one word.
  public var description: String {
    switch self {
    case .split(let bytes): "split:\(bytes)"
    case .repeated: "repeat"
    case .delayed(let lines): "delay:\(lines)"
    case .commit: "commit"
    case .sync: "sync"
    case .crash(let kept): "crash:\(kept)"
    case .pause(let seconds): "pause:\(seconds)"
    case .action(let fault): "action:\(fault.rawValue)"
    }
  }
}

/// The faults of a world by the step at which they happen.
public struct Schedule: Equatable, Sendable, CustomStringConvertible {
  /// One fault and its step.
  public struct Entry: Equatable, Sendable {
    /// The step.
    public var step: Int
    /// The fault.
    public var fault: Fault
  }

  /// The faults, in order of their steps.
  public var entries: [Entry]

  /// Draws a schedule over a number of steps.
  public init(steps: Int, random: inout SplitMix64) {
    entries = []
    for step in 0..<steps {
      if random.happens(0.25) { entries.append(Entry(step: step, fault: .commit)) }
      guard random.happens(0.45) else { continue }
      entries.append(Entry(step: step, fault: Schedule.fault(&random)))
    }
  }

  private static func fault(_ random: inout SplitMix64) -> Fault {
    switch random.number(0...9) {
    case 0, 1: .split(bytes: random.number(1...40))
    case 2: .repeated
    case 3: .delayed(lines: random.number(1...5))
    case 4, 5: .sync
    case 6: .crash(kept: random.number(0...3))
    case 7, 8: .pause(seconds: random.number(1...90))
    default: .action(random.pick(Fault.ActionFault.allCases))
    }
  }

  /// The faults of a step.
  public func faults(at step: Int) -> [Fault] {
    entries.filter { $0.step == step }.map(\.fault)
  }

  /// The schedule as one line.
  public var description: String {
    entries.map { "\($0.step)=\($0.fault)" }.joined(separator: " ")
  }
}
