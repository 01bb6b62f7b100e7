import FoundationEssentials

/// The first line of a client that declares its source or asks for acknowledgements:
/// `{"kedge":"hello","source":"checkout","ack":true}`.
struct Greeting: Equatable {
  /// Longest line that is looked at, in bytes.
  static let lengthBytesMax = 1_024

  /// The declared source, or an empty string.
  var source: String
  /// Whether the client asks for acknowledgements.
  var wantsAcknowledgements: Bool

  private struct Line: Decodable {
    var kedge: String
    var source: String?
    var ack: Bool?
  }

  /// Reads a line without its newline; `nil` if it is not a greeting, and then it is a record.
  init?(_ line: [UInt8]) {
    guard line.count <= Self.lengthBytesMax, line.first == UInt8(ascii: "{") else { return nil }
    let parsed: Line
    do {
      parsed = try JSONDecoder().decode(Line.self, from: Data(line))
    } catch {
      return nil
    }
    let name = parsed.source ?? ""
    let hasControls = name.unicodeScalars.contains { $0.value < 32 || $0.value == 127 }
    guard parsed.kedge == "hello", name.utf8.count <= 128, !hasControls else { return nil }
    source = name
    wantsAcknowledgements = parsed.ack ?? false
  }
}
