import KedgeScenarios
import Testing

/// Moments of the drawn values against the closed forms of their distributions.
struct DistributionTests {
  /// A distribution with its mean and standard deviation in closed form.
  struct Case: CustomStringConvertible {
    let description: String
    let distribution: Distribution
    let mean: Double
    let deviation: Double
    /// Relative error allowed for the deviation: the table ends at 3.65 standard deviations.
    let tolerance: Double
  }

  static let cases = [
    Case(
      description: "constant",
      distribution: .constant(0.7),
      mean: 0.7,
      deviation: 0,
      tolerance: 0
    ),
    Case(
      description: "normal",
      distribution: .normal(mean: 50, deviation: 4),
      mean: 50,
      deviation: 4,
      tolerance: 0.02
    ),
    // exp(s^2 / 2) and sqrt(exp(s^2) - 1) of s = 0.5: 1.1331485 and 0.5329404.
    Case(
      description: "lognormal",
      distribution: .lognormal(median: 0.8, sigma: 0.5),
      mean: 0.9065188,
      deviation: 0.4831205,
      tolerance: 0.03
    ),
    Case(
      description: "gamma",
      distribution: .gamma(shape: 2.5, scale: 320),
      mean: 800,
      deviation: 505.964,
      tolerance: 0.03
    ),
    Case(
      description: "gamma of shape 1",
      distribution: .gamma(shape: 1, scale: 2),
      mean: 2,
      deviation: 2,
      tolerance: 0.05
    ),
  ]

  @Test(arguments: cases, UInt64(0)..<3)
  func `moments are those of the distribution`(example: Case, seed: UInt64) throws {
    var scenario = Scenario.chatQuiet
    scenario.models[0].features = [NamedDistribution("x", example.distribution)]
    scenario.models[0].feedback = nil
    let count = 10_000

    let values = lines(try play(scenario, seed: seed, count: count).bytes)
      .compactMap { $0.number("x") }

    #expect(values.count == count)
    let mean = values.reduce(0, +) / Double(count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
    let standardError = example.deviation / Double(count).squareRoot()
    #expect(abs(mean - example.mean) <= 5 * standardError + 0.0015 * example.mean)
    let deviation = variance.squareRoot()
    #expect(abs(deviation - example.deviation) <= example.tolerance * example.deviation + 1e-6)
  }

  @Test
  func `quantiles are those of the lognormal distribution`() throws {
    var scenario = Scenario.chatQuiet
    scenario.models[0].errorRate = 0
    let values = lines(try play(scenario, seed: 8, count: 50_000).bytes)
      .compactMap { $0.number("duration") }.sorted()

    // 0.8 * exp(0.5 z) at z = -1.6448536, 0, 1.6448536, 2.3263479.
    for (share, expected) in [(0.05, 0.351485), (0.5, 0.8), (0.95, 1.820846), (0.99, 2.560064)] {
      let value = values[Int(share * Double(values.count))]
      #expect(abs(value / expected - 1) < 0.03)
    }
  }

  @Test
  func `shares of categories, truth values, errors and feedback are kept`() throws {
    let played = try play(.chatQuiet, seed: 31, count: 60_000)
    let inferences = lines(played.bytes).filter { $0.text("kind") == "inference" }
    let total = Double(inferences.count)

    for (value, share) in [("en", 0.7), ("de", 0.2), ("fr", 0.1)] {
      let count = inferences.count { $0.text("language") == value }
      #expect(abs(Double(count) / total - share) < 0.01)
    }
    let tools = inferences.count { $0.text.contains("\"tools\":true") }
    #expect(abs(Double(tools) / total - 0.25) < 0.01)
    let tally = played.truth.tallies[0]
    #expect(abs(Double(tally.errors) / total - 0.004) < 0.0015)
    #expect(abs(Double(tally.refusals) / total - 0.02) < 0.003)
    #expect(abs(Double(tally.up) / Double(tally.feedback) - 0.9) < 0.02)
  }

  @Test(arguments: UInt64(0)..<3)
  func `calls arrive like a Poisson stream`(seed: UInt64) throws {
    var scenario = Scenario.chatQuiet
    scenario.models[0].feedback = nil
    scenario.lengthSeconds = 1_000
    let seconds = lines(try play(scenario, seed: seed).bytes)
      .compactMap { $0.text("time").map { String($0.prefix(19)) } }

    var counts: [String: Int] = [:]
    for second in seconds { counts[second, default: 0] += 1 }
    let mean = Double(seconds.count) / 1_000
    let variance =
      counts.values.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / 1_000
    // Mean 50 with standard error sqrt(50 / 1000); variance 50, within 5 of its standard errors.
    #expect(abs(mean - 50) < 1.2)
    #expect(abs(variance - 50) < 12)
  }
}
