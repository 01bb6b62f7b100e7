import Foundation
import KedgeDecoding
import KedgeEngine
import KedgeModel
import KedgeRules

/// Closes 510 panes: ten of each of 50 series and of their total, with 20 numeric and 10 categorical
/// features; prints the processor time of that as `cpu`, in seconds.
@main
enum ClosePanes {
  private static let (segments, numeric, categorical) = (50, 20, 10)
  private static let (recordsPerPane, panes) = (200, 10)
  private static let second: Int64 = 1_000_000_000
  private static let origin: Int64 = 1_767_225_600

  static func main() throws {
    var model = ModelSettings(name: "m", model: Glob("*"))
    model.groupings = [["s"]]
    model.baseline = .first(records: segments * 1_000)
    model.window.sizeNanoseconds = 60 * second
    model.window.everyNanoseconds = 60 * second
    model.window.latenessNanoseconds = 0
    var engine = Engine(
      settings: EngineSettings(inputs: [InputSettings(name: "a")], models: [model], rules: [])
    )
    var decoder = try RecordDecoder(DecoderSettings())
    var random: UInt64 = 1
    var (closed, seconds) = (0, 0.0)
    // Panes of the baseline first.
    for pane in 0..<(panes + 6) {
      let block = lines(pane: pane, &random)
      let now = Timestamp(nanoseconds: (origin + Int64(pane) * 60 + 59) * second)
      for batch in decoder.decode(block, startsStream: pane == 0) {
        _ = engine.apply(.records(batch, BlockOrigin(input: 0), rows: 0..<batch.count), at: now)
      }
      let start = clock()
      let effects = engine.apply(.tick, at: now.advanced(byNanoseconds: 2 * second))
      let spent = Double(clock() - start) / Double(CLOCKS_PER_SEC)
      let evaluated = effects.count {
        if case .evaluated = $0 { return true }
        return false
      }
      guard pane >= 6 else { continue }
      closed += evaluated
      seconds += spent
    }
    guard closed == panes * (segments + 1) else { fatalError("\(closed) panes were closed") }
    print(#"{"cpu": \#(seconds), "changes": []}"#)
  }

  private static func lines(pane: Int, _ random: inout UInt64) -> [UInt8] {
    var text = ""
    for number in 0..<(segments * recordsPerPane) {
      let time = origin + Int64(pane) * 60 + Int64(number * 59 / (segments * recordsPerPane))
      text += #"{"time":\#(time),"model":"m","segment":{"s":"s\#(number % segments)"},"features":{"#
      for feature in 0..<numeric { text += #""n\#(feature)":\#(next(&random) % 100_000),"# }
      for feature in 0..<categorical {
        text += (feature > 0 ? "," : "") + #""c\#(feature)":"v\#(next(&random) % 12)""#
      }
      text += "}}\n"
    }
    return Array(text.utf8)
  }

  private static func next(_ state: inout UInt64) -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state >> 33
  }
}
