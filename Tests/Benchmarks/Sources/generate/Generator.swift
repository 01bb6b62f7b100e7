/// What is generated.
struct GeneratorSettings {
  var seed: UInt64 = 1
  var profile = Profile.standard
  var count = 300_000
}

/// Writes records and feedback: a pure function of its settings.
///
/// One record a millisecond of event time, jittered by 50 ms, so a pane of a minute holds 60,000 of
/// them over eighteen series. One record of twenty is judged one second to two minutes later.
struct Generator {
  private struct Judgement {
    let record: Int
    let series: Int
    let id: (high: UInt64, low: UInt64)
    let user: Int
    let isUp: Bool
  }

  /// Longest delay of feedback, in records.
  private static let delayMax = 120_000

  private let settings: GeneratorSettings
  private let texts: TextMaker
  private let idKey: UInt64
  private let driftFrom: Int
  private var random: RandomSource
  /// Order of keys; apart from the values, so that `shuffled` has the same ones as `standard`.
  private var order: RandomSource
  private var members = MemberList()
  private var inner = MemberList()
  private var waiting: [[Judgement]]
  private(set) var truth = Truth(series: 18)

  init(_ settings: GeneratorSettings) {
    self.settings = settings
    texts = TextMaker(profile: settings.profile)
    idKey = RandomSource.mix(settings.seed ^ 0x6B65_6467_6562_656E)
    driftFrom = settings.count / 10 * 6
    random = RandomSource(seed: settings.seed)
    order = RandomSource(seed: ~settings.seed)
    waiting = Array(repeating: [], count: Self.delayMax + 1_001)
  }

  static func name(_ series: Int) -> (model: String, version: String) {
    (Words.models[series % 6], "v\(series / 6 + 1)")
  }

  /// Writes all lines.
  mutating func run(_ write: ([UInt8]) -> Void) {
    var block: [UInt8] = []
    for index in 0..<(settings.count + waiting.count) {
      if index < settings.count { appendRecord(index, to: &block) }
      let slot = index % waiting.count
      for judgement in waiting[slot] { append(judgement, at: index, to: &block) }
      waiting[slot].removeAll()
      if block.count >= 1 << 20 { flush(&block, write) }
    }
    flush(&block, write)
  }

  private mutating func flush(_ block: inout [UInt8], _ write: ([UInt8]) -> Void) {
    truth.bytes += block.count
    write(block)
    block.removeAll(keepingCapacity: true)
  }

  private mutating func appendRecord(_ index: Int, to block: inout [UInt8]) {
    let record = Record(
      index: index,
      idKey: idKey,
      hasDrifted: index >= driftFrom,
      &random
    )
    count(record)
    members.removeAll()
    addIdentity(record)
    addResult(record)
    addFeatures(record)
    addTexts(record)
    let isShuffled = settings.profile == .shuffled
    members.write(shuffledBy: &order, isShuffled: isShuffled, to: &block)
    block.append("\n")
    truth.lines += 1
    guard random.happens(percent: 5) else { return }
    let delay = 1_000 + random.below(Self.delayMax)
    waiting[(index + delay) % waiting.count].append(
      Judgement(
        record: index,
        series: record.series,
        id: record.id,
        user: record.user,
        isUp: random.happens(percent: index >= driftFrom ? 60 : 80)
      )
    )
  }

  private mutating func count(_ record: Record) {
    truth.series[record.series].records += 1
    if record.hasFailed { truth.series[record.series].errors += 1 }
    for (field, number) in record.numbers.enumerated() {
      if let number { truth.series[record.series].numbers[field].add(number) }
    }
    if record.isUrgent == true { truth.urgent += 1 }
  }
}

extension Generator {
  private mutating func addIdentity(_ record: Record) {
    let (model, version) = Self.name(record.series)
    members.add("time") {
      $0.append("\"")
      $0.append(time: record.time)
      $0.append("\"")
    }
    add("id", 2, text: Self.uuid(record.id))
    members.add("model", text: model)
    members.add("version", text: version)
    members.add("provider", text: "local")
    // Calls of one user within about nine minutes form a conversation.
    let conversation = RandomSource.mix(UInt64(record.time >> 29) &* 262_144 &+ UInt64(record.user))
    var name: [UInt8] = []
    name.append("c-")
    name.append(hexadecimal: conversation, digits: 8)
    add("conversation", 4, text: name)
    add("user", 3, text: Array("u-\(record.user)".utf8))
    inner.removeAll()
    inner.add("region", text: Words.regions[record.region])
    addInner("segment")
  }

