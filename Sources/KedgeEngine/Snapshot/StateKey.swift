import KedgeModel

/// One change of the engine's stored state.
public struct StateChange: Equatable, Sendable {
  /// Where the value is stored.
  public var key: [UInt8]
  /// The value; `nil` where it is forgotten.
  public var value: [UInt8]?
}

/// One stored value.
public struct StateEntry: Equatable, Sendable {
  /// Where it is stored.
  public var key: [UInt8]
  /// The value.
  public var value: [UInt8]

  /// Makes an entry.
  public init(key: [UInt8], value: [UInt8]) {
    self.key = key
    self.value = value
  }
}

/// The keys of stored state: a kind, then numbers or texts, so that entries of a kind lie together.
enum StateKey: Equatable {
  case meta
  case input(String)
  case model(Int)
  case baseline(Int)
  case collected(model: Int, chunk: Int)
  case collectedNames(model: Int)
  case lossCells(Int)
  case losses(Int)
  case lossEstimator(Int)
  case collectedVectors(model: Int)
  case route(Int)
  case series(Int)
  case pane(series: Int, number: Int64)
  case joined(series: Int, number: Int64)
  case evaluations(series: Int, plan: Int)
  case alert(series: Int, rule: String)
  case ids(segment: Int, chunk: Int)
  case join(UInt64)
  case event(Int)
  case actions

  /// Whether a key belongs to the engine; the shell keeps others beside them.
  static let prefix = UInt8(ascii: "e")

  var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.write(byte: StateKey.prefix)
    writer.write(byte: tag)
    switch self {
    case .meta, .actions: break
    case .input(let name): writer.write(name)
    case .model(let index), .baseline(let index), .route(let index), .series(let index),
      .event(let index), .collectedNames(let index), .collectedVectors(let index),
      .lossCells(let index), .losses(let index),
      .lossEstimator(let index):
      writer.write(count: index)
    case .collected(let model, let chunk):
      writer.write(count: model)
      writer.write(count: chunk)
    case .pane(let series, let number), .joined(let series, let number):
      writer.write(count: series)
      writer.write(signed: number)
    case .evaluations(let series, let plan):
      writer.write(count: series)
      writer.write(count: plan)
    case .alert(let series, let rule):
      writer.write(count: series)
      writer.write(rule)
    case .ids(let segment, let chunk):
      writer.write(count: segment)
      writer.write(count: chunk)
    case .join(let hash): writer.write(fixed: hash)
    }
    return writer.bytes
  }

  private var tag: UInt8 {
    switch self {
    case .meta: 0
    case .input: 1
    case .model: 2
    case .baseline: 3
    case .collected: 4
    case .collectedNames: 5
    case .route: 6
    case .series: 7
    case .pane: 8
    case .joined: 9
    case .evaluations: 10
    case .alert: 11
    case .ids: 12
    case .join: 13
    case .event: 14
    case .actions: 15
    case .lossCells: 16
    case .losses: 17
    case .lossEstimator: 18
    case .collectedVectors: 19
    }
  }

  /// Reads a key; `nil` for one that is not the engine's.
  ///
  /// - Throws: `StateError` where the key is cut off or unknown.
  static func read(_ bytes: [UInt8]) throws(StateError) -> StateKey? {
    guard bytes.first == prefix else { return nil }
    var reader = ByteReader(Array(bytes.dropFirst()))
    switch try reader.readByte() {
    case 0: return .meta
    case 1: return .input(try reader.readText())
    case 2: return .model(try reader.readCount())
    case 3: return .baseline(try reader.readCount())
    case 4: return .collected(model: try reader.readCount(), chunk: try reader.readCount())
    case 5: return .collectedNames(model: try reader.readCount())
    case 6: return .route(try reader.readCount())
    case 7: return .series(try reader.readCount())
    case 8: return .pane(series: try reader.readCount(), number: try reader.readSigned())
    case 9: return .joined(series: try reader.readCount(), number: try reader.readSigned())
    case 10: return .evaluations(series: try reader.readCount(), plan: try reader.readCount())
    case 11: return .alert(series: try reader.readCount(), rule: try reader.readText())
    case 12: return .ids(segment: try reader.readCount(), chunk: try reader.readCount())
    case 13: return .join(try reader.readFixed())
    case 14: return .event(try reader.readCount())
    case 15: return .actions
    case 16: return .lossCells(try reader.readCount())
    case 17: return .losses(try reader.readCount())
    case 18: return .lossEstimator(try reader.readCount())
    case 19: return .collectedVectors(model: try reader.readCount())
    case let other: throw StateError("key of kind \(other)")
    }
  }
}

/// What changed since the last commit, where the parts do not know it themselves.
struct CommitMarks: Sendable {
  /// Segments of ids that were dropped.
  var droppedSegments: [Int] = []
  /// Entries of each segment of ids that are stored.
  var storedIds: [Int: Int] = [:]
  /// Whether inputs have other numbers, or panes other bounds, than in the stored ids.
  var rewritesIds = false
  /// Routes that are stored.
  var storedRoutes = 0
  /// Rows of each model's collector that are stored.
  var storedRows: [Int: Int] = [:]
  /// Models whose baseline is stored, with its id.
  var storedBaselines: [Int: String] = [:]
  /// Stored alerts of rules that are gone or decide otherwise now.
  var goneAlerts: [StateKey] = []
  /// Sequences of events that changed or went.
  var events: Set<Int> = []
}
