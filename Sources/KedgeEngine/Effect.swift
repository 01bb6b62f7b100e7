public import KedgeModel

/// What the shell has to do, or may show.
public enum Effect: Sendable {
  /// A window of a series was evaluated, first or again.
  case evaluated(SeriesKey, Window, [Indicator])
  /// Something happened that is kept.
  case event(Event)
  /// An intent has to be put into the outbox, after the commit.
  case deliver(Intent)
  /// An alert changed its state.
  case alert(AlertChange)
  /// An action ended.
  case finished(Event, detail: String)
  /// A line for the log.
  case notice(Notice)
}

/// An event that must be acted upon.
public struct Intent: Equatable, Sendable {
  /// Id of the event; the name of the file in the outbox.
  public var event: String
  /// The event as a CloudEvents document, one line.
  public var document: String
}

/// A change of an alert that did not, or not only, make an event.
public struct AlertChange: Equatable, Sendable {
  /// The rule.
  public var rule: String
  /// The series.
  public var series: SeriesKey
  /// The state that it has now.
  public var state: AlertState
  /// The window's end.
  public var time: Timestamp
  /// Why, where no window decided.
  public var reason: String?
}

/// Something that an administrator may want to know.
public struct Notice: Equatable, Sendable {
  /// What kind of thing.
  public enum Kind: Equatable, Sendable {
    /// A version of a model not seen before.
    case versionSeen
    /// Another version is the stable one.
    case roleChanged
    /// A baseline was frozen or replaced.
    case baselineChanged
    /// A limit of the settings was reached.
    case limitReached
  }

  /// What kind of thing.
  public var kind: Kind
  /// The model and version that it is about.
  public var series: SeriesKey
  /// One sentence.
  public var message: String
}
