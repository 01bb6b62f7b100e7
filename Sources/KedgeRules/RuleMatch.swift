public import KedgeModel

/// Which series a rule is evaluated for.
public struct RuleMatch: Equatable, Sendable {
  /// Glob over the model's name.
  public var model = Glob("*")
  /// Glob over the version.
  public var version = Glob("*")
  /// Roles of the version.
  public var roles: Set<VersionRole> = [.stable, .candidate]
  /// Globs over segment values by key, sorted by key; empty selects the total.
  public var segment: [SegmentPattern] = []
  /// Whether each declared grouping is selected, whatever `segment` says.
  public var eachSegment = false

  /// Makes a match of every total.
  public init() {}

  /// Whether the rule is evaluated for a series.
  public func selects(_ key: SeriesKey, role: VersionRole) -> Bool {
    guard model.matches(key.model), version.matches(key.version), roles.contains(role) else {
      return false
    }
    if eachSegment { return !key.segment.isEmpty }
    guard segment.count == key.segment.count else { return false }
    return zip(segment, key.segment).allSatisfy { pattern, value in
      pattern.key == value.key && pattern.value.matches(value.value)
    }
  }
}

/// A glob over the values of one segment key.
public struct SegmentPattern: Equatable, Sendable {
  /// The key.
  public var key: String
  /// Glob over its values.
  public var value: Glob

  /// Makes a pattern.
  public init(key: String, value: Glob) {
    self.key = key
    self.value = value
  }
}

/// The part that a version plays.
public enum VersionRole: String, CaseIterable, Sendable {
  case stable, candidate, shadow, previous
}

/// A pattern of literal characters, `*` (any run) and `?` (any one scalar).
public struct Glob: Equatable, Sendable {
  /// The pattern as written.
  public let pattern: String

  /// Makes a glob.
  public init(_ pattern: String) {
    self.pattern = pattern
  }

  /// Whether the whole text matches.
  ///
  /// - Complexity: O(pattern x text) at worst, without recursion.
  public func matches(_ text: String) -> Bool {
    let pattern = Array(pattern.unicodeScalars)
    let text = Array(text.unicodeScalars)
    var (at, position) = (0, 0)
    var retry: (at: Int, position: Int)?
    while position < text.count {
      if at < pattern.count, pattern[at] == "*" {
        retry = (at, position)
        at += 1
      } else if at < pattern.count, pattern[at] == "?" || pattern[at] == text[position] {
        at += 1
        position += 1
      } else if let last = retry {
        retry = (last.at, last.position + 1)
        at = last.at + 1
        position = last.position + 1
      } else {
        return false
      }
    }
    return pattern[at...].allSatisfy { $0 == "*" }
  }
}
