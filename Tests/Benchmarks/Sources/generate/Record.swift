/// One inference, drawn and not yet written.
///
/// Numbers are millionths; `nil` is a missing field.
struct Record {
  let index: Int
  let series: Int
  let time: Int
  let id: (high: UInt64, low: UInt64)
  let user: Int
  let region: Int
  let inputTokens: Int
  let outputTokens: Int?
  let cacheTokens: Int?
  let duration: Int
  let ttft: Int?
  let hasFailed: Bool
  let reason: Int
  let prediction: Int?
  let score: Int?
  let amount: Int?
  let age: Int?
  let balance: Int?
  let channel: Int?
  let isUrgent: Bool?
  let hasOutput: Bool

  /// Draws a record.
  ///
  /// Drift means longer durations, better scores, larger amounts, two new classes, three times the
  /// errors and fewer approvals.
  init(index: Int, idKey: UInt64, hasDrifted: Bool, _ random: inout RandomSource) {
    self.index = index
    // Skewed over the eighteen series: the smaller of two draws.
    series = min(random.below(18), random.below(18))
    time = index * 1_000 + random.below(50_000)
    id = (RandomSource.mix(idKey &+ UInt64(index)), RandomSource.mix(~idKey &+ UInt64(index)))
    user = min(random.below(200_000), random.below(200_000))
    region = min(random.below(5), random.below(5))
    let tokens = random.skewed64ths() / 64
    inputTokens = tokens * 1_000_000
    outputTokens = Record.unlessMissing(&random) { $0.skewed64ths() / 64 * 1_000_000 }
    cacheTokens = Record.unlessMissing(&random) { tokens * $0.below(101) / 100 * 1_000_000 }
    let base = random.skewed64ths() * 31
    let duration = hasDrifted ? base * 116 / 100 : base
    self.duration = duration
    ttft = Record.unlessMissing(&random) { duration * (5 + $0.below(60)) / 100 }
    hasFailed = random.happens(percent: hasDrifted ? 3 : 1)
    reason = random.below(16) == 0 ? 1 + random.below(2) : 0
    prediction = Record.unlessMissing(&random) { Record.drawClass(hasDrifted, &$0) }
    score = Record.unlessMissing(&random) {
      let score = $0.humped(250_000)
      // Half a logit more, near enough: s + s (1 - s) / 2.
      return hasDrifted ? score + score * (1_000_000 - score) / 2_000_000 : score
    }
    amount = Record.unlessMissing(&random) {
      let amount = $0.skewed64ths() * 1_250
      return hasDrifted ? amount * 13 / 10 : amount
    }
    age = Record.unlessMissing(&random) { (18 + $0.humped(20)) * 1_000_000 }
    balance = Record.unlessMissing(&random) { ($0.humped(500_000) - 700_000) * 100 * 17 }
    channel = Record.unlessMissing(&random) { min($0.below(6), $0.below(6)) }
    isUrgent = Record.unlessMissing(&random) { $0.happens(percent: 12) }
    hasOutput = random.below(8) == 0
  }

  /// `nil` in two cases of a hundred.
  private static func unlessMissing<Value>(
    _ random: inout RandomSource,
    _ draw: (inout RandomSource) -> Value
  ) -> Value? {
    random.happens(percent: 2) ? nil : draw(&random)
  }

  private static func drawClass(_ hasDrifted: Bool, _ random: inout RandomSource) -> Int {
    if hasDrifted && random.happens(percent: 10) { return 4 + random.below(2) }
    return random.happens(percent: hasDrifted ? 60 : 80) ? 0 : 1 + random.below(3)
  }

  /// The numbers in the order of `Truth.numberNames`.
  var numbers: [Int?] {
    [
      inputTokens, outputTokens, cacheTokens, duration, ttft, score, amount, age, balance,
    ]
  }
}
