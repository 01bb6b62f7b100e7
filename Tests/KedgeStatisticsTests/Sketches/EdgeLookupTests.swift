import KedgeTestSupport
import Testing

@testable import KedgeStatistics

struct EdgeLookupTests {
  @Test(arguments: 0..<UInt64(60))
  func `the rank is that of counting edges`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let kind = random.below(5)
    let raw = (0..<(1 + random.below(150))).map { _ -> Double in
      let normal = random.nextNormal()
      switch kind {
      case 0: return normal
      case 1: return normal * normal * normal * 1e9
      case 2: return normal < 0 ? 0 : normal * 1e-300
      case 3: return Double(random.below(40))
      default: return normal * normal * 1e300 * (normal < 0 ? -1 : 1)
      }
    }
    let edges = SortedValues(raw).distinct
    let lookup = EdgeLookup(edges: edges)
    let others = (0..<200).map { _ in random.nextNormal() * 10 }
    let near = edges.flatMap { [$0, $0.nextUp, $0.nextDown] }
    let ends = [-Double.infinity, -1e308, -0.0, 0, Double.leastNonzeroMagnitude, 1e308, .infinity]
    for value in others + near + ends {
      let expected = edges.count { $0 <= value }
      #expect(lookup.rank(of: value) == expected)
      #expect(EdgeLookup.rankBySearch(of: value, in: edges) == expected)
    }
  }

  @Test func `very many edges are searched`() {
    let edges = (0..<6_000).map { Double($0 * $0) }
    let lookup = EdgeLookup(edges: edges)
    for value in [-1, 0, 1, 24.5, 25, 1e6, 1e12] {
      #expect(lookup.rank(of: value) == edges.count { $0 <= value })
    }
  }
}
