import KedgeEngine
import KedgeModel
import KedgeSimulation
import KedgeTestSupport
import Testing

struct JoinTests {
  private struct Inference {
    var id: String
    var time: Int64
    var prediction: Double
    var score: Double
  }

  private struct Label {
    var ref: String
    var time: Int64
    var truth: Double
  }

  private func inferences(_ random: inout SplitMix64, isBinary: Bool) -> [Inference] {
    (0..<480).map { index in
      let score = Double(random.number(0...1_000)) / 1_000
      let value = isBinary ? (score > 0.5 ? 1 : 0) : Double(random.number(-500...500)) / 7
      return Inference(
        id: "i\(index)",
        time: origin + Int64(index) * (second / 2),
        prediction: value,
        score: score
      )
    }
  }

  private func labels(
    _ random: inout SplitMix64,
    of inferences: [Inference],
    isBinary: Bool
  ) -> [Label] {
    inferences.flatMap { inference in
      (0..<random.number(0...3)).map { _ in
        let truth =
          isBinary
          ? Double(random.number(0...1)) : inference.prediction + Double(random.number(-9...9)) / 4
        return Label(
          ref: inference.id,
          time: origin + Int64(random.number(0...2)) * second,
          truth: truth
        )
      }
    }
  }

  private func line(_ inference: Inference) -> RecordLine {
    var line = RecordLine(time: inference.time, id: inference.id)
    line.fields = ["prediction": "\(inference.prediction)", "score": "\(inference.score)"]
    return line
  }

  /// Runs inferences in their order and labels anywhere between them; answers the last evaluation
  /// of each window, of what labels decide.
  private func final(
    _ inferences: [RecordLine],
    _ labels: [RecordLine],
    _ random: inout SplitMix64
  )
    throws -> [Int: [String: Indicator]]
  {
    var feed = try Feed(settings { $0.window = plainWindow() })
    var effects: [Effect] = []
    var (left, right) = (inferences[...], labels[...])
    while !left.isEmpty || !right.isEmpty {
      let takesLabel = random.happens(Double(right.count) / Double(left.count + right.count))
      let line = takesLabel ? right.removeFirst() : left.removeFirst()
      effects += feed.push([line])
    }
    effects += feed.finish()
    var result: [Int: [String: Indicator]] = [:]
    for evaluated in effects.evaluations {
      for indicator in evaluated.indicators {
        let names = [
          "accuracy", "precision", "recall", "f1", "mcc", "mae", "mse", "rmse", "r2", "mape",
          "roc_auc", "brier", "labelled_share",
        ]
        guard names.contains(indicator.name.kind) else { continue }
        result[evaluated.window.index, default: [:]][indicator.name.kind] = indicator
      }
    }
    return result
  }

  @Test(
    "any order of labels gives the same final indicators, bit for bit",
    arguments: 0..<UInt64(100)
  )
  func permutations(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let isBinary = random.happens(0.5)
    let inferences = inferences(&random, isBinary: isBinary)
    let labels = labels(&random, of: inferences, isBinary: isBinary)
    let lines = inferences.map(line)
    let labelLines = labels.map { RecordLine.label("\($0.truth)", of: $0.ref, time: $0.time) }

    let one = try final(lines, labelLines, &random)
    let other = try final(lines, labelLines.shuffled(using: &random), &random)

    #expect(one == other)
    #expect(one.count == 4)
  }

  @Test("accuracy, errors and area agree with their definitions", arguments: 0..<UInt64(20))
  func definitions(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let isBinary = seed % 2 == 0
    let inferences = inferences(&random, isBinary: isBinary)
    let labels = labels(&random, of: inferences, isBinary: isBinary)
    let labelLines = labels.map { RecordLine.label("\($0.truth)", of: $0.ref, time: $0.time) }

    let found = try final(inferences.map(line), labelLines, &random)

    var truths: [String: Label] = [:]
    for label in labels {
      guard let old = truths[label.ref] else {
        truths[label.ref] = label
        continue
      }
      if label.time > old.time { truths[label.ref] = label }
      // For equal times the larger bytes of the number win.
      if label.time == old.time, label.truth.bitPattern > old.truth.bitPattern {
        truths[label.ref] = label
      }
    }
    for window in 0..<4 {
      let members = inferences.filter { Int(($0.time - origin) / minute) == window }
      let pairs = members.compactMap { item in truths[item.id].map { (item, $0.truth) } }
      let indicators = try #require(found[window])
      let share = try #require(indicators["labelled_share"]?.value)
      #expect(share == Double(pairs.count) / 120)
      #expect(pairs.count >= 30, "too few to compare values")
      if isBinary { expectClasses(pairs, indicators) } else { expectNumbers(pairs, indicators) }
    }
  }

