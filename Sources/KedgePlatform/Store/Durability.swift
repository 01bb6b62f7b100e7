/// What a commit survives.
public enum Durability: String, Sendable {
  /// The death of the process; power loss may take the last commits.
  case process
  /// Power loss as well, at the cost of one flush to disk a commit.
  case power

  var synchronousPragma: String {
    switch self {
    case .process: "NORMAL"
    case .power: "FULL"
    }
  }
}
