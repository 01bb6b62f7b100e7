import Foundation
import Glibc
import KedgeTestSupport
import Testing

@testable import KedgePlatform

@Suite struct HandoverFolderTests {
  @Test func `a unit finds its variables and its event, once it was started it is marked`() throws {
    let folder = try TemporaryFolder()
    let handover = HandoverFolder(path: folder.path)
    let event = "abcdefghijklmnopqrstuvwx27"
    let document = """
      {"id":"\(event)","data":{"rule":"r","series":{"model":"shop","version":"1","segment":{}},\
      "action":{"type":"rollback"}}}
      """
    let entry = try DispatchEntry(name: event, bytes: Array(document.utf8))
    try handover.write(entry)
    // What a killed dispatcher left is written anew.
    try handover.write(entry)
    #expect(try folder.names() == ["\(event).env", "\(event).json"])
    #expect(
      try TextFile.read(folder.path("\(event).env"), bytesMax: 4_096) == """
        KEDGE_ACTION=rollback
        KEDGE_MODEL=shop
        KEDGE_VERSION=1
        KEDGE_SEGMENT=
        KEDGE_RULE=r

        """
    )
    #expect(try TextFile.read(folder.path("\(event).json"), bytesMax: 4_096) == document)
    #expect(
      try FileStatus.of(path: folder.path("\(event).env"), followsLinks: false).mode & 0o777
        == 0o640
    )
    #expect(!handover.isStarted(event))
    try handover.markStarted(event)
    #expect(handover.isStarted(event))
    #expect(try handover.startedToday == 1)
  }
}
