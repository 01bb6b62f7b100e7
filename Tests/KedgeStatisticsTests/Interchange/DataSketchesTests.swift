import Foundation
import KedgeStatistics
import KedgeTestSupport
import Testing

/// Bytes that Apache DataSketches 5.2.0 wrote, and what it read from them.
struct DataSketchesTests {
  private func cases(_ kind: String) throws -> [[String: Any]] {
    let cases = try Golden.cases("sketches").filter { $0["kind"] as? String == kind }
    try #require(!cases.isEmpty)
    return cases
  }

  private func bytes(_ item: [String: Any]) throws -> [UInt8] {
    let digits = try #require(item["hex"] as? String).compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count, by: 2).map {
      UInt8(digits[$0] * 16 + digits[$0 + 1])
    }
  }

  private func texts(_ count: Int) -> [String] { (0..<count).map { "a-\($0)" } }

  @Test func `ranks of their KLL sketches are theirs, and ours are as long`() throws {
    for item in try cases("kll") {
      let stored = try bytes(item)
      let read = try QuantilesSketch(bytes: stored)
      let count = try #require(item["count"] as? Int)
      #expect(read.count == count)
      #expect(read.bytes == stored)
      let probes = try #require(item["probes"] as? [Double])
      for (probe, rank) in zip(probes, try #require(item["ranks"] as? [Double])) {
        #expect(read.rank(of: Float(probe)) == rank)
      }
      var random = SplitMix64(seed: try #require(item["seed"] as? UInt64))
      var own = QuantilesSketch(seed: 1)
      for _ in 0..<count { own.add(Float(random.nextUnit())) }
      #expect(own.bytes.count == stored.count)
      #expect(try QuantilesSketch(bytes: own.bytes).bytes == own.bytes)
    }
  }

  @Test func `their HLL sketches are read, and ours have the same registers`() throws {
    for item in try cases("hll") {
      let count = try #require(item["count"] as? Int)
      let read = try DistinctSketch(bytes: try bytes(item))
      var own = DistinctSketch()
      for text in texts(count) { own.add(text) }
      let estimate = try #require(item["estimate"] as? Double)
      #expect(abs(read.estimate - estimate) < 0.01)
      #expect(abs(own.estimate - estimate) < 0.01)
      // Behind the head with its estimates stand the hashes or registers.
      let head = count > 384 ? 40 : 8
      #expect(read.bytes.dropFirst(head) == own.bytes.dropFirst(head))
    }
  }

  @Test func `their frequent texts are read with their bounds`() throws {
    let item = try cases("frequent")[0]
    let read = try FrequentTexts(bytes: try bytes(item))
    #expect(read.total == (item["count"] as? UInt64))
    let lower = Dictionary(uniqueKeysWithValues: read.ordered.map { ($0.text, $0.lower) })
    for (text, count) in zip(
      try #require(item["texts"] as? [String]),
      try #require(item["lower"] as? [UInt64])
    ) {
      #expect(lower[text] == count)
    }
    var random = SplitMix64(seed: 9)
    var truth: [String: UInt64] = [:]
    var own = FrequentTexts()
    for _ in 0..<5_000 {
      let text = "item-\(Int(1 / (random.nextUnit() + 1e-3)))"
      truth[text, default: 0] += 1
      own.add(text)
    }
    for sketch in [own, read] {
      for entry in sketch.ordered {
        let often = try #require(truth[entry.text])
        #expect(entry.lower <= often && often <= entry.upper)
      }
      let kept = Set(sketch.ordered.map(\.text))
      #expect(truth.allSatisfy { kept.contains($0.key) || $0.value <= sketch.errorBound })
    }
  }

  @Test(arguments: 0..<UInt64(30))
  func `merging is the same in any order`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let sizes = (0..<3).map { _ in [0, 3, 300, 2_000][random.below(4)] }
    let parts = sizes.map { size -> DistinctSketch in
      var sketch = DistinctSketch()
      for _ in 0..<size { sketch.add("t\(random.below(5_000))") }
      return sketch
    }
    func merged(_ order: [Int]) -> [UInt8] {
      var sketch = DistinctSketch()
      for place in order { sketch.merge(parts[place]) }
      return sketch.bytes
    }
    #expect(merged([0, 1, 2]) == merged([2, 0, 1]))
    #expect(merged([0, 1, 2]) == merged([1, 2, 0]))
  }

  @Test(arguments: 0..<UInt64(1_000))
  func `bytes of somebody else never crash`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for item in try Golden.cases("sketches") {
      var mutated = try bytes(item)
      for _ in 0...random.below(4) where !mutated.isEmpty {
        let place = random.below(random.below(2) == 0 ? min(48, mutated.count) : mutated.count)
        mutated[place] = UInt8(truncatingIfNeeded: random.next())
      }
      if random.below(3) == 0 { mutated.removeLast(random.below(mutated.count + 1)) }
      switch item["kind"] as? String {
      case "kll": _ = try? QuantilesSketch(bytes: mutated).bytes
      case "hll": _ = try? DistinctSketch(bytes: mutated).estimate
      default: _ = try? FrequentTexts(bytes: mutated).ordered
      }
    }
  }
}
