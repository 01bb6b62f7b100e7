import Foundation
import KedgeConfiguration
import KedgeRules
import KedgeScenarios
import Testing

@Suite struct ScenarioReaderTests {
  private static let shipped = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../../config/scenarios").standardized.path

  private func read(_ text: String) throws -> Scenario {
    try ScenarioReader.read(ConfigurationFile(path: "s.yaml", text: text))
  }

  @Test(arguments: Scenario.shipped.map(\.name))
  func `a shipped file says the same as the code`(name: String) throws {
    let text = try String(contentsOfFile: "\(Self.shipped)/\(name).yaml", encoding: .utf8)
    let coded = Scenario.shipped.first { $0.name == name }
    #expect(try read(text) == coded)
  }

  static let broken: [(text: String, message: String)] = [
    ("name: x", "a scenario needs `start`"),
    ("name: x\nstart: soon\nduration: 1h\nmodels: []", "`start` is a time"),
    ("name: x\nstart: 2026-02-31\nduration: 1h\nmodels: []", "`start` is a time"),
    ("name: x\nstart: 9999-01-01\nduration: 1h\nmodels: []", "`start` is a time"),
    ("name: x\nstarts: 1", "unknown key \"starts\""),
    (
      "name: x\nstart: 2026-01-05\nduration: 1h\nmodels:\n- model: m\n  rate: 1/s\n  ttft: 3",
      "a distribution is a map"
    ),
    (
      "name: x\nstart: 2026-01-05\nduration: 1h\nmodels:\n- model: m\n  rate: fast",
      "`rate` is such as 50/s"
    ),
  ]

  @Test(arguments: broken)
  func `a broken file is refused with the place`(row: (text: String, message: String)) {
    #expect {
      try read(row.text)
    } throws: { error in
      let found = (error as? ConfigurationError)?.diagnostics ?? []
      return found.contains { $0.message.hasPrefix(row.message) && $0.place.file == "s.yaml" }
    }
  }

  @Test func `an incident that names nothing is refused`() throws {
    #expect(throws: ConfigurationError.self) {
      try read(
        """
        name: x
        start: 2026-01-05T00:00:00Z
        duration: 1h
        models:
        - model: m
          rate: 10/m
        incidents:
        - at: 50%
          set: {ttft.median: 3}
        """
      )
    }
  }
}
