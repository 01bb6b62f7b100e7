/// Writes calls and judgements as canonical record lines.
struct LineWriter {
  private let idKey: UInt64
  private var clock = EventClock()

  /// Ids of different seeds differ.
  init(seed: UInt64) {
    idKey = SplitMix64.mix(seed ^ 0x6B65_6467_6521_0001)
  }

  /// Appends an inference line with its newline; segment and features are drawn here.
  mutating func append(
    _ call: Call,
    of model: PlayedModel,
    _ generator: inout SplitMix64,
    to line: inout [UInt8]
  ) {
    line.append("{\"kind\":\"inference\",\"id\":\"req-")
    line.append(hexadecimal: id(call.number), digits: 16)
    line.append("\",\"time\":\"")
    clock.append(call.time, to: &line)
    append(identity: model, &generator, to: &line)
    append(caller: call, to: &line)
    append(usage: call, to: &line)
    line.append(",\"duration\":")
    line.append(millionths: call.duration)
    if let first = call.timeToFirstToken {
      line.append(",\"ttft\":")
      line.append(millionths: first)
    }
    append(outcome: call, to: &line)
    append(features: model, &generator, to: &line)
    line.append("}\n")
  }

  /// Appends a feedback line with its newline.
  mutating func append(
    _ entry: FeedbackQueue.Entry,
    named name: String,
    to line: inout [UInt8]
  ) {
    line.append("{\"kind\":\"feedback\",\"id\":\"fb-")
    line.append(hexadecimal: id(entry.inference), digits: 16)
    line.append("\",\"time\":\"")
    clock.append(entry.time, to: &line)
    line.append("\",\"ref\":\"req-")
    line.append(hexadecimal: id(entry.inference), digits: 16)
    line.append("\",\"name\":\"")
    line.append(contentsOf: name.utf8)
    line.append(entry.isUp ? "\",\"value\":\"up\"" : "\",\"value\":\"down\"")
    line.append(",\"user\":\"u-")
    line.append(decimal: Int64(entry.user))
    line.append("\",\"source_kind\":\"human\"}\n")
  }

  /// Numbers become ids by a bijection, so that no id comes twice.
  private func id(_ number: UInt64) -> UInt64 { SplitMix64.mix(idKey &+ number) }

  private func append(
    identity model: PlayedModel,
    _ generator: inout SplitMix64,
    to line: inout [UInt8]
  ) {
    line.append("\",\"model\":\"")
    line.append(contentsOf: model.settings.model.utf8)
    line.append("\",\"version\":\"")
    line.append(contentsOf: model.settings.version.utf8)
    line.append(0x22)
    if !model.segments.isEmpty {
      var separator: String = ",\"segment\":{"
      for segment in model.segments {
        line.append(separator)
        line.append(contentsOf: segment.opening)
        line.append(0x22)
        line.append(contentsOf: segment.values.draw(&generator))
        line.append(0x22)
        separator = ","
      }
      line.append("}")
    }
    line.append(",\"provider\":\"simulated\"")
    if let prompt = model.settings.prompt {
      line.append(",\"prompt\":{\"name\":\"")
      line.append(contentsOf: prompt.name.utf8)
      line.append("\",\"version\":\"")
      line.append(contentsOf: prompt.version.utf8)
      line.append("\"}")
    }
  }

  private func append(caller call: Call, to line: inout [UInt8]) {
    // Calls of one user within about nine minutes form a conversation.
    let conversation = SplitMix64.mix(UInt64(bitPattern: call.time >> 29) &* 4_096 &+ call.user)
    line.append(",\"conversation\":\"c-")
    line.append(hexadecimal: conversation, digits: 8)
    line.append("\",\"user\":\"u-")
    line.append(decimal: Int64(call.user))
    line.append(0x22)
  }

  private func append(usage call: Call, to line: inout [UInt8]) {
    guard call.inputTokens != nil || call.outputTokens != nil else { return }
    line.append(",\"usage\":{")
    if let tokens = call.inputTokens {
      line.append("\"input_tokens\":")
      line.append(decimal: tokens)
    }
    if let tokens = call.outputTokens {
      line.append(call.inputTokens == nil ? "\"output_tokens\":" : ",\"output_tokens\":")
      line.append(decimal: tokens)
    }
    line.append("}")
  }

  private func append(outcome call: Call, to line: inout [UInt8]) {
    switch call.outcome {
    case .answered, .refused:
      let isCut = call.outputTokens == Call.outputTokensMax
      line.append(",\"status\":\"ok\",\"finish_reason\":\"")
      line.append(isCut ? "length" : "stop")
      line.append(call.outcome == .refused ? "\",\"refusal\":true" : "\",\"refusal\":false")
    case .failed(let errorClass):
      line.append(",\"status\":\"error\",\"error\":\"")
      switch errorClass {
      case .rateLimited: line.append("rate_limited")
      case .timeout: line.append("timeout")
      case .overloaded: line.append("overloaded")
      }
      line.append(0x22)
    }
  }

  private func append(
    features model: PlayedModel,
    _ generator: inout SplitMix64,
    to line: inout [UInt8]
  ) {
    guard !model.features.isEmpty else { return }
    var separator: String = ",\"features\":{"
    for feature in model.features {
      line.append(separator)
      line.append(contentsOf: feature.opening)
      switch feature.values {
      case .number(let table): line.append(millionths: table.draw(&generator))
      case .truth(let share): line.append(generator.happens(share) ? "true" : "false")
      case .category(let table):
        line.append(0x22)
        line.append(contentsOf: table.draw(&generator))
        line.append(0x22)
      }
      separator = ","
    }
    line.append("}")
  }
}
