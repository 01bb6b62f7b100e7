import KedgeModel

/// The one budget of false alarms of the host, and the level that each test may use.
///
/// STATISTICS 3.1: each test gets b·w/(W·N), where b is the budget, N the evaluations in its period
/// and W the number of live pairs of rule and series, held in reserve: it is doubled when four
/// fifths are used and never sinks, so a level never rises.
struct Ledger: Equatable, Sendable {
  let budget: AlarmBudget
  /// Live pairs so far at most.
  private(set) var pairs = 0
  /// Pairs for which levels are reserved.
  private(set) var reserved = 64
  /// What was spent in the period of the newest window.
  private(set) var account = Account()

  /// What the tests of one period were charged.
  struct Account: Equatable, Sendable {
    /// Which period of event time since 1970.
    var period: Int64 = 0
    /// Tests so far.
    var tests = 0
    /// The sum of their levels: false alarms expected at most.
    var spent = 0.0
    /// The level of the newest test.
    var level = 0.0
    /// Length of the period.
    var perNanoseconds: Int64 = 0
  }

  /// Evaluations assumed of a window that counts records, whose rate is not known.
  static let evaluationsOfCount = 1_000.0

  init(budget: AlarmBudget) {
    self.budget = budget
  }

  init(budget: AlarmBudget, pairs: Int, reserved: Int, account: Account) {
    self.budget = budget
    self.pairs = pairs
    self.reserved = reserved
    self.account = account
  }

  /// Charges the tests of a window that ended at `time`.
  mutating func charge(tests: Int, level: Double, at time: Timestamp) {
    let period = time.nanoseconds.flooredDivision(by: budget.perNanoseconds).quotient
    if period > account.period || account.perNanoseconds != budget.perNanoseconds {
      account = Account(period: period, perNanoseconds: budget.perNanoseconds)
    }
    // Windows of an earlier period that end late are charged to the present one.
    account.tests += tests
    account.spent += Double(tests) * level
    account.level = level
  }

  /// Notes how many pairs are live.
  mutating func note(pairs live: Int) {
    pairs = max(pairs, live)
    while pairs * 5 > reserved * 4 { reserved *= 2 }
  }

  /// The level of what is decided once for each pair and not with each evaluation: b/W.
  var levelOfPair: Double { min(0.05, budget.alarms / Double(reserved)) }

  /// The level of one test.
  ///
  /// - Parameters:
  ///   - everyNanoseconds: Event time between two evaluations; `nil` where it is not known.
  ///   - weight: The rule's share of the budget.
  /// - Returns: α of the test.
  func level(everyNanoseconds: Int64?, weight: Double = 1) -> Double {
    let evaluations =
      everyNanoseconds.map { max(1, Double(budget.perNanoseconds) / Double($0)) }
      ?? Ledger.evaluationsOfCount
    return min(0.05, budget.alarms * weight / (Double(reserved) * evaluations))
  }
}
