import KedgeConfiguration
import KedgeControl
import KedgeEngine
import KedgeModel
import KedgeTestSupport
import Testing

@testable import KedgePlatform

/// Inputs are merged record by record, whatever the blocks.
struct ReplayMergeTests {
  /// Lines of two inputs with many equal and some unordered times.
  private func write(_ folder: TemporaryFolder, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var files = ["", ""]
    for number in 0..<400 {
      let time = 1_767_225_600 + number / 8 - random.number(0...2)
      files[0] +=
        #"{"time":\#(time),"id":"r\#(number)","model":"m","prediction":\#(random.number(0...1))}"#
        + "\n"
      if random.happens(0.5) {
        let late = time + random.number(0...3)
        files[1] +=
          #"{"kind":"label","time":\#(late),"ref":"r\#(number)","truth":\#(random.number(0...1))}"#
          + "\n"
      }
    }
    for (index, text) in files.enumerated() {
      try folder.write("\(index).ndjson", text)
    }
  }

  private func lines(_ folder: TemporaryFolder, blockBytes: Int, workers: Int) throws -> String {
    let text = """
      default_rules: false
      inputs:
      - {name: calls, file: /calls}
      - {name: truth, file: /truth}
      models:
      - name: m
        baseline: {from: first, records: 100}
        window: {pane: 10s, size: 10s, lateness: 1s}
        schema: {prediction: {type: category}}
      """
    let configuration = try ConfigurationLoader.load([
      ConfigurationFile(path: "test.yaml", text: text)
    ])
    var replay = try Replay(
      configuration,
      files: (0..<2).map { index in
        Replay.Files(input: index, paths: [folder.path("\(index).ndjson")])
      },
      workers: workers,
      blockBytes: blockBytes
    )
    var writer = JSONWriter()
    _ = try replay.run { effects in
      for case .evaluated(let series, let window, let indicators) in effects {
        ReplayLines.write(series, window, indicators, into: &writer)
      }
    }
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  @Test(arguments: 0..<UInt64(12))
  func `equal times in two inputs give the same bytes for every cut and number of workers`(
    seed: UInt64
  ) throws {
    let folder = try TemporaryFolder()
    try write(folder, seed: seed)

    let whole = try lines(folder, blockBytes: 1 << 18, workers: 1)
    #expect(whole.contains("accuracy"))
    for blockBytes in [1, 7, 61, 4_093] {
      #expect(try lines(folder, blockBytes: blockBytes, workers: 1) == whole)
    }
    for workers in [2, 3] {
      #expect(try lines(folder, blockBytes: 509, workers: workers) == whole)
    }
  }
}
