import KedgeModel
import KedgeStatistics

/// Everything held for one key.
struct Series: Sendable {
  let key: SeriesKey
  let model: Int
  /// Panes that are open or that a window still needs, by number.
  var panes: [Pane] = []
  /// Where records are counted: number of the pane that is being filled.
  var filling: Int64 = 0
  /// Where records are counted: the ends of the panes that were filled.
  var bounds: PaneBounds?
  /// Labels and feedback by number of the pane of their inferences.
  var joined: [Int64: JoinedPane] = [:]
  /// By window plan: panes whose labels or feedback changed since their windows were evaluated.
  var touched: [Set<Int64>]
  /// Labels and feedback of the records of the baseline.
  var joinedBaseline = JoinedPane()
  /// What its labels tell of scores, once asked for; made anew when they change.
  var estimator: ScoreEstimator?
  /// Stretches of panes, by their number, whose labels are compared with the estimates.
  var stretches: [Int64: Stretch] = [:]
  /// What labels say against the estimates from scores; `nil` where they agree.
  var disagreement: Disagreement?
  /// The evaluations of each window plan.
  var evaluations: [Evaluations] = []
  /// Detectors of shifts by index of the field.
  var shifts: [Int: FieldShift] = [:]
  /// Alerts by index of the rule.
  var alerts: [Int: AlertRecord] = [:]
  /// Event time of the newest record in panes that are forgotten.
  var lastForgotten: Timestamp?
  /// Of a stored series: event time of its newest record, should its panes not be restored.
  var lastStored: Timestamp?
  /// Panes in which an identity was first seen.
  var identityChanges: Set<Int64> = []
  /// Whether anything changed since the last commit.
  var isChanged = true
  /// Panes that changed since the last commit.
  var changedPanes: Set<Int64> = []
  /// Panes whose labels or feedback changed since the last commit.
  var changedJoined: Set<Int64> = []
  /// Plans that were evaluated since the last commit.
  var changedPlans: Set<Int> = []
  /// Alerts that changed since the last commit, by index of the rule.
  var changedAlerts: Set<Int> = []

  /// The newest evaluation of the model's own window.
  var latest: Evaluation?
  /// Indicators with a limit that were seen at once, at most.
  var watched = 0

  /// A window and its indicators.
  struct Evaluation: Equatable, Sendable {
    var window: Window
    var indicators: [Indicator]
  }

  /// Panes that are looked at together when estimates are compared with labels.
  struct Stretch: Equatable, Sendable {
    /// Inferences of which something is expected and that are not in the baseline.
    var estimated: UInt64 = 0
    /// Scores and labels of them; made anew from `joined` at a start.
    var labelled = LabelledScores()
    /// What they cost, beside what was expected; made anew from `joined` at a start.
    var losses = LossExcess()

    /// Puts a label in, or takes out one that was put in.
    mutating func apply(_ value: JoinValue, to entry: IdEntry, isRemoval: Bool) {
      if let isExceeded = entry.isExceeded(by: value) {
        losses.add(isExceeded: isExceeded, isRemoval: isRemoval)
      }
      if let isPositive = entry.outcome(value) {
        labelled.add(entry, isPositive: isPositive, isRemoval: isRemoval)
      }
    }
  }

  /// What labels proved against estimates.
  struct Disagreement: Equatable, Sendable {
    var reason: String
    /// Labels of the baseline at that time.
    var labels: UInt64
  }

  /// Whether there are labels that estimates, of losses or of scores, can be compared with.
  func isAudited(byLosses: Bool) -> Bool {
    stretches.values.contains { byLosses ? $0.losses.labelled > 0 : !$0.labelled.isEmpty }
  }

  init(key: SeriesKey, model: Int, plans: [WindowPlan]) {
    self.key = key
    self.model = model
    touched = Array(repeating: [], count: plans.count)
    evaluations = plans.map { Evaluations(plan: $0) }
  }

  /// The place of a pane in `panes`; the pane is made where it is not there.
  mutating func position(ofPane number: Int64) -> Int {
    var position = panes.count
    while position > 0, panes[position - 1].number > number { position -= 1 }
    if position > 0, panes[position - 1].number == number { return position - 1 }
    panes.insert(Pane(number: number), at: position)
    return position
  }

