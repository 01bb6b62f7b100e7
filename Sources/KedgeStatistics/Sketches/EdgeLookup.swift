/// How many of some sorted edges lie at or below a value, without a search.
///
/// The value is mapped by a monotone function to a place in a small table; the table says how
/// many edges lie in earlier places, and a fixed number of comparisons (`probes`, the largest
/// number of edges in one place) settles the rest. Nothing branches on the value. The function is
/// linear in the value, or in its bits (nearly the logarithm), whichever spreads the edges
/// better; where neither does, a search by halving takes over.
struct EdgeLookup: Sendable {
  /// A monotone function from values to places.
  enum Mapping: Sendable {
    case linear(origin: Double, factor: Double)
    case bits(origin: Int64, shift: Int64)
    case search
  }

  /// The sorted edges without duplicates.
  let edges: [Double]
  private let padded: [Double]
  private let starts: [UInt16]
  private let mapping: Mapping
  private let probes: Int
  private let top: Double

  /// The largest number of comparisons for which the table is used.
  private static let probesMax = 6

  /// Chooses the mapping for these edges.
  ///
  /// - Precondition: finite and strictly increasing, fewer than 65,536.
  init(edges: [Double]) {
    precondition(edges.count < 65_536, "a grid has fewer than 65,536 edges")
    precondition(zip(edges, edges.dropFirst()).allSatisfy { $0 < $1 }, "edges increase strictly")
    let plan = EdgeLookup.plan(for: edges)
    self.edges = edges
    padded = edges + Array(repeating: .greatestFiniteMagnitude, count: max(2, plan.probes))
    starts = plan.starts
    mapping = plan.mapping
    probes = plan.probes
    top = Double(plan.starts.count - 1)
  }

  /// #{edges ≤ value}; for a number that is not `nan`.
  ///
  /// - Complexity: O(1), or O(log edges) without a table.
  @inline(__always)
  func rank(of number: Double) -> Int {
    // -0 becomes 0: the two are equal, but their bits and the sign of a difference are not.
    let value = number + 0
    let place: Int
    switch mapping {
    case .linear(let origin, let factor):
      place = EdgeLookup.place(of: value, origin: origin, factor: factor, top: top)
    case .bits(let origin, let shift):
      place = EdgeLookup.place(of: value, origin: origin, shift: shift, last: starts.count - 1)
    case .search:
      return EdgeLookup.rankBySearch(of: value, in: edges)
    }
    let start = Int(starts[place])
    var rank = start &+ reaches(value, start) &+ reaches(value, start &+ 1)
    if probes > 2 {
      for probe in 2..<probes { rank &+= reaches(value, start &+ probe) }
    }
    // Numbers beyond all edges may also reach the padding.
    return min(rank, edges.count)
  }

  /// 1 when the value is at or above an edge, else 0.
  ///
  /// The sign bit of the difference: a comparison would become a branch that nobody can predict.
  /// Differences of unequal numbers are never 0, thanks to subnormal numbers.
  @inline(__always)
  private func reaches(_ value: Double, _ index: Int) -> Int {
    Int(truncatingIfNeeded: ~(value - padded[index]).bitPattern &>> 63)
  }

  /// #{edges ≤ value} by halving.
  static func rankBySearch(of value: Double, in edges: [Double]) -> Int {
    var low = 0
    var count = edges.count
    while count > 0 {
      let half = count / 2
      let isBelow = edges[low + half] <= value
      low = isBelow ? low + half + 1 : low
      count = isBelow ? count - half - 1 : half
    }
    return low
  }

  /// Place on a linear table; adding 2^52 rounds to a whole number held in the low bits.
  @inline(__always)
  private static func place(
    of value: Double,
    origin: Double,
    factor: Double,
    top: Double
  ) -> Int {
    let position = (value - origin) * factor
    let above = position > 0 ? position : 0
    let clamped = above < top ? above : top
    return Int(truncatingIfNeeded: (clamped + 0x1p52).bitPattern & 0xFFFF)
  }

  /// Place on a table over the bits of the number, made to order like the numbers.
  @inline(__always)
  private static func place(
    of value: Double,
    origin: Int64,
    shift: Int64,
    last: Int
  ) -> Int {
    let distance = UInt64(bitPattern: max(orderedBits(value), origin) &- origin)
    return min(Int(truncatingIfNeeded: distance &>> UInt64(bitPattern: shift)), last)
  }

  /// The bits of a number as an integer of the same order.
  @inline(__always)
  private static func orderedBits(_ value: Double) -> Int64 {
    let bits = Int64(bitPattern: value.bitPattern)
    return bits ^ ((bits &>> 63) & Int64.max)
  }
}

extension EdgeLookup {
  private struct Plan {
    var mapping: Mapping
    var starts: [UInt16]
    var probes: Int
  }

  /// The smallest table that needs two comparisons at most, else the one that needs fewest.
  private static func plan(for edges: [Double]) -> Plan {
    guard edges.count > 1, edges.count <= 4_096 else {
      let mapping = edges.count > 1 ? Mapping.search : .linear(origin: 0, factor: 0)
      return Plan(mapping: mapping, starts: [0], probes: edges.count > 1 ? 0 : edges.count)
    }
    var best = Plan(mapping: .search, starts: [0], probes: probesMax + 1)
    for places in [64, 128, 256, 512, 1_024, 2_048] {
      for mapping in mappings(for: edges, places: places) {
        let plan = plan(for: edges, mapping: mapping, places: places)
        if plan.probes < best.probes { best = plan }
      }
      if best.probes <= 2 { return best }
    }
    return best
  }

  /// Both functions over the whole range of the edges and without up to two at either end,
  /// because one far edge (0 before a logarithmic range) would waste the table.
  private static func mappings(for edges: [Double], places: Int) -> [Mapping] {
    var mappings: [Mapping] = []
    let skips = min(2, (edges.count - 2) / 2)
    for skipped in 0...skips {
      for dropped in 0...skips {
        let low = edges[skipped]
        let high = edges[edges.count - 1 - dropped]
        let factor = Double(places - 1) / (high - low)
        if factor.isFinite { mappings.append(.linear(origin: low, factor: factor)) }
        let first = orderedBits(low)
        let width = UInt64(bitPattern: orderedBits(high) &- first)
        var shift: Int64 = 0
        while width >> UInt64(shift) >= UInt64(places) { shift += 1 }
        mappings.append(.bits(origin: first, shift: shift))
      }
    }
    return mappings
  }

  private static func plan(for edges: [Double], mapping: Mapping, places: Int) -> Plan {
    var edgesAt = [UInt16](repeating: 0, count: places)
    for edge in edges {
      switch mapping {
      case .linear(let origin, let factor):
        let top = Double(places - 1)
        edgesAt[place(of: edge, origin: origin, factor: factor, top: top)] += 1
      case .bits(let origin, let shift):
        edgesAt[place(of: edge, origin: origin, shift: shift, last: places - 1)] += 1
      case .search:
        preconditionFailure("a search has no table")
      }
    }
    var starts: [UInt16] = []
    starts.reserveCapacity(places)
    var before: UInt16 = 0
    for count in edgesAt {
      starts.append(before)
      before += count
    }
    return Plan(mapping: mapping, starts: starts, probes: Int(edgesAt.max() ?? 0))
  }
}
