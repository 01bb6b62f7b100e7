import Foundation
import KedgeTestSupport
import Testing

extension SharedData {
  /// The lines of a file, without the empty last one.
  static func lines(_ path: String) throws -> [Substring] {
    let text = try String(contentsOf: url(path), encoding: .utf8)
    return text.split(whereSeparator: \.isNewline)
  }

  /// The columns of a CSV file without quoted fields, by name; text that is no number is `nan`.
  static func columns(_ path: String) throws -> [String: [Double]] {
    let lines = try lines(path)
    let names = try #require(lines.first).split(separator: ",", omittingEmptySubsequences: false)
    var columns = [[Double]](repeating: [], count: names.count)
    for line in lines.dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      for (index, field) in fields.enumerated() {
        let isTrue = ["True": 1.0, "False": 0.0][field]
        columns[index].append(Double(field) ?? isTrue ?? .nan)
      }
    }
    return Dictionary(uniqueKeysWithValues: zip(names.map(String.init), columns))
  }

  /// The objects of a file with one on each line.
  static func objects(_ path: String) throws -> [[String: Any]] {
    let text = try String(contentsOf: url(path), encoding: .utf8)
    return try text.split(separator: "\n").map { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
      return try #require(object as? [String: Any])
    }
  }

  /// An object of `expected/stats.json`.
  static func expected(_ key: String) throws -> [String: Any] {
    let data = try Data(contentsOf: url("expected/stats.json"))
    let all = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    return try #require(all[key] as? [String: Any])
  }
}

/// Two samples of real data and what other tools computed of them.
struct RecordedPair {
  let reference: [Double]
  let current: [Double]
  let expected: [String: Any]

  /// Names as in `expected/stats.json`.
  static let names = [
    "azure_conv_halves.ContextTokens",
    "azure_conv_halves.GeneratedTokens",
    "mooncake_halves.input_length",
    "mooncake_halves.output_length",
    "arena_gpt35_vs_gpt4_0314.chars",
  ]

  init(_ name: String) throws {
    expected = try SharedData.expected(name)
    if name.hasPrefix("arena") {
      reference = try Self.answerLengths("gpt-3.5-turbo-0125")
      current = try Self.answerLengths("gpt-4-0314")
      return
    }
    let column = String(try #require(name.split(separator: ".").last))
    let values: [Double]
    if name.hasPrefix("azure") {
      values = try #require(SharedData.columns("llm-traces/azure2023_conv.csv")[column])
    } else {
      values = try SharedData.objects("llm-traces/mooncake_conversation.lengths.jsonl").map {
        try #require($0[column] as? Double)
      }
    }
    let half = values.count / 2
    reference = Array(values[..<half])
    current = Array(values[half...])
  }

  func number(_ key: String) throws -> Double { try #require(expected[key] as? Double) }

  func numbers(_ key: String) throws -> [Double] { try #require(expected[key] as? [Double]) }

  /// Unicode scalars of each answer of a model.
  private static func answerLengths(_ model: String) throws -> [Double] {
    try SharedData.objects("responses/arena_hard_v0.1_\(model).jsonl").map { object in
      let messages = try #require(object["messages"] as? [[String: Any]])
      let content = try #require(messages.last?["content"] as? [String: Any])
      let answer = try #require(content["answer"] as? String)
      return Double(answer.unicodeScalars.count)
    }
  }
}
