import KedgeControl
import KedgeEngine
import KedgeModel
import KedgePlatform

/// Prints what a replay finds, as it finds it.
struct ReplayPrinter: ~Copyable {
  private let asJSON: Bool
  private var output = OutputBuffer()
  private var writer = JSONWriter()
  private var eventCount = 0
  private var windowCount = 0

  init(asJSON: Bool) {
    self.asJSON = asJSON
  }

  mutating func show(_ effects: [Effect]) {
    for effect in effects {
      switch effect {
      case .evaluated(let series, let window, let indicators):
        windowCount += 1
        guard asJSON else { continue }
        writer.removeAll()
        ReplayLines.write(series, window, indicators, into: &writer)
        output.write(writer.bytes)
      case .event(let event):
        eventCount += 1
        if asJSON {
          show([ReplayLines.event(event)])
        } else {
          output.writeLine(text(event))
        }
      case .deliver, .alert, .finished, .notice: break
      }
    }
  }

  private mutating func show(_ lines: [JSONValue]) {
    for line in lines {
      var writer = JSONWriter()
      writer.write(line)
      writer.endLine()
      output.write(writer.bytes)
    }
  }

  private func text(_ event: Event) -> String {
    let series = event.series.map { "\($0.model) \($0.version) \($0.segmentText)" } ?? "-"
    let held = event.suppressed.map { " (held back: \($0))" } ?? ""
    return "\(event.time.rfc3339)  \(event.kind)  \(series)  \(event.rule ?? "-")\(held)  "
      + event.message
  }

  mutating func finish(_ engine: Engine) {
    let accounts = engine.inputStates.map(\.account)
    guard !asJSON else {
      show([
        ReplayLines.summary(accounts, panes: engine.evaluationCount, events: eventCount)
      ])
      output.flush()
      return
    }
    for account in accounts {
      let rejected = account.rejected.reduce(0) { $0 + $1.count }
      let listed = account.rejected.map { "\($0.name) \($0.count)" }.joined(separator: ", ")
      let reasons = listed.isEmpty ? "" : " (\(listed))"
      output.writeLine(
        "\(account.name): in \(account.taken) = counted \(account.counted) + duplicate "
          + "\(account.duplicate) + rejected \(rejected)\(reasons) + late \(account.late) + "
          + "expired \(account.expired) + pending \(account.pending)"
      )
    }
    output.writeLine("\(windowCount) evaluations, \(eventCount) events; nothing was started")
    output.flush()
  }
}
