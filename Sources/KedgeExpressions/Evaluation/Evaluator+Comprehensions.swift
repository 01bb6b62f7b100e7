extension Evaluator {
  mutating func comprehension(
    _ comprehension: CheckedComprehension
  ) throws(OverBudget) -> Outcome {
    let elements: [[Value]]
    switch try evaluate(comprehension.source) {
    case .value(.list(let list)):
      elements = Evaluator.elements(of: list, variables: comprehension.variables)
    case .value(.map(let map)):
      elements = map.entries.map {
        comprehension.variables == 1 ? [$0.key] : [$0.key, $0.value]
      }
    case .value(let other):
      let name = comprehension.kind.rawValue
      return .error(.noOverload(name, other).located(at: comprehension.source.range))
    case .error(let error): return .error(error)
    case .unknown(let causes): return .unknown(causes)
    }
    switch comprehension.kind {
    case .all: return try connect(comprehension, elements, absorbing: false)
    case .exists: return try connect(comprehension, elements, absorbing: true)
    case .existsOne: return try existsOne(comprehension, elements)
    case .filter: return try filter(comprehension, elements)
    case .map, .transformList, .transformMap: return try transform(comprehension, elements)
    }
  }

  /// What the bound names stand for, one entry per element.
  private static func elements(of list: [Value], variables: Int) -> [[Value]] {
    variables == 1
      ? list.map { [$0] }
      : list.enumerated().map { [.int(Int64($0.offset)), $0.element] }
  }

  private mutating func evaluate(
    _ node: CheckedNode,
    binding values: [Value]
  ) throws(OverBudget) -> Outcome {
    for value in values { locals.append(.value(value)) }
    defer { locals.removeLast(values.count) }
    return try evaluate(node)
  }

  /// `all` is `&&` over the elements, `exists` is `||`.
  private mutating func connect(
    _ comprehension: CheckedComprehension,
    _ elements: [[Value]],
    absorbing: Bool
  ) throws(OverBudget) -> Outcome {
    var abnormal = Abnormal()
    let body = comprehension.body
    for element in elements {
      try charge(1)
      let outcome = try evaluate(body, binding: element)
      if outcome == .value(.bool(absorbing)) { return outcome }
      note(outcome, in: &abnormal, comprehension.kind.rawValue, body.range)
    }
    return abnormal.outcome ?? .value(.bool(!absorbing))
  }

  private mutating func existsOne(
    _ comprehension: CheckedComprehension,
    _ elements: [[Value]]
  ) throws(OverBudget) -> Outcome {
    var abnormal = Abnormal()
    var count = 0
    let body = comprehension.body
    for element in elements {
      try charge(1)
      let outcome = try evaluate(body, binding: element)
      if outcome == .value(.bool(true)) { count += 1 }
      note(outcome, in: &abnormal, comprehension.kind.rawValue, body.range)
    }
    return abnormal.outcome ?? .value(.bool(count == 1))
  }

  private mutating func filter(
    _ comprehension: CheckedComprehension,
    _ elements: [[Value]]
  ) throws(OverBudget) -> Outcome {
    var abnormal = Abnormal()
    var kept: [Value] = []
    let body = comprehension.body
    for element in elements {
      try charge(1)
      let outcome = try evaluate(body, binding: element)
      if outcome == .value(.bool(true)) { kept.append(element[0]) }
      note(outcome, in: &abnormal, comprehension.kind.rawValue, body.range)
    }
    return abnormal.outcome ?? .value(.list(kept))
  }

  private mutating func transform(
    _ comprehension: CheckedComprehension,
    _ elements: [[Value]]
  ) throws(OverBudget) -> Outcome {
    var abnormal = Abnormal()
    var made: [(key: Value, value: Value)] = []
    for element in elements {
      try charge(1)
      if let filter = comprehension.filter {
        let outcome = try evaluate(filter, binding: element)
        note(outcome, in: &abnormal, comprehension.kind.rawValue, filter.range)
        guard outcome == .value(.bool(true)) else { continue }
      }
      let outcome = try evaluate(comprehension.body, binding: element)
      if let value = abnormal.value(of: outcome) { made.append((element[0], value)) }
    }
    if let outcome = abnormal.outcome { return outcome }
    guard comprehension.kind == .transformMap else {
      return .value(.list(made.map(\.value)))
    }
    var map = MapValue()
    for (key, value) in made { _ = map.insert(key, value) }
    return .value(.map(map))
  }
}