  private mutating func addResult(_ record: Record) {
    inner.removeAll()
    inner.add("input_tokens", number: record.inputTokens)
    inner.add("output_tokens", number: record.outputTokens)
    inner.add("cache_read_tokens", number: record.cacheTokens)
    addInner("usage")
    members.add("duration", number: record.duration)
    members.add("ttft", number: record.ttft)
    members.add("status", text: record.hasFailed ? "error" : "ok")
    members.add("finish_reason", text: Words.reasons[record.reason])
    if let prediction = record.prediction {
      add("prediction", 5, text: Array(Words.classes[prediction].utf8))
    }
    guard let score = record.score else { return }
    members.add("score") { bytes in
      bytes.append(millionths: score)
      guard record.index % 16 == 3, score % 1_000_000 != 0 else { return }
      // More digits of the same number: 17 of them take another way through a reader.
      bytes.append("0000000000")
    }
  }

  private mutating func addFeatures(_ record: Record) {
    inner.removeAll()
    if let amount = record.amount {
      inner.add("amount") { bytes in
        if record.index % 16 == 7 {
          bytes.append(decimal: amount)
          bytes.append("e-6")
        } else {
          bytes.append(millionths: amount)
        }
      }
    }
    inner.add("age", number: record.age)
    inner.add("balance", number: record.balance)
    if let channel = record.channel {
      truth.texts[6].add(
        bytes: Words.channels[channel].utf8.count,
        characters: Words.channels[channel].utf8.count
      )
      inner.add("channel", text: Words.channels[channel])
    }
    if let isUrgent = record.isUrgent {
      inner.add("urgent") { $0.append(isUrgent ? "true" : "false") }
    }
    addInner("features")
  }

  private mutating func addTexts(_ record: Record) {
    let input = texts.input(&random)
    truth.texts[0].add(bytes: input.bytes, characters: input.characters)
    members.add("input", text: input.written)
    guard record.hasOutput else { return }
    let output = texts.output(&random)
    truth.texts[1].add(bytes: output.bytes, characters: output.characters)
    members.add("output", text: output.written)
  }

  private mutating func addInner(_ key: StaticString) {
    let isShuffled = settings.profile == .shuffled
    let list = inner
    var order = order
    members.add(key) { list.write(shuffledBy: &order, isShuffled: isShuffled, to: &$0) }
    self.order = order
  }

  /// Adds an ASCII text whose length is kept at an index of `Truth.textNames`.
  private mutating func add(_ key: StaticString, _ index: Int, text: [UInt8]) {
    truth.texts[index].add(bytes: text.count, characters: text.count)
    members.add(key, text: text)
  }

  /// The 36 characters of an id in the form of a UUID.
  private static func uuid(_ id: (high: UInt64, low: UInt64)) -> [UInt8] {
    var text: [UInt8] = []
    text.append(hexadecimal: id.high >> 32, digits: 8)
    text.append("-")
    text.append(hexadecimal: id.high >> 16, digits: 4)
    text.append("-")
    text.append(hexadecimal: id.high, digits: 4)
    text.append("-")
    text.append(hexadecimal: id.low >> 48, digits: 4)
    text.append("-")
    text.append(hexadecimal: id.low, digits: 12)
    return text
  }

  private mutating func append(_ judgement: Judgement, at index: Int, to block: inout [UInt8]) {
    truth.lines += 1
    truth.series[judgement.series].feedback += 1
    if judgement.isUp { truth.series[judgement.series].up += 1 }
    let id = Self.uuid(judgement.id)
    members.removeAll()
    members.add("kind", text: "feedback")
    members.add("time") {
      $0.append("\"")
      $0.append(time: index * 1_000)
      $0.append("\"")
    }
    var own: [UInt8] = []
    own.append("f-")
    own.append(contentsOf: id)
    add("id", 2, text: own)
    members.add("ref", text: id)
    members.add("name", text: "thumbs")
    members.add("value", text: judgement.isUp ? "up" : "down")
    add("user", 3, text: Array("u-\(judgement.user)".utf8))
    let isShuffled = settings.profile == .shuffled
    members.write(shuffledBy: &order, isShuffled: isShuffled, to: &block)
    block.append("\n")
  }
}
