import KedgeModel
import KedgeRules
import KedgeStatistics

/// Everything held for one model.
struct ModelState: Sendable {
  let name: String
  let settings: ModelSettings
  /// Its fields in order of first sight, the declared ones first.
  var fields: [Field]
  private(set) var fieldIndexes: [ExactName: Int]
  /// Versions in order of first sight.
  var versions: [VersionState] = []
  /// The version that is about to become the stable one.
  var lead: VersionLead?
  var baseline: Baseline? {
    didSet {
      hasBaseline = baseline != nil
      references = baseline?.fields ?? []
      predictsNumbers = references.contains(where: \.isNumericPrediction)
      ranges = baseline.map(ranges) ?? [:]
      isScored = baseline?[[]]?.pane.scores.isEmpty == false
    }
  }
  /// Whether the baseline is frozen; asked for each record.
  private(set) var hasBaseline = false
  /// The frozen cells, by index of the field.
  private(set) var references: [FieldReference] = []
  /// Whether its predictions are numbers, by the baseline.
  private(set) var predictsNumbers = false
  /// The ranges of the baseline's numbers, a tenth wider on both sides, by index of the field; of
  /// those that rules ask for.
  private(set) var ranges: [Int: ClosedRange<Double>] = [:]
  /// Whether records of the baseline have scores.
  private(set) var isScored = false
  var collector: BaselineCollector?
  /// What losses are learned from, until all labels of the baseline have come.
  private(set) var lossTraining: LossTraining?
  /// What was learned of losses.
  private(set) var lossEstimator: LossEstimator?
  /// What it says of the baseline's records, by index of their series; made when it is asked for.
  var baselineLosses: [Int: BaselineLosses] = [:]
  /// What of both changed since the last commit.
  var changedLosses: Set<LossPart> = []
  /// How far each input has come that had records of the model, in order of first sight.
  private(set) var sources: [SourceProgress] = []
  /// Event time up to which input is taken as complete.
  var watermark = Timestamp(nanoseconds: .min)
  /// Panes below this number are closed.
  var closedThrough = Int64.min
  /// Inferences counted so far.
  var admitted: Int64 = 0
  /// Where a share of false alarms is promised: its tests.
  var screen = Screen()
  /// The model's own windows first, then those of its rules.
  let plans: [WindowPlan]
  /// Panes whose vectors a window needs; others are too many to be kept for them.
  let vectorPanes: Int64
  /// Segment keys that groupings use, sorted.
  let segmentKeys: [String]
  /// Hash of the model and of which of them go together.
  var routeSeed: UInt64 = 0
  /// Indexes of its series, in order of their keys.
  var series: [Int] = []
  /// Rules that may select its series.
  let rules: [Int]
  /// Quantiles that rules ask for beside 0.5, 0.95 and 0.99, in order.
  let extraQuantiles: [Double]
  /// Fields whose shifts rules ask for; `*` for all.
  private let shiftFeatures: Set<String>
  /// Fields whose range rules ask for; `*` for all.
  private let rangeFeatures: Set<String>
  /// Whether a rule asks for estimates; nothing is counted for them else.
  let asksForEstimates: Bool
  /// Segment values by key, for the limit on them.
  var segmentValues: [String: Set<ExactName>] = [:]
  var isChanged = true
  /// Whether stored panes fit the settings, at this start.
  private(set) var storedPanes = StoredPanes.fit
  /// What the settings said of the baseline when the stored state was written.
  var storedBaselineSettings: String?

  /// Whether stored labels were looked at in other stretches, at this start.
  var hasOtherAudits = false

  /// How stored panes fit the settings.
  enum StoredPanes {
    /// They do.
    case fit
    /// The settings have panes of another length.
    case haveOtherLength
    /// The settings have another baseline.
    case haveOtherBaseline
  }

  /// What is stored of losses, each under a key of its own.
  enum LossPart: CaseIterable {
    case cells, losses, estimator
  }

  /// One version.
  struct VersionState: Equatable, Sendable {
    var name: String
    var role: VersionRole
    /// Hashes of the identities seen under it.
    var identities: Set<UInt64> = []
    /// The identity of its newest record.
    var newestIdentity: UInt64 = 0
  }

