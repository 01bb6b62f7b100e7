import Foundation
import Glibc
import Testing

@testable import KedgePlatform

@Suite("Journal")
struct JournalTests {
  private let entry = JournalEntry(
    .alertFiring,
    "psi is \"high\"\nreally",
    [.init(.model, "fraud-clf"), .init(.value, "0.31")]
  )

  @Test func `identifiers are 32 hexadecimal digits and differ`() {
    let identifiers = JournalMessage.allCases.map(\.identifier)
    #expect(identifiers.count == 22)
    #expect(Set(identifiers).count == 22)
    #expect(
      identifiers.allSatisfy {
        $0.utf8.count == 32 && $0.allSatisfy { "0123456789abcdef".contains($0) }
      }
    )
    #expect(JournalMessage.retrainRequested.identifier == "d90234a6e5984d82aa1a197dfa9f8f69")
    #expect(JournalMessage.retrainRequested.name == "retrain_requested")
    #expect(JournalMessage.rollbackRequested.priority == .error)
  }

  @Test func `field names are those that the journal accepts`() {
    for field in JournalField.allCases {
      #expect(field.rawValue.utf8.count <= 64 && field.rawValue.hasPrefix("KEDGE_"))
      #expect(field.rawValue.allSatisfy { $0.isUppercase || $0 == "_" })
    }
  }

  @Test func `an entry has its fields, a newline included`() {
    #expect(
      entry.journalFields.map { String(decoding: $0, as: UTF8.self) } == [
        "MESSAGE=psi is \"high\"\nreally", "PRIORITY=4", "SYSLOG_IDENTIFIER=kedged",
        "MESSAGE_ID=1cf64de04dd54ac1addd17f2b8fe39fb", "KEDGE_MODEL=fraud-clf",
        "KEDGE_VALUE=0.31",
      ]
    )
  }

  @Test func `text is one line, JSON is read back by a JSON reader`() throws {
    #expect(
      entry.textLine
        == "warning: psi is \"high\" really KEDGE_MODEL=fraud-clf KEDGE_VALUE=0.31\n"
    )
    let strange = JournalEntry(priority: .info, "\u{1}\u{7f}\\\"\tä€😀")
    let object = try JSONDecoder().decode(
      [String: String].self,
      from: Data(strange.jsonLine.utf8)
    )
    #expect(object == ["MESSAGE": strange.text, "PRIORITY": "6"])
    #expect(strange.jsonLine.filter { $0 == "\n" }.count == 1)
  }

  @Test func `entries reach their sink in order`() throws {
    let pair = try SocketPair()
    let writer = try JournalWriter(sink: .text(descriptor: pair.daemon.number))
    for number in 0..<5 { writer.write(JournalEntry(priority: .info, "entry \(number)")) }
    writer.close()
    #expect(pair.client.received() == (0..<5).map { "info: entry \($0)\n" }.joined())
    #expect(writer.droppedCount == 0)
    writer.write(entry)
    #expect(writer.droppedCount == 1)
  }

  @Test func `a stuck sink stalls nobody and every lost entry is counted`() throws {
    let pair = try SocketPair()
    let writer = try JournalWriter(sink: .json(descriptor: pair.daemon.number), capacity: 4)
    let long = JournalEntry(priority: .info, String(repeating: "x", count: 1 << 20))
    for _ in 0..<20 { writer.write(long) }
    // One is being written and four wait: the others found no room.
    #expect(writer.droppedCount >= 15)
    shutdown(pair.client.number, Int32(SHUT_RD))
    writer.close()
    #expect(writer.droppedCount == 20)
  }
}
