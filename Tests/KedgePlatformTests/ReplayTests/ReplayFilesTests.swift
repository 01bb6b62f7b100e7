import KedgeConfiguration
import KedgeControl
import KedgeEngine
import KedgeModel
import KedgeTestSupport
import Testing

@testable import KedgePlatform

/// Several files of one input give what their lines in the order of time would give.
struct ReplayFilesTests {
  private struct Outcome: Equatable {
    var lines: String
    var inputs: [InputState]
  }

  private func replay(_ paths: [String], csv: Bool, blockBytes: Int = 4_096) throws -> Outcome {
    let text = """
      default_rules: false
      inputs:
      - \(csv ? "{name: calls, file: /calls, format: csv}" : "{name: calls, file: /calls}")
      models:
      - name: m
        baseline: {from: first, records: 200}
        window: {pane: 60s, size: 60s, lateness: 1s}
      """
    let configuration = try ConfigurationLoader.load([
      ConfigurationFile(path: "test.yaml", text: text)
    ])
    var replay = try Replay(
      configuration,
      files: [Replay.Files(input: 0, paths: paths)],
      workers: 2,
      blockBytes: blockBytes
    )
    var writer = JSONWriter()
    let engine = try replay.run { effects in
      for case .evaluated(let series, let window, let indicators) in effects {
        ReplayLines.write(series, window, indicators, into: &writer)
      }
    }
    return Outcome(
      lines: String(decoding: writer.bytes, as: UTF8.self),
      inputs: engine.inputStates
    )
  }

  /// Lines a second apart.
  private func lines(_ random: inout SplitMix64, count: Int, csv: Bool) -> [String] {
    (0..<count).map { number in
      let (time, value) = (1_767_225_600 + number, random.number(1...1_000))
      return csv
        ? "\(time),r\(number),m,\(value)\n"
        : #"{"time":\#(time),"id":"r\#(number)","model":"m","duration":\#(value)}"# + "\n"
    }
  }

  @Test(arguments: 0..<UInt64(8), [false, true])
  func `lines dealt over files`(seed: UInt64, csv: Bool) throws {
    var random = SplitMix64(seed: seed)
    let folder = try TemporaryFolder()
    let header = csv ? "time,id,model,duration\n" : ""
    let lines = lines(&random, count: 1_500, csv: csv)
    try folder.write("whole", header + lines.joined())
    var dealt = Array(repeating: header, count: random.number(2...6))
    for line in lines { dealt[random.number(0...(dealt.count - 1))] += line }
    for (index, text) in dealt.enumerated() { try folder.write("part\(index)", text) }

    let whole = try replay([folder.path("whole")], csv: csv)
    let parts = dealt.indices.map { folder.path("part\($0)") }
    #expect(whole.inputs[0].late == 0)
    #expect(whole.lines.contains("duration"))
    #expect(try replay(parts, csv: csv) == whole)
    #expect(try replay(parts, csv: csv, blockBytes: 97) == whole)
  }

  @Test func `rotated files, the newest named first`() throws {
    var random = SplitMix64(seed: 9)
    let folder = try TemporaryFolder()
    let lines = lines(&random, count: 1_200, csv: false)
    try folder.write("whole", lines.joined())
    try folder.write("app.log", lines[800...].joined())
    try folder.write("app.log.1", lines[400..<800].joined())
    try folder.write("app.log.2", lines[..<400].joined())

    let rotated = ["app.log", "app.log.1", "app.log.2"].map { folder.path($0) }
    #expect(try replay(rotated, csv: false) == replay([folder.path("whole")], csv: false))
  }
}
