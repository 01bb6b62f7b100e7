/// The budget of false alarms and what was spent of it.
public struct BudgetView: Equatable, Sendable {
  /// False alarms that are allowed in a period.
  public var alarms: Double
  /// Length of a period, nanoseconds.
  public var perNanoseconds: Int64
  /// How it is spent: `spend`, `accumulate` or `fdr`.
  public var mode: String
  /// Pairs of series and rule or watched indicator.
  public var pairs: Int
  /// Pairs for which levels are reserved.
  public var reserved: Int
  /// Tests in this period.
  public var tests: Int
  /// The level of the newest test; `nil` before the first.
  public var level: Double?
  /// False alarms that the tests of this period are expected to have made at most.
  public var spent: Double
}

extension Engine {
  /// The budget of false alarms at the newest window.
  public var budgetView: BudgetView {
    BudgetView(
      alarms: ledger.budget.alarms,
      perNanoseconds: ledger.budget.perNanoseconds,
      mode: ledger.budget.mode.word,
      pairs: ledger.pairs,
      reserved: ledger.reserved,
      tests: ledger.account.tests,
      level: ledger.account.tests > 0 ? ledger.account.level : nil,
      spent: ledger.account.spent
    )
  }
}