  /// Changes the labels and feedback of a pane; `auditPanes` are looked at together by audits, `nil`
  /// where estimates are not asked for.
  mutating func apply(
    _ value: JoinValue,
    to entry: IdEntry,
    isRemoval: Bool,
    auditPanes: Int64?
  ) {
    isChanged = true
    if entry.flags.contains(.inBaseline) {
      joinedBaseline.apply(value, to: entry, isRemoval: isRemoval)
      estimator = nil
    }
    guard let pane = number(ofPane: entry) else { return }
    if let auditPanes, !entry.flags.contains(.inBaseline) {
      let stretch = pane.flooredDivision(by: auditPanes).quotient
      stretches[stretch, default: Stretch()].apply(value, to: entry, isRemoval: isRemoval)
    }
    joined[pane, default: JoinedPane()].apply(value, to: entry, isRemoval: isRemoval)
    changedJoined.insert(pane)
    for plan in touched.indices { touched[plan].insert(pane) }
  }

  /// The number of the pane in which an inference was counted; `nil` where it is forgotten.
  private func number(ofPane entry: IdEntry) -> Int64? {
    guard let bounds else { return entry.pane }
    return bounds.pane(of: entry.pane, filling: filling)
  }

  /// Event time of the newest record.
  var lastRecord: Timestamp? {
    lastRecord(before: Int64.max)
  }

  /// Event time of the newest record in panes below a number.
  func lastRecord(before number: Int64) -> Timestamp? {
    let held = panes.filter { $0.number < number && $0.records > 0 }.map(\.last).max()
    guard let held, let lastForgotten else { return held ?? lastForgotten }
    return max(held, lastForgotten)
  }

  /// Forgets the first panes.
  mutating func forgetPanes(_ count: Int) {
    for pane in panes.prefix(count) {
      changedPanes.insert(pane.number)
      if pane.records > 0 { lastForgotten = max(lastForgotten ?? pane.last, pane.last) }
    }
    panes.removeFirst(count)
    isChanged = true
  }

  /// Forgets the vectors of a field in panes below a number: they are large.
  mutating func forgetVectors(of field: Int, before number: Int64) {
    for pane in panes.indices
    where panes[pane].number < number && panes[pane].field(field).vectors != nil {
      panes[pane].fields[field].vectors = nil
      changedPanes.insert(panes[pane].number)
    }
  }

  /// The oldest pane whose labels are held, where records are counted.
  var oldestCounted: Int64 { filling - Int64(bounds?.ends.count ?? 0) }

  /// Forgets labels and feedback of panes below a number; `auditPanes` are looked at together.
  mutating func forgetJoined(before oldest: Int64, auditPanes: Int64) {
    for number in stretches.keys where number * auditPanes < oldest { stretches[number] = nil }
    for pane in joined.keys where pane < oldest {
      joined[pane] = nil
      changedJoined.insert(pane)
    }
  }

  /// Forgets what records were expected to cost, and how often they cost more.
  mutating func forgetLosses() {
    for pane in panes.indices where panes[pane].losses.count > 0 {
      panes[pane].losses = LossSum()
      changedPanes.insert(panes[pane].number)
    }
    for (number, pane) in joined where pane.laterLosses.labelled > 0 {
      joined[number]?.laterLosses = LossExcess()
      changedJoined.insert(number)
    }
    stretches = [:]
    isChanged = true
  }

  /// Goes on with the next pane, where records are counted.
  ///
  /// - Parameters:
  ///   - admitted: Inferences of the model counted so far.
  ///   - auditPanes: Panes that are looked at together when estimates are compared with labels.
  mutating func fillNext(admitted: Int64, auditPanes: Int64) {
    forgetPanes(panes.count)
    filling += 1
    bounds?.add(admitted)
    forgetJoined(before: oldestCounted, auditPanes: auditPanes)
  }
}

/// The evaluations of one window plan of one series.
struct Evaluations: Equatable, Sendable {
  let plan: WindowPlan
  /// Evaluations made so far, without revisions.
  var count = 0
  /// The newest of them, oldest first, for revisions.
  var records: [WindowRecord] = []
  /// Where evidence is accumulated: what its windows showed, by name.
  var evidence: [IndicatorName: AccumulatedEvidence] = [:]

  /// Evaluations that can still be revised.
  static let kept = 4_096

  init(plan: WindowPlan) {
    self.plan = plan
  }
}

/// One evaluation that may be revised.
struct WindowRecord: Equatable, Sendable {
  var window: Window
  /// Numbers of its panes.
  var panes: Range<Int64>
}
