import Foundation
import KedgeModel
import KedgeTestSupport

/// Documents made of a seed, and their comparison with what Foundation reads.
enum RandomJSON {
  private static let scalars: [Unicode.Scalar] = [
    "a", "b", "z", "0", " ", "\"", "\\", "/", "\n", "\t", "\u{0}", "\u{1F}", "\u{7F}", "é",
    "\u{301}",
    "€", "\u{FFFF}", "😀", "\u{10FFFF}",
  ]

  static func text(using random: inout SplitMix64) -> String {
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...6, using: &random) {
      text.append(scalars.randomElement(using: &random) ?? "a")
    }
    return String(text)
  }

  static func value(depth: Int, using random: inout SplitMix64) -> JSONValue {
    switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &random) {
    case 0: return .null
    case 1: return .bool(Bool.random(using: &random))
    case 2: return .int(Int64.random(in: -1_000...1_000, using: &random))
    case 3: return .int(Int64(bitPattern: random.next()))
    case 4: return .double(Double(Int.random(in: -99_999...99_999, using: &random)) / 1_024)
    case 5: return .string(text(using: &random))
    case 6:
      return .array(
        (0..<Int.random(in: 0...4, using: &random)).map { _ in
          value(depth: depth - 1, using: &random)
        }
      )
    default:
      // The number in front keeps names apart, also for Unicode's equivalence.
      return .object(
        (0..<Int.random(in: 0...4, using: &random)).map { index in
          JSONMember(
            "\(index)" + text(using: &random),
            value(depth: depth - 1, using: &random)
          )
        }
      )
    }
  }

  static func isSame(_ value: JSONValue, _ other: Any) -> Bool {
    switch value {
    case .null: return other is NSNull
    case .bool(let value): return (other as? NSNumber)?.boolValue == value
    case .int(let value): return (other as? NSNumber)?.int64Value == value
    case .double(let value): return (other as? NSNumber)?.doubleValue == value
    case .string(let value):
      guard let text = other as? String else { return false }
      return text.utf8.elementsEqual(value.utf8)
    case .array(let elements):
      guard let list = other as? [Any], list.count == elements.count else { return false }
      return zip(elements, list).allSatisfy { isSame($0, $1) }
    case .object(let members):
      guard let map = other as? [String: Any], map.count == members.count else { return false }
      return members.allSatisfy { member in
        map[member.name].map { isSame(member.value, $0) } == true
      }
    }
  }
}