  /// A version that carried most of the records of the newest windows.
  struct VersionLead: Equatable, Sendable {
    var version: String
    /// Windows in a row.
    var windows: Int
  }

  /// How far an input has come.
  struct SourceProgress: Equatable, Sendable {
    /// Index of the input.
    var input: Int
    /// Newest event time of an inference.
    var newest: Timestamp
    /// When a record last came.
    var arrival: Timestamp

    /// How old the newest record was when the last one came, nanoseconds.
    var lag: Int64 { arrival.nanoseconds - newest.nanoseconds }
  }

  init(
    name: String,
    settings: ModelSettings,
    plans: [WindowPlan],
    vectorPanes: Int64,
    rules: [Int],
    extraQuantiles: [Double],
    shiftFeatures: Set<String>,
    rangeFeatures: Set<String>,
    asksForEstimates: Bool
  ) {
    self.name = name
    self.settings = settings
    self.plans = plans
    self.vectorPanes = vectorPanes
    self.rules = rules
    self.extraQuantiles = extraQuantiles
    self.shiftFeatures = shiftFeatures
    self.rangeFeatures = rangeFeatures
    self.asksForEstimates = asksForEstimates
    let declared = settings.fields.sorted { $0.key.precedesByBytes($1.key) }
    fields = declared.map { Field(name: $0.key, settings: $0.value) }
    fieldIndexes = [:]
    segmentKeys = Set(settings.groupings.joined()).sorted { $0.precedesByBytes($1) }
    if case .given(let given) = settings.baseline { adopt(given) }
    for (index, field) in fields.enumerated() { fieldIndexes[ExactName(field.name)] = index }
  }

  /// Begins to learn losses.
  mutating func setLossTraining(_ training: LossTraining?) {
    lossTraining = training
    changedLosses.formUnion([.cells, .losses])
  }

  /// Takes over stored losses.
  mutating func restoreLosses(_ training: LossTraining?, _ estimator: LossEstimator?) {
    (lossTraining, lossEstimator) = (training, estimator)
  }

  /// Uses what was learned; what it was learned from goes, where nothing can come to it.
  mutating func setLossEstimator(_ estimator: LossEstimator?, isFinal: Bool) {
    lossEstimator = estimator
    baselineLosses = [:]
    changedLosses.insert(.estimator)
    if isFinal { setLossTraining(nil) }
    isChanged = true
  }

  /// Notes what a label says of a record of the baseline.
  mutating func note(_ label: JoinValue, of entry: IdEntry) {
    guard lossTraining != nil else { return }
    lossTraining?.note(label, of: entry)
    changedLosses.insert(.losses)
    isChanged = true
  }

  /// Whether lasting changes of a field are looked for: a rule asks for them, or a limit is declared.
  func watchesShifts(of field: Field) -> Bool {
    field.settings.limits["change"] != nil || shiftFeatures.contains(field.name)
      || shiftFeatures.contains("*")
  }

  private func ranges(_ baseline: Baseline) -> [Int: ClosedRange<Double>] {
    guard !rangeFeatures.isEmpty, let norms = baseline[[]]?.norms else { return [:] }
    var ranges: [Int: ClosedRange<Double>] = [:]
    for (field, reference) in baseline.fields.enumerated()
    where watchesRange(of: reference.name) {
      guard let moments = norms[field].pane.moments, let least = moments.min,
        let most = moments.max
      else { continue }
      // Of numbers near the largest ones the margin may be infinite, which is no harm.
      let margin = most / 10 - least / 10
      ranges[field] = (least - margin)...(most + margin)
    }
    return ranges
  }

  /// Whether a rule asks whether numbers of a field are out of range.
  func watchesRange(of field: String) -> Bool {
    rangeFeatures.contains(field) || rangeFeatures.contains("*")
  }

  /// Takes over a frozen baseline: its fields come first and keep their indexes.
  private mutating func adopt(_ given: Baseline) {
    let declared = fields
    fields = given.fields.map { reference in
      var field = Field(name: reference.name, settings: settings.fields[reference.name])
      field.type = reference.type
      return field
    }
    let known = Set(given.fields.map { ExactName($0.name) })
    fields += declared.filter { !known.contains(ExactName($0.name)) }
    baseline = given
  }

