import KedgeStatistics

extension Answer {
  /// Two sets of vectors, each one after the other: `baseline`, of which the first `sample` are
  /// stored, and `window`.
  static let embeddings: [String: Reply] = [
    "embeddings": { question in
      let dimension = Int(try question.number("dimension"))
      let seed = UInt64(try question.number("seed"))
      let (baseline, vectors) = try sums(of: "baseline", dimension, question)
      let (window, current) = try sums(of: "window", dimension, question)
      let sample = Array(vectors.prefix(Int(try question.number("sample"))))
      var answer: [String: Any] = [
        "total_variance": baseline.totalVariance as Any,
        "shift": EmbeddingShift.compare(baseline: baseline, window: window) as Any,
        "cosine": EmbeddingShift.cosine(baseline: baseline, window: window) as Any,
      ]
      let law = EmbeddingShiftLaw(
        baseline: baseline,
        sample: sample,
        windowCount: window.count,
        seed: seed
      )
      for (name, level) in [("0.05", 0.05), ("0.01", 0.01), ("0.001", 0.001), ("1e-06", 1e-6)] {
        answer["limit.\(name)"] = law?.limit(level: level).value
      }
      guard let kernel = KernelBaseline(vectors: sample, seed: seed) else { return answer }
      var discrepancy = MeanDiscrepancy()
      for number in 0..<(current.count / 2) {
        let (first, second) = (current[2 * number], current[2 * number + 1])
        discrepancy.add(first.span, second.span, number: UInt64(number), baseline: kernel)
      }
      answer["bandwidth"] = kernel.bandwidth
      answer["discrepancy"] = discrepancy.value
      answer["discrepancy.variance"] = discrepancy.variance
      answer["discrepancy.error"] = discrepancy.standardError(baseline: kernel)
      return answer
    }
  ]

  private static func sums(
    of name: String,
    _ dimension: Int,
    _ question: Question
  ) throws -> (EmbeddingSums, [[Double]]) {
    let numbers = try question.numbers(name)
    let vectors = stride(from: 0, to: numbers.count, by: dimension).map {
      Array(numbers[$0..<($0 + dimension)])
    }
    var sums = EmbeddingSums(dimension: dimension)
    for vector in vectors { sums.add(vector.span) }
    return (sums, vectors)
  }
}
