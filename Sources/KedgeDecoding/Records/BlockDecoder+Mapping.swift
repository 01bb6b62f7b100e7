import KedgeModel

extension BlockDecoder {
  /// Carries out what the settings say about values that the scan has found.
  @inline(never)
  mutating func applyMappings() {
    for copy in layout.copies where scanner.isPresent(copy.from) {
      scanner.store(scanner.values[copy.from], in: copy.to)
    }
    for walk in layout.walks where scanner.isPresent(walk.root) {
      let root = scanner.values[walk.root]
      guard root.kind == .array || root.kind == .object else { continue }
      let walker = JSONWalker(bytes: bytes)
      if let value = walker.value(at: Int(root.offset), walk.steps) {
        scanner.store(value, in: walk.slot)
      }
    }
    for change in layout.changes { apply(change) }
  }

  private mutating func apply(_ change: RecordLayout.Change) {
    guard isGiven(change.slot) else {
      if let fallback = change.fallback { scanner.store(placed(fallback), in: change.slot) }
      return
    }
    var value = scanner.values[change.slot]
    if !change.replacements.isEmpty, let text = comparableText(of: value),
      let replacement = change.replacements.first(where: { $0.from == text })
    {
      value = placed(replacement.to)
    }
    if value.kind == .number && (change.scale != 1 || change.offset != 0) {
      value.number = value.number * change.scale + change.offset
      value.flags.remove([.integer, .rounded])
      if !value.number.isFinite { value.kind = .outOfRange }
    }
    scanner.store(value, in: change.slot)
  }

  /// A value of the settings with the place that its text has in the current batch.
  private func placed(_ value: RawValue) -> RawValue {
    var placed = value
    placed.offset += UInt32(textBase)
    placed.flags.remove(.constant)
    return placed
  }

  private mutating func comparableText(of value: RawValue) -> [UInt8]? {
    switch value.kind {
    case .string, .number: text(of: value)
    case .boolean: Array((value.number == 1 ? "true" : "false").utf8)
    case .missing, .null, .object, .array, .outOfRange, .inconsistent, .tooMany: nil
    }
  }

  /// Takes away the members of collections that have too many.
  @inline(never)
  mutating func dropOverfullMembers(_ kind: RecordKind) {
    let overfull: [Node.Collection] = [.features, .segment, .probabilities].filter { collection in
      let slot = containerSlot(of: collection)
      return scanner.isPresent(slot) && scanner.values[slot].kind == .tooMany
    }
    for index in 0..<scanner.touchedCount {
      let slot = Int(scanner.touched[index])
      let rule = scanner.rules[scanner.ruleIndex(slot, kind)]
      if overfull.contains(rule.collection) && rule.collection != .unknown {
        scanner.values[slot].kind = .missing
      }
    }
  }

  private func containerSlot(of collection: Node.Collection) -> Int {
    switch collection {
    case .features: CanonicalField.features.slot
    case .segment: CanonicalField.segment.slot
    case .probabilities: CanonicalField.probabilities.slot
    case .unknown: 0
    }
  }
}