  /// Whether the settings say something else of the baseline than those of the stored state.
  var hasOtherBaselineSettings: Bool { storedBaselineSettings != settings.baseline.text }

  /// Takes over a baseline in the place of a stored one, or none, so that one is collected:
  /// everything about fields begins anew.
  mutating func replaceBaseline(_ given: Baseline?) {
    fields = settings.fields.sorted { $0.key.precedesByBytes($1.key) }
      .map { Field(name: $0.key, settings: $0.value) }
    baseline = nil
    (lossTraining, lossEstimator, baselineLosses) = (nil, nil, [:])
    changedLosses = Set(LossPart.allCases)
    if let given { adopt(given) }
    setFields(fields)
    // The stable version's records, not those of whoever comes first.
    let stable = versions.first { $0.role == .stable }
    collector = given == nil ? stable.map { BaselineCollector(version: $0.name) } : nil
    storedPanes = .haveOtherBaseline
  }

  /// Begins panes of another length than those of the stored state, `oldPane` nanoseconds long or
  /// 0 where they counted records.
  mutating func recut(from oldPane: Int64) {
    storedPanes = .haveOtherLength
    guard let length = paneNanoseconds, oldPane > 0, closedThrough != Int64.min else {
      closedThrough = Int64.min
      return
    }
    let end = closedThrough.multipliedReportingOverflow(by: oldPane)
    let (quotient, rest) = end.partialValue.flooredDivision(by: length)
    closedThrough = end.overflow ? Int64.min : quotient + (rest > 0 ? 1 : 0)
  }

  /// The number of the pane of an event time; `nil` where records are counted.
  func pane(of time: Timestamp) -> Int64? {
    paneNanoseconds.map { time.nanoseconds.flooredDivision(by: $0).quotient }
  }

  /// Panes whose labels are held, beside those that a window needs; `nil` where records are counted.
  var horizonPanes: Int64? {
    // Rounded up: a pane is needed as long as any of its inferences can be joined.
    paneNanoseconds.map { (settings.horizonNanoseconds + $0 - 1) / $0 }
  }

  /// Panes that audits of estimates look at together: those of a quarter of a day, or of a quarter of
  /// the time that labels may take, where that is less; 16 where records are counted.
  var auditPanes: Int64 {
    let length = min(21_600_000_000_000, settings.horizonNanoseconds / 4)
    return paneNanoseconds.map { max(1, length / $0) } ?? 16
  }

  /// Length of a pane, nanoseconds; `nil` where records are counted.
  var paneNanoseconds: Int64? {
    guard case .time(let nanoseconds) = settings.window.pane else { return nil }
    return nanoseconds
  }

  /// The index of a field, or `nil` where there is no room for another.
  mutating func fieldIndex(_ name: String, limit: Int) -> Int? {
    let key = ExactName(name)
    if let index = fieldIndexes[key] { return index }
    guard fields.count < limit else { return nil }
    fields.append(Field(name: name, settings: settings.fields[name]))
    fieldIndexes[key] = fields.count - 1
    isChanged = true
    return fields.count - 1
  }

  /// Replaces the fields by stored ones.
  mutating func setFields(_ stored: [Field]) {
    fields = stored
    fieldIndexes = [:]
    for (index, field) in fields.enumerated() { fieldIndexes[ExactName(field.name)] = index }
  }

  /// The frozen cells of a field, or `nil`.
  func shape(_ field: Int) -> FieldReference.Shape? {
    field < references.count ? references[field].shape : nil
  }

  /// Notes that an input had a record.
  ///
  /// - Returns: whether the input came further.
  mutating func note(_ progress: SourceProgress) -> Bool {
    guard let position = sources.firstIndex(where: { $0.input == progress.input }) else {
      sources.append(progress)
      return true
    }
    sources[position].arrival = progress.arrival
    guard progress.newest > sources[position].newest else { return false }
    sources[position].newest = progress.newest
    return true
  }

  /// Restores how far the inputs had come.
  mutating func restore(_ stored: [SourceProgress]) {
    sources = stored
  }
}
