import Foundation
import KedgeTestSupport
import Testing

@testable import KedgePlatform

@Suite("Glob pattern")
struct GlobPatternTests {
  @Test(arguments: [
    ("a.log", "a.log", true), ("a.log", "*", true), ("a.log", "*.log", true),
    ("a.log", "?.log", true), ("ab.log", "?.log", false), ("a.log.1", "*.log", false),
    ("aXbXc", "a*b*c", true), ("aXbXcd", "a*b*c", false), ("", "*", true), ("", "?", false),
    (".hidden", "*", false), (".hidden", ".h*", true), ("é.log", "?.log", true),
    ("a[1]", "a[1]", true), ("a1", "a[1]", false), ("aaaaaaaaaaaaaaaa", "*a*a*a*a*b", false),
  ])
  func `a component fits or not`(name: String, component: String, fits: Bool) {
    #expect(GlobPattern.matches(name, component: component) == fits)
  }

  @Test func `paths are found in every directory that fits`() throws {
    let folder = try TemporaryFolder()
    for name in ["a", "b", "c"] {
      try FileManager.default.createDirectory(
        atPath: folder.path(name),
        withIntermediateDirectories: false
      )
      try Data().write(to: URL(fileURLWithPath: folder.path(name + "/x.log")))
    }
    let all = GlobPattern(folder.path("?/*.log")).expand()
    #expect(all.paths == ["a", "b", "c"].map { folder.path($0 + "/x.log") })
    #expect(all.directories == [folder.path] + ["a", "b", "c"].map { folder.path($0) })
    #expect(GlobPattern(folder.path("a/x.log")).expand().paths == [folder.path("a/x.log")])
    #expect(GlobPattern(folder.path("a/y.log")).expand().paths == [])
    #expect(GlobPattern(folder.path("d/*.log")).expand().paths == [])
  }
}
