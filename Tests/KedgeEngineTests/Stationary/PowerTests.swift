import Foundation
import KedgeModel
import KedgeStatistics
import KedgeTestSupport
import Testing

@testable import KedgeEngine

/// How soon known shifts are found, beside river's best detector and a Kolmogorov-Smirnov test of fixed
/// windows, whose delays are recorded; each at the most sensitive setting with one alarm at most in
/// 200,000 quiet values.
struct PowerTests {
  /// One shift, as recorded by `Tests/Oracle/run --golden power`.
  struct Shift: CustomTestStringConvertible, Sendable {
    let name: String
    let isOfNames: Bool
    let change: Double
    /// The better of the two, values.
    let others: Double

    var testDescription: String { name }
  }

  static let shifts: [Shift] = {
    let url = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "KedgeStatisticsTests/Golden/power.json")
    guard let data = try? Data(contentsOf: url),
      let document = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
      let cases = document["cases"] as? [[String: Any]]
    else { return [] }
    return cases.compactMap { entry in
      let delays = ["river", "ks"].compactMap { (entry[$0] as? [String: Any])?["delay"] as? Double }
      guard let name = entry["shift"] as? String, let change = entry["change"] as? Double,
        let others = delays.min()
      else { return nil }
      let isOfNames = entry["kind"] as? String == "category"
      return Shift(name: name, isOfNames: isOfNames, change: change, others: others)
    }
  }()

  private static let paneValues = 50
  private static let streams: UInt64 = 10

  private func bell(_ random: inout SplitMix64) -> Double {
    var total = 0.0
    for _ in 0..<12 { total += random.nextUnit() }
    return total - 6
  }

  /// A value; of names, its number.
  private func draw(_ shift: Shift, isShifted: Bool, _ random: inout SplitMix64) -> Double {
    switch shift.name {
    case "mean +0.2 sd": return bell(&random) + (isShifted ? 0.2 : 0)
    case "rate +5 points": return random.nextUnit() < (isShifted ? 0.15 : 0.1) ? 1 : 0
    case "variance x 1.5": return isShifted ? bell(&random) * 1.5.squareRoot() : bell(&random)
    default:
      let isNew = random.nextUnit() < (isShifted ? 0.022 : 0.002)
      return Double(isNew ? 1_000 + random.next() % 1_000_000_000 : random.next() % 5)
    }
  }

  private let hash = KeyedHash(HashKey(first: 1, second: 2))

  /// A baseline of 10,000 values and the panes that follow it.
  private struct Stream {
    let field: Field
    let norm: FieldNorm
    let shape: FieldReference.Shape
    let panes: [FieldPane]
  }

  private func stream(
    _ shift: Shift,
    seed: UInt64,
    isShifted: Bool,
    count: Int
  ) throws -> Stream {
    var random = SplitMix64(seed: seed)
    var settings = FieldSettings()
    settings.type = shift.isOfNames ? .category : .number
    settings.limits = ["change": .effect(shift.change)]
    var fields = [Field(name: "x", settings: settings)]
    var collector = BaselineCollector(version: "")
    for number in 0..<10_000 {
      let time = Timestamp(nanoseconds: origin + Int64(number) * second)
      collector.begin(.init(time: time, route: 0, hasFailed: false))
      let value = draw(shift, isShifted: false, &random)
      guard shift.isOfNames else {
        collector.keep(value, field: 0)
        continue
      }
      let name = hash("\(value)")
      if !collector.keep(name: name, field: 0) {
        collector.keep(newName: "\(value)", hash: name, field: 0)
      }
    }
    let baseline = collector.freeze(
      fields: &fields,
      limits: EngineLimits(),
      window: countWindow(Self.paneValues),
      hash: hash
    ) { _ in [[]] }
    let shape = baseline.fields[0].shape
    var panes: [FieldPane] = []
    for _ in 0..<count / Self.paneValues {
      var values: [Double] = []
      for _ in 0..<Self.paneValues { values.append(draw(shift, isShifted: isShifted, &random)) }
      var pane = FieldPane()
      if case .categorical(let table) = shape {
        let places = values.map { table.place(of: hash("\($0)")) }
        pane.add(places: places.span, of: table)
      } else {
        pane.add(values.span, shape: shape)
      }
      panes.append(pane)
    }
    let norm = try #require(baseline[[]]?.norms[0])
    return Stream(field: fields[0], norm: norm, shape: shape, panes: panes)
  }

  /// Whether each pane ends in an alarm with a change that matters.
  private func alarms(_ stream: Stream, budget: Double) -> [Bool] {
    // As the ledger has it: 64 pairs, 1,000 evaluations of each.
    let context = FieldShift.Context(
      norm: stream.norm,
      field: stream.field,
      shape: stream.shape,
      level: budget / 64_000,
      baselineLevel: min(0.05, budget / 64)
    )
    var shift = FieldShift()
    return stream.panes.map { pane in
      shift.take(pane, context)
      return FieldComparison(
        field: stream.field,
        window: pane,
        windowRecords: Self.paneValues,
        comparedRecords: Self.paneValues,
        baseline: stream.norm,
        baselineRecords: 10_000,
        reference: nil,
        fitsSpread: true,
        shift: shift,
        watchesShift: true,
        watchesRange: false,
        isTotal: true,
        baselineReason: "",
        level: context.level,
        extraQuantiles: [],
        ranks: QuantileRanks(level: context.level)
      ).change().verdict == .breach
    }
  }

  @Test(arguments: shifts)
  func `not later than the better of the others by more than a fifth`(shift: Shift) throws {
    let quiet = try (0..<Self.streams).map {
      try stream(shift, seed: 100 + $0, isShifted: false, count: 20_000)
    }
    var budget: Double?
    for tried in [256.0, 64, 16, 4, 1] {
      let begun = quiet.reduce(0) { sum, stream in
        let found = alarms(stream, budget: tried)
        return sum + zip([false] + found, found).count { !$0 && $1 }
      }
      let expected = tried / 64_000 * Double(quiet.reduce(0) { $0 + $1.panes.count })
      #expect(begun <= FalseAlarmTests.poissonLimit(expected))
      if budget == nil, begun <= 1 { budget = tried }
    }
    let most = try #require(budget)
    let delays = try (0..<Self.streams).map { seed -> Int in
      let shifted = try stream(shift, seed: seed, isShifted: true, count: 4_000)
      return (alarms(shifted, budget: most).firstIndex(of: true) ?? 1_000_000) + 1
    }.sorted()
    let middle = Double(delays[4] + delays[5]) / 2 * Double(Self.paneValues)
    print("power: \(shift.name): \(middle) values (budget \(most)), others \(shift.others)")
    #expect(middle <= 1.2 * shift.others)
  }

  @Test func `all recorded shifts are looked at`() { #expect(Self.shifts.count == 4) }
}
