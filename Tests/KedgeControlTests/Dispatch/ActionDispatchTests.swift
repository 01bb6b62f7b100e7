import Foundation
import Glibc
import KedgeControl
import KedgeModel
import KedgeTestSupport
import Synchronization
import Testing

@testable import KedgePlatform

@Suite struct ActionDispatchTests {
  private let folder: TemporaryFolder
  private let event = "abcdefghijklmnopqrstuvwx27"

  init() throws {
    folder = try TemporaryFolder()
    for name in ["outbox", "outbox.bad", "programs"] { try folder.makeFolder(name) }
  }

  private func publish(_ name: String, action: String = "retrain") throws {
    try folder.write(
      "outbox/\(name)",
      """
      {"id":"\(name)","data":{"rule":"r","series":{"model":"shop","version":"1","segment":{}},\
      "action":{"type":"\(action)"}}}

      """
    )
  }

  /// Runs the dispatcher as it runs in the demo, with a control server that notes the reports.
  private func dispatch(knows events: [String]) throws -> [String] {
    let reports = Reports()
    let listener = try UnixListener.bind(
      path: folder.path("control.sock"),
      mode: 0o600,
      backlog: 4
    )
    let server = try ControlServer(listener: listener) { request, reply in
      guard events.contains(request.path[2]) else {
        return reply(
          ControlResponse(problem: Problem(code: "not-found.event", detail: "no such event"))
        )
      }
      let text =
        "\(request.path[2].prefix(3)) \(request.body?["result"]?.text ?? "") "
        + (request.body?["detail"]?.text ?? "")
      reports.all.withLock { $0.append(text) }
      reply(ControlResponse.done("noted"))
    }
    defer { server.stop() }
    let dispatch = try ActionDispatch(
      outbox: folder.path("outbox"),
      runner: .programs(folder.path("programs")),
      client: ControlClient(path: folder.path("control.sock"))
    )
    try dispatch.run { _ in }
    return reports.all.withLock { $0 }
  }

  private final class Reports: Sendable {
    let all = Mutex<[String]>([])
  }

  private static let isRoot = getuid() == 0

  @Test(.enabled(if: !isRoot)) func `a program runs with the variables of a unit only`() throws {
    try folder.write(
      "programs/retrain",
      "#!/bin/sh\nexport -p > \(folder.path("seen"))\ncat \"$KEDGE_EVENT_FILE\"\n",
      mode: 0o700
    )
    try publish(event)
    let reports = try dispatch(knows: [event])
    #expect(reports.count == 2)
    #expect(reports[0].hasPrefix("abc started "))
    #expect(reports[1] == "abc succeeded exit status 0")
    #expect(try folder.names("outbox").isEmpty)
    let seen = try TextFile.read(folder.path("seen"), bytesMax: 1 << 16)
    let names = seen.split(separator: "\n").compactMap {
      $0.split(separator: " ").last?.split(separator: "=").first.map(String.init)
    }
    #expect(
      Set(names).subtracting(["PWD", "OLDPWD"]) == [
        "KEDGE_ACTION", "KEDGE_EVENT", "KEDGE_EVENT_FILE", "KEDGE_MODEL", "KEDGE_RULE",
        "KEDGE_SEGMENT", "KEDGE_VERSION",
      ]
    )
  }

  @Test(.enabled(if: !isRoot)) func `a failure and a missing program are reported`() throws {
    let other = "bcdefghijklmnopqrstuvwxy27"
    try folder.write("programs/retrain", "#!/bin/sh\nexit 3\n", mode: 0o700)
    try publish(event)
    try publish(other, action: "rollback")
    let reports = try dispatch(knows: [event, other])
    #expect(reports[1] == "abc failed exit status 3")
    #expect(reports[3].hasPrefix("bcd not_started "))
    #expect(try folder.names("outbox").isEmpty)
  }

  @Test(.enabled(if: !isRoot)) func `hostile entries are put aside and never obeyed`() throws {
    try folder.write("programs/retrain", "#!/bin/sh\ntouch \(folder.path("ran"))\n", mode: 0o700)
    try folder.write("outbox/\(event)", "{}")
    try folder.write("outbox/notes", "x")
    try folder.write("elsewhere", "x")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("outbox/bcdefghijklmnopqrstuvwxy22"),
      withDestinationPath: folder.path("elsewhere")
    )
    try publish("bcdefghijklmnopqrstuvwxy33")
    try FileManager.default.linkItem(
      atPath: folder.path("outbox/bcdefghijklmnopqrstuvwxy33"),
      toPath: folder.path("linked")
    )
    try folder.makeFolder("outbox/bcdefghijklmnopqrstuvwxy44")
    // The path is passed as a C string for the time of the call.
    _ = unsafe mkfifo(folder.path("outbox/bcdefghijklmnopqrstuvwxy55"), 0o600)
    try folder.write(
      "outbox/bcdefghijklmnopqrstuvwxy66",
      String(repeating: " ", count: 70_000)
    )
    let reports = try dispatch(knows: [event])
    #expect(try folder.names("outbox").isEmpty)
    #expect(try folder.names("outbox.bad").count == 7)
    #expect(reports.count == 1)
    #expect(reports[0].hasPrefix("abc not_started "))
    #expect(!FileManager.default.fileExists(atPath: folder.path("ran")))
  }

  @Test(.enabled(if: isRoot)) func `root does not run programs`() {
    #expect {
      try ActionDispatch(
        outbox: folder.path("outbox"),
        runner: .programs(folder.path("programs")),
        client: ControlClient(path: folder.path("control.sock"))
      )
    } throws: {
      ($0 as? Problem)?.exitStatus == 77
    }
  }

  @Test func `a child gets its arguments and variables, and its ending is told`() throws {
    let script = "test \"$1\" = one && test \"$A\" = b && test -z \"$HOME\""
    #expect(
      try ChildProcess.run("/bin/sh", ["-c", script, "sh", "one"], environment: ["A=b"])
        == .exited(0)
    )
    #expect(try ChildProcess.run("/bin/sh", ["-c", "exit 7"], environment: []) == .exited(7))
    #expect(
      try ChildProcess.run("/bin/sh", ["-c", "kill -9 $$"], environment: []) == .killed(signal: 9)
    )
    #expect(throws: SystemError.self) {
      try ChildProcess.run("/nowhere/program", [], environment: [])
    }
  }
}
