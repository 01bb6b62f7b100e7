/// How the bytes of one input become records.
///
/// FORMATS section 6 has the meaning of each part. A target that has a mapping or a constant is not
/// read from its canonical place; the other canonical fields are.
public struct DecoderSettings: Equatable, Sendable {
  /// What the lines are.
  public enum Format: Equatable, Sendable {
    /// One JSON object a line.
    case canonical
    /// Records of RFC 4180.
    case csv(CSVSettings)
  }

  /// What the lines are.
  public var format: Format
  /// Where canonical fields are read from instead of their own place.
  public var fields: [FieldMapping] = []
  /// Whether every record takes the time at which it is admitted (`time: arrival`).
  public var timeIsArrival = false
  /// Where features come from, beside the canonical object `features`.
  public var features = FeatureMapping()
  /// Where keys of `segment` come from, beside the canonical object.
  public var segment: [SegmentMapping] = []
  /// Values that every record has, whatever its line says.
  public var constants: [FieldConstant] = []
  /// The unit of numbers that are times; `nil` goes by their magnitude.
  public var timeUnit: TimeUnit?
  /// What a time without offset means.
  public var timeZone = TimeZoneRule.utc
  /// Columns that are made only where they are asked for: `embedding`, and those that are made of
  /// `input` and `output`, such as `output.words`.
  public var optionalColumns: Set<String> = []
  /// The names that `optionalColumns` may have.
  public static let optionalColumnNames = Set(
    TextColumn.all.map(\.name) + [CanonicalField.embedding.rawValue]
  )
  /// The longest line in bytes, its newline not counted.
  public var lineBytesMax = 1 << 20

  /// Makes settings without any mapping.
  public init(format: Format = .canonical) {
    self.format = format
  }

  /// Settings of CSV, where the format is that.
  var csv: CSVSettings? {
    switch format {
    case .canonical: nil
    case .csv(let settings): settings
    }
  }
}

/// Where a value stands in a line.
public enum FieldSource: Equatable, Sendable {
  /// A path in a JSON object.
  case path(FieldPath)
  /// A column of a CSV record, by its name.
  case column(String)
}

/// A canonical field that is read from another place.
public struct FieldMapping: Equatable, Sendable {
  /// Name of the canonical field, such as `usage.input_tokens`.
  public var target: String
  /// Where its value stands.
  public var source: FieldSource
  /// What is done to the value.
  public var change = ValueChange()

  /// Makes a mapping that takes the value as it is, unless `change` says otherwise.
  public init(target: String, source: FieldSource, change: ValueChange = ValueChange()) {
    self.target = target
    self.source = source
    self.change = change
  }
}

/// What is done to a mapped value, in the order of the properties.
public struct ValueChange: Equatable, Sendable {
  /// The value where the line has none, or null.
  public var defaultValue: FieldValue?
  /// Values that are replaced; the first whose `from` equals the value's text counts.
  public var replacements: [ValueReplacement] = []
  /// A number is multiplied by this.
  public var scale = 1.0
  /// And this is added.
  public var offset = 0.0
  /// The unit of a number that is a time; `nil` takes that of the settings.
  public var unit: TimeUnit?

  /// Makes a change that changes nothing.
  public init() {}
}

/// One pair of `map: {from: to}`.
public struct ValueReplacement: Equatable, Sendable {
  /// The text that is replaced; of a number or truth value, as it is written.
  public var from: String
  /// What stands for it.
  public var to: FieldValue

  /// Makes a pair.
  public init(from: String, to: FieldValue) {
    self.from = from
    self.to = to
  }
}

/// A value that settings give.
public enum FieldValue: Equatable, Sendable {
  /// A text.
  case text(String)
  /// A finite number.
  case number(Double)
  /// A truth value.
  case boolean(Bool)
}

/// Features that are named one by one, and where all others come from.
public struct FeatureMapping: Equatable, Sendable {
  /// Where the features come from that have no entry of their own.
  public enum Others: Equatable, Sendable {
    /// The canonical object; in CSV the columns named `features.NAME`.
    case canonical
    /// Every member of the object at a path (`"*"`).
    case object(FieldPath)
    /// Every CSV column without a mapping (`features: rest`).
    case rest
  }

  /// Features with a place of their own.
  public var named: [FeatureSource] = []
  /// Where the others come from.
  public var others = Others.canonical

  /// Makes the canonical mapping.
  public init() {}
}

/// One named feature.
public struct FeatureSource: Equatable, Sendable {
  /// Its name.
  public var name: String
  /// Where it stands.
  public var source: FieldSource
  /// What is done to its value.
  public var change = ValueChange()

  /// Makes a feature's source.
  public init(name: String, source: FieldSource, change: ValueChange = ValueChange()) {
    self.name = name
    self.source = source
    self.change = change
  }
}

/// One key of `segment`.
public struct SegmentMapping: Equatable, Sendable {
  /// The key.
  public var key: String
  /// Where its value stands.
  public var source: FieldSource
  /// What is done to the value; `defaultValue` is the usual part.
  public var change = ValueChange()

  /// Makes a key's source.
  public init(key: String, source: FieldSource, change: ValueChange = ValueChange()) {
    self.key = key
    self.source = source
    self.change = change
  }
}

/// A canonical field with the same value in every record.
public struct FieldConstant: Equatable, Sendable {
  /// Name of the canonical field.
  public var name: String
  /// Its value.
  public var value: FieldValue

  /// Makes a constant.
  public init(name: String, value: FieldValue) {
    self.name = name
    self.value = value
  }
}

/// The unit of a number that counts from 1970-01-01T00:00:00Z.
public enum TimeUnit: String, CaseIterable, Sendable {
  /// Seconds.
  case seconds = "s"
  /// Milliseconds.
  case milliseconds = "ms"
  /// Microseconds.
  case microseconds = "us"
  /// Nanoseconds.
  case nanoseconds = "ns"

  /// Nanoseconds in one of it, as a power of ten.
  var powerOfTen: Int {
    switch self {
    case .seconds: 9
    case .milliseconds: 6
    case .microseconds: 3
    case .nanoseconds: 0
    }
  }
}
