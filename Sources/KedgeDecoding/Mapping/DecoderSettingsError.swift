/// Why settings cannot be used; each says what to change.
public enum DecoderSettingsError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A target or constant is no canonical field.
  case unknownField(String)
  /// A field, feature or segment key has two sources.
  case mappedTwice(String)
  /// A JSON input was given a column, or a CSV input a path.
  case wrongSource(String)
  /// A field that is an object, such as `usage`, cannot be the target of one value.
  case notAValue(String)
  /// A value that is no time has the unit of a time.
  case unitOfNoTime(String)
  /// The time is scaled or moved by numbers.
  case scaledTime
  /// A name breaks the rules of FORMATS section 3.
  case badName(String)
  /// There are more than 256 mapped values.
  case tooManyMappings(Int)
  /// A number of the settings is not finite or out of its range.
  case outOfRange(String)

  /// The field, feature or segment key that it is about, or `nil`.
  public var subject: String? {
    switch self {
    case .unknownField(let name), .mappedTwice(let name), .wrongSource(let name),
      .notAValue(let name), .unitOfNoTime(let name), .badName(let name), .outOfRange(let name):
      name
    case .scaledTime: CanonicalField.time.rawValue
    case .tooManyMappings: nil
    }
  }

  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .unknownField(let name):
      "'\(name)' is no field of a record, such as 'duration' or 'usage.input_tokens'; values of "
        + "your own stand under `features:`, beside `fields:`"
    case .mappedTwice(let name): "'\(name)' has two sources: keep one of them"
    case .wrongSource(let name):
      "'\(name)' has a source of the other format: use a path for JSON and a column for CSV"
    case .notAValue(let name) where ["features", "segment"].contains(name):
      "map the members of '\(name)' under `\(name):`, beside `fields:`"
    case .notAValue(let name): "'\(name)' is an object: map its members one by one"
    case .unitOfNoTime(let name):
      "'\(name)' has a `unit`, which only 'time' has: turn it into seconds with `scale`"
    case .scaledTime: "'time' has no `scale` and no `offset`: say its `unit`"
    case .badName(let name): "'\(name)' is no valid name: 1 to 128 bytes without control characters"
    case .tooManyMappings(let count): "\(count) values are mapped: use at most 256"
    case .outOfRange(let name): "'\(name)' is out of range"
    }
  }
}
