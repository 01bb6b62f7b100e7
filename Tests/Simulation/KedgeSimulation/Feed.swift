public import KedgeDecoding
public import KedgeEngine
public import KedgeModel
import KedgeRules

/// An engine with a decoder and a cutter for each of its inputs: bytes in, effects out.
public struct Feed: Sendable {
  /// The engine.
  public private(set) var engine: Engine
  private var decoder: RecordDecoder
  private var cutters: [LineCutter]
  private let settings: EngineSettings
  /// Made once: its tables cost more than the lines of a small world.
  private static let decoder = Result { () throws(DecoderSettingsError) in
    try RecordDecoder(DecoderSettings())
  }

  private static func decoder(for settings: EngineSettings) throws -> RecordDecoder {
    var asking = DecoderSettings()
    asking.optionalColumns = Set(settings.rules.flatMap(\.features))
      .intersection(DecoderSettings.optionalColumnNames)
    return try asking.optionalColumns.isEmpty ? decoder.get() : RecordDecoder(asking)
  }

  /// Makes a feed for an engine that has seen nothing.
  ///
  /// - Throws: never for these settings of the decoder.
  public init(_ settings: EngineSettings) throws {
    self.settings = settings
    engine = Engine(settings: settings)
    decoder = try Feed.decoder(for: settings)
    cutters = settings.inputs.map { _ in LineCutter(settings: DecoderSettings()) }
  }

  /// What is stored at a commit beside the engine's state: the open tails of the inputs.
  public var tails: [LineCutter.State] { cutters.map(\.state) }

  /// Takes bytes of an input, whole lines or not.
  public mutating func push(_ bytes: [UInt8], input: Int = 0, at now: Timestamp? = nil) -> [Effect]
  {
    var effects: [Effect] = []
    for block in cutters[input].push(bytes) {
      for batch in decoder.decode(block) {
        effects += engine.apply(
          .records(batch, BlockOrigin(input: input), rows: 0..<batch.count),
          at: now
        )
      }
    }
    return effects
  }

  /// Takes whole lines of an input, as one block.
  public mutating func push(
    _ lines: [RecordLine],
    input: Int = 0,
    at now: Timestamp? = nil
  ) -> [Effect] {
    push(lines.map(\.text), input: input, at: now)
  }

  /// Takes whole lines of an input, as one block.
  public mutating func push(
    _ lines: [String],
    input: Int = 0,
    at now: Timestamp? = nil
  ) -> [Effect] {
    push(Array(lines.map { $0 + "\n" }.joined().utf8), input: input, at: now)
  }

  /// Takes lines one by one.
  public mutating func pushEach(
    _ lines: [RecordLine],
    input: Int = 0,
    at now: Timestamp? = nil
  ) -> [Effect] {
    lines.flatMap { push([$0], input: input, at: now) }
  }

  /// Lets time pass.
  public mutating func tick(at now: Timestamp) -> [Effect] {
    engine.apply(.tick, at: now)
  }

  /// Says what an input has and has not told yet.
  public mutating func setBacklog(
    _ backlog: Backlog?,
    input: Int = 0,
    at now: Timestamp
  ) -> [Effect] {
    engine.apply(.backlog(input: input, backlog), at: now)
  }

  /// Ends the inputs.
  public mutating func finish() -> [Effect] {
    engine.apply(.endOfInput, at: nil)
  }

  /// Takes what became of an action.
  public mutating func report(_ report: ActionReport, at now: Timestamp? = nil) -> [Effect] {
    engine.apply(.report(report), at: now)
  }

  /// What a commit has to store of the engine.
  public mutating func takeChanges() -> [StateChange] {
    engine.takeChanges()
  }

  /// Makes a feed that goes on from stored state.
  ///
  /// - Throws: `StateError` where the state is damaged.
  public init(
    _ settings: EngineSettings,
    state: [StateEntry],
    tails: [LineCutter.State]
  ) throws {
    try self.init(settings)
    engine = try Engine(settings: settings, state: state)
    for index in cutters.indices where index < tails.count { cutters[index].state = tails[index] }
  }
}
