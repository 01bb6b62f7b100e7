public import KedgeModel

/// The alert of one rule on one series: a pure value that takes one closed window at a time.
///
/// RULES section 5 has its timelines. Time is event time; nothing steps where no window closes.
public struct AlertMachine: Equatable, Sendable {
  private enum State: Equatable {
    case inactive
    case pending(held: Int, unknowns: Int)
    case firing(Episode, clears: Int)
  }

  private var state = State.inactive
  /// Times at which events left, within the last 24 hours or the cooldown, oldest first.
  private var emissions: [Timestamp] = []

  /// Makes an inactive alert.
  public init() {}

  /// Where the alert stands.
  public var alertState: AlertState {
    switch state {
    case .inactive: .inactive
    case .pending: .pending
    case .firing: .firing
    }
  }

  /// The episode that is firing, or `nil`.
  public var episode: Episode? {
    guard case .firing(let episode, _) = state else { return nil }
    return episode
  }

  /// Windows in which the condition of a pending alert has held; 0 in another state.
  public var heldWindows: Int {
    guard case .pending(let held, _) = state else { return 0 }
    return held
  }

  /// Ends whatever is pending or firing; cooldown and the cap of a day go on.
  public mutating func end() {
    state = .inactive
  }

  /// When the last event left, or `nil`.
  public var lastEmission: Timestamp? { emissions.last }

  /// Takes the next closed window.
  ///
  /// - Parameters:
  ///   - when: The rule's condition in this window.
  ///   - clear: Its condition for resolving.
  ///   - window: The window; windows come in time order.
  ///   - settings: The rule's times and caps.
  ///   - hindrance: Why an event must not leave now, for reasons outside of this alert; asked only
  ///     where one would leave.
  /// - Returns: what the window did to the alert.
  public mutating func step(
    when: Condition,
    clear: Condition,
    window: Window,
    settings: AlertSettings,
    hindrance: () -> String?
  ) -> AlertTransition {
    switch state {
    case .inactive:
      guard when == .holds else { return .none }
      return hold(held: 1, window, settings, hindrance)
    case .pending(let held, let unknowns):
      return stepPending(held, unknowns, when, window, settings, hindrance)
    case .firing(let episode, let clears):
      return stepFiring(episode, clears, (when, clear), window, settings, hindrance)
    }
  }

  private mutating func stepPending(
    _ held: Int,
    _ unknowns: Int,
    _ when: Condition,
    _ window: Window,
    _ settings: AlertSettings,
    _ hindrance: () -> String?
  ) -> AlertTransition {
    switch when {
    case .holds:
      return hold(held: held + 1, window, settings, hindrance)
    case .unknown where unknowns < settings.holdUnknown:
      state = .pending(held: held, unknowns: unknowns + 1)
      return .none
    case .unknown, .fails:
      state = .inactive
      return .dropped
    }
  }

  private mutating func hold(
    held: Int,
    _ window: Window,
    _ settings: AlertSettings,
    _ hindrance: () -> String?
  ) -> AlertTransition {
    guard held >= settings.hold else {
      state = .pending(held: held, unknowns: 0)
      return held == 1 ? .pending : .none
    }
    let episode = Episode(start: window.end, windowIndex: window.index, hasEmitted: false)
    return tryToEmit(episode, clears: 0, window, settings, isFirst: true, hindrance)
  }

  private mutating func stepFiring(
    _ episode: Episode,
    _ clears: Int,
    _ conditions: (when: Condition, clear: Condition),
    _ window: Window,
    _ settings: AlertSettings,
    _ hindrance: () -> String?
  ) -> AlertTransition {
    let streak: Int
    switch (conditions.when, conditions.clear) {
    case (.holds, _), (_, .fails): streak = 0
    case (_, .unknown): streak = clears
    case (_, .holds): streak = clears + 1
    }
    guard streak < settings.keep else {
      state = .inactive
      return episode.hasEmitted ? .resolved(episode) : .ended
    }
    guard !episode.hasEmitted, conditions.when == .holds else {
      state = .firing(episode, clears: streak)
      return .none
    }
    return tryToEmit(episode, clears: streak, window, settings, isFirst: false, hindrance)
  }

