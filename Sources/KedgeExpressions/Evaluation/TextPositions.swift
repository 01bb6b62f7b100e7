/// The functions that find or take code points by position.
enum TextPositions {
  static func apply(
    _ function: StringFunction,
    _ arguments: [Value]
  ) throws(EvaluationError) -> Value {
    guard case .string(let text)? = arguments.first else {
      throw .noOverload(function.rawValue, arguments)
    }
    let scalars = Array(text.unicodeScalars)
    if function == .charAt || function == .substring {
      let bounds = try positions(function, arguments, from: 1, in: scalars)
      if function == .charAt, bounds.count == 1 {
        return .string(StringFunctions.text(scalars[bounds[0]...].prefix(1)))
      }
      guard function == .substring, (1...2).contains(bounds.count) else {
        throw .noOverload(function.rawValue, arguments)
      }
      let end = bounds.count == 2 ? bounds[1] : scalars.count
      guard bounds[0] <= end else {
        throw EvaluationError(.indexOutOfRange, "a range from \(bounds[0]) to \(end)")
      }
      return .string(StringFunctions.text(scalars[bounds[0]..<end]))
    }
    guard (2...3).contains(arguments.count), case .string(let part) = arguments[1] else {
      throw .noOverload(function.rawValue, arguments)
    }
    let offset = try positions(function, arguments, from: 2, in: scalars).first
    let sought = Array(part.unicodeScalars)
    let found =
      function == .indexOf
      ? first(sought, in: scalars, from: offset ?? 0)
      : last(sought, in: scalars, upTo: offset ?? scalars.count)
    return .int(Int64(found ?? -1))
  }

  private static func positions(
    _ function: StringFunction,
    _ arguments: [Value],
    from start: Int,
    in scalars: [Unicode.Scalar]
  ) throws(EvaluationError) -> [Int] {
    var positions: [Int] = []
    for argument in arguments.dropFirst(start) {
      guard case .int(let number) = argument else {
        throw .noOverload(function.rawValue, arguments)
      }
      guard let position = Int(exactly: number), (0...scalars.count).contains(position) else {
        throw EvaluationError(
          .indexOutOfRange,
          "no position \(number) in a text of \(scalars.count) code points"
        )
      }
      positions.append(position)
    }
    return positions
  }

  /// The first occurrence at or after a position.
  static func first(
    _ part: [Unicode.Scalar],
    in scalars: [Unicode.Scalar],
    from start: Int
  ) -> Int? {
    guard start + part.count <= scalars.count else { return nil }
    return (start...scalars.count - part.count).first { occurs(part, in: scalars, at: $0) }
  }

  /// The last occurrence at or before a position.
  private static func last(
    _ part: [Unicode.Scalar],
    in scalars: [Unicode.Scalar],
    upTo end: Int
  ) -> Int? {
    guard part.count <= scalars.count else { return nil }
    return (0...min(end, scalars.count - part.count)).last { occurs(part, in: scalars, at: $0) }
  }

  private static func occurs(
    _ part: [Unicode.Scalar],
    in scalars: [Unicode.Scalar],
    at position: Int
  ) -> Bool {
    scalars[position..<position + part.count].elementsEqual(part)
  }
}
