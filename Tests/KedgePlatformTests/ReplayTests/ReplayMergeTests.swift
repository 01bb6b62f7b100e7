import Foundation
import KedgeConfiguration
import KedgeControl
import KedgeEngine
import KedgeModel
import Testing

@testable import KedgePlatform

/// Inputs are merged record by record, whatever the blocks.
struct ReplayMergeTests {
  /// Lines of two inputs with many equal and some unordered times.
  private func write(_ folder: URL, seed: UInt64) throws {
    var state = seed
    func next(_ bound: UInt64) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % bound)
    }
    var files = ["", ""]
    for number in 0..<400 {
      let time = 1_767_225_600 + number / 8 - next(3)
      files[0] +=
        #"{"time":\#(time),"id":"r\#(number)","model":"m","prediction":\#(next(2))}"# + "\n"
      if next(2) == 0 {
        let late = time + next(4)
        files[1] +=
          #"{"kind":"label","time":\#(late),"ref":"r\#(number)","truth":\#(next(2))}"# + "\n"
      }
    }
    for (index, text) in files.enumerated() {
      try text.write(
        to: folder.appending(path: "\(index).ndjson"),
        atomically: true,
        encoding: .utf8
      )
    }
  }

  private func lines(_ folder: URL, blockBytes: Int, workers: Int) throws -> String {
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
        Replay.Files(input: index, paths: [folder.appending(path: "\(index).ndjson").path])
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
    let folder = FileManager.default.temporaryDirectory.appending(path: "kedge-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
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
