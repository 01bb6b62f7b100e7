import KedgeModel
import KedgeStatistics

/// What is held of one series in the smallest unit of time or count; also the baseline of a series.
struct Pane: Equatable, Sendable {
  /// Its number: event time divided by the length of a pane, or the how-manieth of its series.
  let number: Int64
  /// Inference records.
  var records = 0
  /// Those of them that came since the baseline was frozen.
  var compared = 0
  /// Records that failed.
  var errors: UInt64 = 0
  /// Records that say how their answer ended, and those of them whose answer was cut off.
  var finished: UInt64 = 0
  var truncated: UInt64 = 0
  /// Their scores in 0...1.
  var scores = ScoreCounts()
  /// What they are expected to cost.
  var losses = LossSum()
  /// Ranks of the items that were accepted.
  var ranks = RankingSums(cutoff: Pane.rankCutoff)
  /// Earliest event time; the latest representable where there is no record.
  var first = Timestamp(nanoseconds: .max)
  /// Latest event time.
  var last = Timestamp(nanoseconds: .min)
  /// By index of the model's fields; shorter where later fields never came.
  var fields: [FieldPane] = []
  /// Rows of the current batch that are admitted and not yet folded.
  var rows: [Int32] = []

  /// The last rank that has a gain.
  static let rankCutoff: UInt64 = 10

  init(number: Int64) {
    self.number = number
  }

  /// Adds another pane of the same series.
  mutating func merge(_ other: Pane) {
    records += other.records
    compared += other.compared
    errors += other.errors
    finished += other.finished
    truncated += other.truncated
    scores.merge(other.scores)
    ranks.merge(other.ranks)
    losses.merge(other.losses)
    first = min(first, other.first)
    last = max(last, other.last)
    for index in other.fields.indices {
      if index < fields.count {
        fields[index].merge(other.fields[index])
      } else {
        fields.append(other.fields[index])
      }
    }
  }

  /// The field of an index; an empty one where none of its values came.
  ///
  /// Records that came before a field was known lack it.
  func field(_ index: Int) -> FieldPane {
    index < fields.count ? fields[index] : FieldPane()
  }

  /// Records without a value of the field, those before it was known included.
  func missing(_ index: Int) -> UInt64 {
    UInt64(records) - field(index).present
  }
}