  private mutating func tryToEmit(
    _ episode: Episode,
    clears: Int,
    _ window: Window,
    _ settings: AlertSettings,
    isFirst: Bool,
    _ hindrance: () -> String?
  ) -> AlertTransition {
    var episode = episode
    forgetEmissions(before: window.end, settings)
    if let reason = ownHindrance(at: window.end, settings) ?? hindrance() {
      state = .firing(episode, clears: clears)
      return isFirst ? .suppressed(episode, reason) : .none
    }
    episode.hasEmitted = true
    emissions.append(window.end)
    state = .firing(episode, clears: clears)
    return .emitted(episode, isDeferred: !isFirst)
  }

  private func ownHindrance(at now: Timestamp, _ settings: AlertSettings) -> String? {
    if let last = emissions.last,
      now < last.advanced(byNanoseconds: settings.cooldownNanoseconds)
    {
      return "cooldown"
    }
    let dayAgo = now.advanced(byNanoseconds: -AlertSettings.dayNanoseconds)
    let today = emissions.count { $0 > dayAgo }
    return today >= settings.perDayMax ? "max_per_day" : nil
  }

  private mutating func forgetEmissions(before now: Timestamp, _ settings: AlertSettings) {
    let span = max(settings.cooldownNanoseconds, AlertSettings.dayNanoseconds)
    let limit = now.advanced(byNanoseconds: -span)
    emissions.removeAll { $0 < limit }
  }
}

/// One stretch of firing, from the window that reached the hold to the window that resolved it.
public struct Episode: Equatable, Sendable {
  /// End of the window in which it began.
  public var start: Timestamp
  /// Index of that window.
  public var windowIndex: Int
  /// Whether its event has left.
  public var hasEmitted: Bool
}

/// What one window did to an alert.
public enum AlertTransition: Equatable, Sendable {
  /// Nothing that anybody has to hear of.
  case none
  /// The condition began to hold.
  case pending
  /// A pending alert fell back.
  case dropped
  /// The episode's one event leaves, now or, deferred, later than the episode began.
  case emitted(Episode, isDeferred: Bool)
  /// The episode began and its event is held back for a reason.
  case suppressed(Episode, String)
  /// The episode ended; its event had left.
  case resolved(Episode)
  /// The episode ended and had emitted nothing.
  case ended
}

/// Times and caps of a rule, in evaluations and nanoseconds.
public struct AlertSettings: Equatable, Sendable {
  /// Windows in which the condition must hold, in a row, before the alert fires.
  public var hold: Int
  /// Windows that must be clear, in a row, before it resolves.
  public var keep: Int
  /// Unknown windows that a pending alert survives, in a row.
  public var holdUnknown: Int
  /// Event time between two events.
  public var cooldownNanoseconds: Int64
  /// Events in 24 hours of event time.
  public var perDayMax: Int

  static let dayNanoseconds: Int64 = 86_400_000_000_000

  /// Makes settings.
  public init(
    hold: Int,
    keep: Int,
    holdUnknown: Int,
    cooldownNanoseconds: Int64,
    perDayMax: Int
  ) {
    precondition(hold >= 1 && keep >= 1, "an alert holds and clears for at least one window")
    self.hold = hold
    self.keep = keep
    self.holdUnknown = holdUnknown
    self.cooldownNanoseconds = cooldownNanoseconds
    self.perDayMax = perDayMax
  }
}

extension AlertMachine {
  /// Appends the alert to stored state.
  public func encode(into writer: inout ByteWriter) {
    switch state {
    case .inactive:
      writer.write(byte: 0)
    case .pending(let held, let unknowns):
      writer.write(byte: 1)
      writer.write(count: held)
      writer.write(count: unknowns)
    case .firing(let episode, let clears):
      writer.write(byte: 2)
      writer.write(signed: episode.start.nanoseconds)
      writer.write(count: episode.windowIndex)
      writer.write(episode.hasEmitted)
      writer.write(count: clears)
    }
    writer.write(list: emissions) { $0.write(signed: $1.nanoseconds) }
  }

  /// Reads an alert from stored state.
  ///
  /// - Throws: `StateError` where the bytes are not an alert.
  public init(from reader: inout ByteReader) throws(StateError) {
    switch try reader.readByte() {
    case 0: state = .inactive
    case 1: state = .pending(held: try reader.readCount(), unknowns: try reader.readCount())
    case 2:
      let start = Timestamp(nanoseconds: try reader.readSigned())
      let index = try reader.readCount()
      let episode = Episode(start: start, windowIndex: index, hasEmitted: try reader.readBool())
      state = .firing(episode, clears: try reader.readCount())
    case let other: throw StateError("alert state \(other)")
    }
    emissions = try reader.readList { reader throws(StateError) in
      Timestamp(nanoseconds: try reader.readSigned())
    }
  }
}
