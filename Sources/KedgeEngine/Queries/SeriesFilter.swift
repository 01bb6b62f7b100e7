public import KedgeModel
import KedgeRules

/// Which series a question is about; nothing given means all.
public struct SeriesFilter: Equatable, Sendable {
  private let model: Glob?
  private let version: Glob?
  private let segment: (key: String, value: Glob)?

  /// Makes a filter of globs.
  ///
  /// - Parameters:
  ///   - model: Glob over models, or `nil`.
  ///   - version: Glob over versions, or `nil`.
  ///   - segment: `KEY=GLOB`, `*` for the total only, or `nil`.
  public init(model: String? = nil, version: String? = nil, segment: String? = nil) {
    self.model = model.map { Glob($0) }
    self.version = version.map { Glob($0) }
    self.segment = segment.map { text in
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (String(parts[0]), Glob(parts.count > 1 ? String(parts[1]) : "*"))
    }
  }

  /// Whether a series is asked for.
  public func selects(_ key: SeriesKey) -> Bool {
    selects(model: key.model, version: key.version) && selects(key.segment)
  }

  /// Whether a version of a model is asked for.
  public func selects(model name: String, version number: String) -> Bool {
    (model?.matches(name) ?? true) && (version?.matches(number) ?? true)
  }

  private func selects(_ values: [SegmentValue]) -> Bool {
    guard let segment else { return true }
    guard segment.key != "*" else { return values.isEmpty }
    return values.contains { $0.key == segment.key && segment.value.matches($0.value) }
  }

  /// Whether both ask for the same.
  public static func == (left: SeriesFilter, right: SeriesFilter) -> Bool {
    left.model == right.model && left.version == right.version
      && left.segment?.key == right.segment?.key && left.segment?.value == right.segment?.value
  }
}
