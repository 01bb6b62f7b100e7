import Foundation

/// Answers questions about statistics, one JSON object a line in, one out.
///
/// A question has the member `ask` and what the asked quantity needs; the answer is an object.
@main
enum Answer {
  /// Answers one question.
  typealias Reply = @Sendable (Question) throws -> [String: Any]

  /// What a question about each quantity is answered by.
  private static let quantities: [String: Reply] =
    [detectors, distances, embeddings, metrics, sequences, sketches]
    .reduce(into: [:]) { all, part in all.merge(part) { first, _ in first } }

  static func main() throws {
    while let line = readLine() {
      let question = try Question(line)
      guard let answer = quantities[question.ask] else {
        throw Question.Wrong(text: "nothing is known of \(question.ask)")
      }
      let bytes = try JSONSerialization.data(withJSONObject: try answer(question))
      FileHandle.standardOutput.write(bytes + Data("\n".utf8))
    }
  }
}

/// One question.
struct Question {
  let ask: String
  private let members: [String: Any]

  struct Wrong: Error { let text: String }

  init(_ line: String) throws {
    let value = try JSONSerialization.jsonObject(with: Data(line.utf8))
    guard let members = value as? [String: Any], let ask = members["ask"] as? String else {
      throw Wrong(text: "no question: \(line.prefix(80))")
    }
    self.members = members
    self.ask = ask
  }

  func number(_ name: String) throws -> Double {
    guard let number = members[name] as? NSNumber else { throw Wrong(text: "no \(name)") }
    return number.doubleValue
  }

  func numbers(_ name: String) throws -> [Double] {
    guard let numbers = members[name] as? [NSNumber] else { throw Wrong(text: "no \(name)") }
    return numbers.map(\.doubleValue)
  }

  func text(_ name: String) throws -> String {
    guard let text = members[name] as? String else { throw Wrong(text: "no \(name)") }
    return text
  }
}
