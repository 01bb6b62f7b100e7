import KedgeRules

extension YAMLNode {
  /// Joins the maps of several files: lists are joined, maps key by key; a value may stand once.
  static func merged(_ roots: [YAMLNode], _ findings: inout Findings) -> YAMLNode {
    var merged: [Entry] = []
    for root in roots {
      switch root.content {
      case .map(let entries): merged = joined(merged, entries, &findings)
      case .null: break
      case .scalar, .list:
        findings.add("config.type", "the configuration is a map, not \(root.kind)", at: root.place)
      }
    }
    return YAMLNode(content: .map(merged), place: roots.first?.place ?? SourcePlace())
  }

  private static func joined(
    _ first: [Entry],
    _ second: [Entry],
    _ findings: inout Findings
  ) -> [Entry] {
    var entries = first
    for entry in second {
      if let position = entries.firstIndex(where: { $0.key == entry.key }) {
        entries[position] = joined(entries[position], entry, &findings)
      } else {
        entries.append(entry)
      }
    }
    return entries
  }

  /// One entry of two of the same key.
  private static func joined(
    _ first: Entry,
    _ second: Entry,
    _ findings: inout Findings
  ) -> Entry {
    let content: Content
    switch (first.value.content, second.value.content) {
    case (.null, _): return second
    case (_, .null): return first
    case (.list(let one), .list(let other)): content = .list(one + other)
    case (.map(let one), .map(let other)): content = .map(joined(one, other, &findings))
    case (.scalar, _), (_, .scalar), (.list, .map), (.map, .list):
      findings.add(
        "config.duplicate",
        "`\(second.key)` is set twice",
        hint: "it also stands at \(first.keyPlace.text)",
        at: second.keyPlace,
        width: second.key.count
      )
      return first
    }
    let value = YAMLNode(content: content, place: first.value.place)
    return Entry(key: first.key, keyPlace: first.keyPlace, value: value)
  }
}
