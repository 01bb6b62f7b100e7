/// Counts of a categorical feature by category index.
///
/// The caller maps names to the indexes of the baseline's top categories. Beside them stand
/// `other` (known to the baseline, below its top), `unseen` (unknown to it) and `missing`.
/// 8 bytes a category.
public struct CategoryCounts: Equatable, Sendable {
  /// Where one value goes.
  public enum Category: Equatable, Sendable {
    /// One of the baseline's top categories.
    case known(Int)
    /// Known to the baseline, not among its top.
    case other
    /// Unknown to the baseline.
    case unseen
    /// Absent, null or not a category.
    case missing
  }

  /// Counts of the top categories.
  public private(set) var known: [UInt64]
  /// Values known to the baseline that are not among its top.
  public private(set) var other: UInt64
  /// Values unknown to the baseline.
  public private(set) var unseen: UInt64
  /// Absent values.
  public private(set) var missing: UInt64

  /// Makes empty counts for so many top categories.
  ///
  /// - Precondition: `categories` is not negative.
  public init(categories: Int) {
    precondition(categories >= 0, "a number of categories is not negative")
    self.init(known: Array(repeating: 0, count: categories), other: 0, unseen: 0, missing: 0)
  }

  /// Makes counts from their state, the four properties.
  public init(known: [UInt64], other: UInt64, unseen: UInt64, missing: UInt64) {
    self.known = known
    self.other = other
    self.unseen = unseen
    self.missing = missing
  }

  /// Counts one value.
  ///
  /// - Precondition: the index of a known category is below their number.
  /// - Complexity: O(1).
  public mutating func add(_ category: Category) {
    switch category {
    case .known(let index): known[index] += 1
    case .other: other += 1
    case .unseen: unseen += 1
    case .missing: missing += 1
    }
  }

  /// Counts many values, given as indexes: beyond the top, `known.count` stands for `other`,
  /// `known.count + 1` for `unseen`, anything else for `missing`.
  ///
  /// - Complexity: O(count), no allocation.
  public mutating func add(_ indexes: Span<Int32>) {
    let categories = known.count
    var (others, strangers, absent): (UInt64, UInt64, UInt64) = (0, 0, 0)
    var counters = known.mutableSpan
    for position in indexes.indices {
      let index = Int(indexes[position])
      if index >= 0, index < categories {
        counters[index] &+= 1
      } else if index == categories {
        others &+= 1
      } else if index == categories + 1 {
        strangers &+= 1
      } else {
        absent &+= 1
      }
    }
    other += others
    unseen += strangers
    missing += absent
  }

  /// Adds the counts of another.
  ///
  /// - Precondition: both have the same number of categories.
  public mutating func merge(_ counts: CategoryCounts) {
    precondition(known.count == counts.known.count, "only counts of one set are merged")
    for index in known.indices { known[index] += counts.known[index] }
    other += counts.other
    unseen += counts.unseen
    missing += counts.missing
  }

  /// Takes out counts that were merged before.
  ///
  /// - Precondition: both have the same number of categories, and `counts` is a part of this.
  public mutating func subtract(_ counts: CategoryCounts) {
    precondition(known.count == counts.known.count, "only counts of one set are subtracted")
    for index in known.indices { known[index] -= counts.known[index] }
    other -= counts.other
    unseen -= counts.unseen
    missing -= counts.missing
  }

  /// All values, the missing ones included.
  public var total: UInt64 { known.reduce(0, +) + other + unseen + missing }

  /// The counts as cells for a distance: top categories, `other`, `unseen`, `missing`.
  ///
  /// - Complexity: O(categories), one allocation.
  public var cells: [UInt64] { known + [other, unseen, missing] }
}
