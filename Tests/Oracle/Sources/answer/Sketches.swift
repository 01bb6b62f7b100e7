import KedgeStatistics

extension Answer {
  /// Sketches as bytes of Apache DataSketches, in hexadecimal digits.
  static let sketches: [String: Reply] = [
    "kll_write": { question in
      var sketch = QuantilesSketch(seed: UInt64(try question.number("seed")))
      for value in try question.numbers("values") { sketch.add(Float(value)) }
      return ["hex": hex(sketch.bytes)]
    },
    "kll_read": { question in
      var sketch = try QuantilesSketch(bytes: bytes(try question.text("hex")))
      if let other = try? question.text("other") {
        sketch.merge(try QuantilesSketch(bytes: bytes(other)))
      }
      return [
        "count": sketch.count, "hex": hex(sketch.bytes),
        "ranks": try question.numbers("probes").map { sketch.rank(of: Float($0)) ?? -1 },
      ]
    },
    "hll_write": { question in
      let prefix = try question.text("prefix")
      var sketch = DistinctSketch()
      for number in 0..<Int(try question.number("count")) { sketch.add(prefix + String(number)) }
      return ["hex": hex(sketch.bytes), "estimate": sketch.estimate]
    },
    "hll_read": { question in
      var sketch = try DistinctSketch(bytes: bytes(try question.text("hex")))
      if let other = try? question.text("other") {
        sketch.merge(try DistinctSketch(bytes: bytes(other)))
      }
      return ["hex": hex(sketch.bytes), "estimate": sketch.estimate]
    },
    "fi_write": { question in
      var sketch = FrequentTexts()
      for number in try question.numbers("values") { sketch.add("item-\(Int(number))") }
      return ["hex": hex(sketch.bytes)]
    },
    "fi_read": { question in
      var sketch = try FrequentTexts(bytes: bytes(try question.text("hex")))
      if let other = try? question.text("other") {
        sketch.merge(try FrequentTexts(bytes: bytes(other)))
      }
      return [
        "hex": hex(sketch.bytes), "total": sketch.total, "error": sketch.errorBound,
        "texts": sketch.ordered.map(\.text), "lower": sketch.ordered.map(\.lower),
      ]
    },
  ]

  private static func hex(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef")
    return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }

  private static func bytes(_ hex: String) throws -> [UInt8] {
    let digits = hex.compactMap(\.hexDigitValue)
    guard digits.count == hex.count, digits.count % 2 == 0 else {
      throw Question.Wrong(text: "no hexadecimal digits")
    }
    return stride(from: 0, to: digits.count, by: 2).map {
      UInt8(digits[$0] * 16 + digits[$0 + 1])
    }
  }
}