  private func expectClasses(_ pairs: [(Inference, Double)], _ found: [String: Indicator]) {
    let right = pairs.count { $0.0.prediction == $0.1 }
    #expect(found["accuracy"]?.value == Double(right) / Double(pairs.count))
    func count(_ truth: Double, _ prediction: Double) -> Double {
      Double(pairs.count { $0.1 == truth && $0.0.prediction == prediction })
    }
    let (hits, alarms, misses) = (count(1, 1), count(0, 1), count(1, 0))
    expect(found["precision"], hits / (hits + alarms), of: hits + alarms)
    expect(found["recall"], hits / (hits + misses), of: hits + misses)
    let f1 = 2 * hits / (2 * hits + alarms + misses)
    expect(found["f1"], f1, of: hits + alarms + misses)
    let positives = pairs.filter { $0.1 == 1 }.map(\.0.score)
    let negatives = pairs.filter { $0.1 == 0 }.map(\.0.score)
    let wins = positives.reduce(0.0) { sum, high in
      sum + negatives.reduce(0.0) { $0 + (high > $1 ? 1 : high == $1 ? 0.5 : 0) }
    }
    let area = wins / Double(positives.count * negatives.count)
    #expect(abs((found["roc_auc"]?.value ?? 9) - area) < 0.01)
  }

  private func expect(_ indicator: Indicator?, _ value: Double, of count: Double) {
    #expect(indicator?.count == Int(count))
    guard count >= 30 else {
      #expect(indicator?.needs == 30 - Int(count))
      return
    }
    #expect(abs((indicator?.value ?? 9) - value) < 1e-12)
    #expect((indicator?.lower ?? 9) <= value)
    #expect((indicator?.upper ?? -9) >= value)
  }

  private func expectNumbers(_ pairs: [(Inference, Double)], _ found: [String: Indicator]) {
    let distances = pairs.map { abs($0.0.prediction - $0.1) }
    let mean = distances.reduce(0, +) / Double(distances.count)
    let squares = distances.map { $0 * $0 }.reduce(0, +) / Double(distances.count)
    #expect(abs((found["mae"]?.value ?? 1e9) - mean) < 1e-6)
    #expect(abs((found["rmse"]?.value ?? 1e9) - squares.squareRoot()) < 1e-6)
    #expect(abs((found["mse"]?.value ?? 1e9) - squares) < 1e-6)
    #expect(found["r2"] != nil)
  }

  @Test("a later label replaces an earlier one, whichever comes first", arguments: [false, true])
  func laterWins(isReversed: Bool) throws {
    var feed = try Feed(settings { $0.window = plainWindow() })
    let lines = (0..<40).map { index in
      var line = RecordLine(time: origin + Int64(index), id: "i\(index)")
      line.fields["prediction"] = "\"cat\""
      return line
    }
    _ = feed.push(lines)

    for index in 0..<40 {
      let pair = [
        RecordLine.label("\"dog\"", of: "i\(index)", time: origin),
        .label("\"cat\"", of: "i\(index)", time: origin + 1),
      ]
      _ = feed.push(isReversed ? pair.reversed() : pair)
    }
    let evaluations = feed.finish().evaluations

    #expect(evaluations.last?["accuracy"]?.value == 1)
    #expect(evaluations.last?["labelled_share"]?.value == 1)
    #expect(feed.engine.inputStates[0].duplicate == 40)
  }

  @Test("feedback revises the window of its inference")
  func feedbackRevises() throws {
    var feed = try Feed(settings { $0.window = plainWindow() })
    _ = feed.push((0..<60).map { RecordLine(time: origin + Int64($0), id: "i\($0)") })
    let closed = feed.push([RecordLine(time: origin + minute)])

    for index in 0..<50 {
      let value = index < 20 ? "1" : "0"
      _ = feed.push([.feedback(value, of: "i\(index)", time: origin + minute, id: "f\(index)")])
    }
    let revised = feed.push([RecordLine(time: origin + 2 * minute)]).evaluations

    #expect(closed.evaluations.map { $0["feedback", "thumbs"] } == [nil])
    let first = try #require(revised.first)
    #expect(first.window.index == 0)
    #expect(first.window.revision == 1)
    #expect(first["feedback", "thumbs"]?.value == 0.4)
    #expect(first["feedback", "thumbs"]?.count == 50)
  }
}
