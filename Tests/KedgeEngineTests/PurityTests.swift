import Foundation
import Testing

struct PurityTests {
  private static let pureTargets = [
    "KedgeControl", "KedgeDecoding", "KedgeEngine", "KedgeExpressions", "KedgeModel", "KedgeRules",
    "KedgeScenarios", "KedgeStatistics",
  ]
  private static let forbidden = [
    "Dispatch", "Foundation", "FoundationEssentials", "FoundationNetworking", "GRDB", "Glibc",
    "Logging", "NIO", "Synchronization", "Yams",
  ]
  /// Kinds of scoped imports; `import func Glibc.log` brings one function and no more.
  private static let scopes: Set<String> = [
    "class", "enum", "func", "let", "protocol", "struct", "typealias", "var",
  ]

  /// The module that a line imports whole, if it is one that pure targets must do without.
  private func forbiddenModule(_ line: String) -> String? {
    let words = line.split(separator: " ").map(String.init)
    guard let place = words.firstIndex(of: "import"), place + 1 < words.count,
      words[..<place].allSatisfy({ $0.hasPrefix("@") || $0 == "public" || $0 == "internal" })
    else { return nil }
    let isScoped = Self.scopes.contains(words[place + 1])
    guard
      let module = isScoped
        ? words.last?.split(separator: ".").first
        : words[place + 1].split(
          separator: "."
        ).first
    else { return nil }
    let isForbidden = Self.forbidden.contains { $0 == "NIO" ? module.hasPrefix($0) : $0 == module }
    if isScoped, module == "Glibc", words[place + 1] == "func" { return nil }
    return isForbidden ? String(module) : nil
  }

  @Test("pure targets import nothing that reaches outside", arguments: pureTargets)
  func imports(target: String) throws {
    let file = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    let root = file.deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let folder = root.appendingPathComponent("Sources/\(target)")
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".swift") }
    #expect(!paths.isEmpty)

    var found: [String] = []
    for path in paths {
      let text = try String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
      for line in text.split(separator: "\n") {
        if let module = forbiddenModule(String(line)) { found.append("\(path): \(module)") }
      }
    }

    #expect(found.isEmpty, "in \(target)")
  }

  @Test(
    "an import is read as the compiler reads it",
    arguments: [
      ("import Foundation", "Foundation"), ("public import NIOCore", "NIOCore"),
      ("@preconcurrency import Glibc", "Glibc"), ("import func Glibc.log", nil),
      ("import struct Foundation.Data", "Foundation"), ("import KedgeModel", nil),
      ("// import Foundation", nil), ("import Foundation.NSDate", "Foundation"),
    ]
  )
  func reading(line: String, module: String?) {
    #expect(forbiddenModule(line) == module)
  }
}
