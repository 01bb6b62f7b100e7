import KedgeStatistics
import KedgeTestSupport
import Testing

@Suite struct LossModelTests {
  /// Rows of features in 0...1 and the size of their errors.
  private struct Rows {
    var features: [[UInt8]]
    var losses: [Double] = []
    /// Of the losses, given the features: the deviation of the error times √(2/π).
    var means: [Double] = []

    func cells(of row: Int) -> [UInt8] { features.map { $0[row] } }
  }

  /// Where the error grows: with one feature, and with two of them together.
  enum Spread: CaseIterable {
    case rising, joint

    func deviation(_ x: Double, _ y: Double) -> Double {
      switch self {
      case .rising: 1 + 2 * x
      case .joint: 1 + 4 * x * y
      }
    }
  }

  private func rows(
    _ random: inout SplitMix64,
    count: Int,
    from lowest: Double,
    deviation: (Double, Double) -> Double
  ) -> Rows {
    var rows = Rows(features: [[], []])
    for _ in 0..<count {
      let x = lowest + (1 - lowest) * random.nextUnit()
      let y = random.nextUnit()
      rows.features[0].append(UInt8(100 * x))
      rows.features[1].append(UInt8(100 * y))
      rows.losses.append(abs(deviation(x, y) * random.nextNormal()))
      rows.means.append(deviation(x, y) * (2 / Double.pi).squareRoot())
    }
    return rows
  }

  /// A few cells, many ties, some missing, and losses that depend on them.
  private func coarseRows(_ random: inout SplitMix64, count: Int, features: Int) -> Rows {
    var rows = Rows(features: Array(repeating: [], count: features))
    for _ in 0..<count {
      let cells = (0..<features).map { _ in UInt8(random.below(9)) }
      let isMissing = cells.map { _ in random.below(6) == 0 }
      for feature in 0..<features {
        let cell = isMissing[feature] ? LossModel.missingCell : cells[feature]
        rows.features[feature].append(cell)
      }
      let level = (isMissing[0] ? 6 : Double(cells[0])) + (isMissing[1] ? 0 : Double(cells[1]))
      rows.losses.append(level * random.nextUnit())
    }
    return rows
  }

  private func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(values.count)
  }

  private func losses(_ model: LossModel, of rows: Rows) -> [Double] {
    (0..<rows.losses.count).map { model.loss(of: rows.cells(of: $0).span) }
  }

  @Test(arguments: Spread.allCases, 0..<UInt64(Simulation.runs(10)))
  func `the mean loss is known where features have moved`(spread: Spread, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let baseline = rows(&random, count: 4_000, from: 0, deviation: spread.deviation)
    let window = rows(&random, count: 2_000, from: 0.5, deviation: spread.deviation)
    let truth = mean(window.means)

    let model = try #require(LossModel(features: baseline.features, losses: baseline.losses))

    #expect(isClose(mean(losses(model, of: window)), truth, relative: 0.05))
    #expect(!isClose(mean(baseline.losses), truth, relative: 0.15))
    #expect(isClose(mean(losses(model, of: baseline)), mean(baseline.losses), relative: 0.01))
  }

  @Test func `what trees explain is what they explain of other rows`() throws {
    var random = SplitMix64(seed: 7)
    let baseline = rows(&random, count: 4_000, from: 0, deviation: Spread.joint.deviation)
    let others = rows(&random, count: 20_000, from: 0, deviation: Spread.joint.deviation)

    let model = try #require(LossModel(features: baseline.features, losses: baseline.losses))

    let average = mean(others.losses)
    let spread = mean(others.losses.map { ($0 - average) * ($0 - average) })
    let left = zip(losses(model, of: others), others.losses).map { ($0 - $1) * ($0 - $1) }
    #expect(abs(model.explained - (1 - mean(left) / spread)) < 0.04)
    #expect(model.explained > 0.15)
  }

  @Test(arguments: 0..<UInt64(8))
  func `features without influence make no tree`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let baseline = rows(&random, count: 250, from: 0) { _, _ in 1 }

    let model = try #require(LossModel(features: baseline.features, losses: baseline.losses))

    #expect(model.treeCount == 0)
    #expect(model.explained == 0)
    #expect(model.state.base == mean(baseline.losses))
  }

  @Test(arguments: [0, 0.3, 1e-300, 1e300])
  func `a loss that is always the same is expected everywhere`(loss: Double) throws {
    var random = SplitMix64(seed: 1)
    let rows = coarseRows(&random, count: 300, features: 2)

    let model = try #require(
      LossModel(features: rows.features, losses: rows.losses.map { _ in loss })
    )

    #expect(model.treeCount == 0)
    #expect(isClose(model.loss(of: [3, 200].span), loss, relative: 1e-12))
  }

  /// What the trees of a model should be, by trying every split of every feature on the rows
  /// themselves.
  private struct Reference {
    var rows: Rows
    var residuals: [Double]

    func isLow(_ row: Int, _ split: LossModel.Split) -> Bool {
      let cell = rows.features[Int(split.feature)][row]
      return cell == LossModel.missingCell ? split.isMissingLow : cell <= split.cell
    }

    func squares(_ places: [Int]) -> Double {
      let mean = places.reduce(0) { $0 + residuals[$1] } / Double(places.count)
      return places.reduce(0) { $0 + (residuals[$1] - mean) * (residuals[$1] - mean) }
    }

    /// By how much a split lowers the sum of squares; `nil` with fewer than 20 rows on a side.
    func gain(_ split: LossModel.Split, _ places: [Int]) -> Double? {
      let low = places.filter { isLow($0, split) }
      let high = places.filter { !isLow($0, split) }
      guard low.count >= 20, high.count >= 20 else { return nil }
      return squares(places) - squares(low) - squares(high)
    }

    func bestGain(_ places: [Int]) -> Double? {
      var best: Double?
      for feature in rows.features.indices {
        for cell in UInt8(0)...8 {
          for isMissingLow in [true, false] {
            let split = LossModel.Split(
              feature: UInt16(feature),
              cell: cell,
              isMissingLow: isMissingLow
            )
            if let gain = gain(split, places) { best = max(best ?? gain, gain) }
          }
        }
      }
      return best
    }
  }

  /// Checks the splits and leaves of a tree from a place on, and takes leaves off the residuals.
  private func check(
    _ state: LossModel.State,
    tree: Int,
    place: Int,
    rows places: [Int],
    _ reference: inout Reference
  ) {
    if place >= LossModel.splitCount {
      let leaf = state.leaves[tree * LossModel.leafCount + place - LossModel.splitCount]
      let sum = places.reduce(0) { $0 + reference.residuals[$1] }
      #expect(abs(leaf - 0.1 * sum / Double(places.count)) < 1e-9)
      for row in places { reference.residuals[row] -= leaf }
      return
    }
    let split = state.splits[tree * LossModel.splitCount + place]
    guard split.cell != LossModel.missingCell else {
      #expect(reference.bestGain(places) ?? 0 < 1e-9)
      return check(state, tree: tree, place: 2 * place + 1, rows: places, &reference)
    }
    let low = places.filter { reference.isLow($0, split) }
    let high = places.filter { !reference.isLow($0, split) }
    let gain = reference.gain(split, places) ?? 0
    #expect(isClose(gain, reference.bestGain(places) ?? .infinity, relative: 1e-7))
    check(state, tree: tree, place: 2 * place + 1, rows: low, &reference)
    check(state, tree: tree, place: 2 * place + 2, rows: high, &reference)
  }

  @Test(arguments: 0..<UInt64(5))
  func `each split is the best of all, each leaf a tenth of the mean`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let rows = coarseRows(&random, count: 240, features: 3)

    let state = try #require(LossModel(features: rows.features, losses: rows.losses)).state

    #expect(state.leaves.count >= 30 * LossModel.leafCount)
    #expect(isClose(state.base, mean(rows.losses), relative: 1e-12))
    var reference = Reference(rows: rows, residuals: rows.losses.map { $0 - state.base })
    for tree in 0..<5 {
      check(state, tree: tree, place: 0, rows: Array(rows.losses.indices), &reference)
    }
  }

  @Test func `of equal features the first is split`() throws {
    var random = SplitMix64(seed: 3)
    let rows = coarseRows(&random, count: 400, features: 2)
    let doubled = rows.features + rows.features

    let model = try #require(LossModel(features: doubled, losses: rows.losses))
    let single = try #require(LossModel(features: rows.features, losses: rows.losses))

    #expect(model.treeCount >= 30)
    #expect(model.state.splits == single.state.splits)
  }

  @Test func `the same rows make the same bits, also from a snapshot`() throws {
    var random = SplitMix64(seed: 4)
    let rows = coarseRows(&random, count: 500, features: 3)

    let model = try #require(LossModel(features: rows.features, losses: rows.losses))
    let again = try #require(LossModel(features: rows.features, losses: rows.losses))
    let restored = try #require(LossModel(state: model.state))

    #expect(model.treeCount >= 30)
    #expect(again == model)
    #expect(losses(restored, of: rows) == losses(model, of: rows))
  }

  @Test(arguments: [-900, 900])
  func `a unit that is a power of two changes no tree`(exponent: Int) throws {
    var random = SplitMix64(seed: 5)
    let rows = coarseRows(&random, count: 400, features: 2)
    let unit = Double(sign: .plus, exponent: exponent, significand: 1)

    let model = try #require(LossModel(features: rows.features, losses: rows.losses))
    let scaled = try #require(
      LossModel(features: rows.features, losses: rows.losses.map { $0 * unit })
    )

    #expect(model.treeCount >= 30)
    #expect(scaled.state.splits == model.state.splits)
    #expect(scaled.state.leaves == model.state.leaves.map { $0 * unit })
    #expect(scaled.explained == model.explained)
  }

  /// Losses about 1 below cell 5, about 3 from there on, and `missing` where the feature lacks.
  private func steps(_ random: inout SplitMix64, missing: Double?) -> Rows {
    var rows = Rows(features: [[]])
    for row in 0..<600 {
      let isMissing = missing != nil && row % 3 == 0
      let cell = UInt8(random.below(15))
      rows.features[0].append(isMissing ? LossModel.missingCell : cell)
      let level = isMissing ? missing ?? 0 : cell < 5 ? 1 : 3
      rows.losses.append(level + 0.1 * random.nextUnit())
    }
    return rows
  }

  @Test(arguments: [0.2, 1, 2, 3, 5])
  func `missing values have a loss of their own`(missing: Double) throws {
    var random = SplitMix64(seed: 6)
    let rows = steps(&random, missing: missing)

    let model = try #require(LossModel(features: rows.features, losses: rows.losses))

    #expect(abs(model.loss(of: [LossModel.missingCell].span) - missing - 0.05) < 0.1)
    #expect(abs(model.loss(of: [2].span) - 1.05) < 0.1)
    #expect(abs(model.loss(of: [12].span) - 3.05) < 0.1)
  }

  @Test func `missing values that training did not see go where most rows are`() throws {
    var random = SplitMix64(seed: 6)
    let rows = steps(&random, missing: nil)

    let model = try #require(LossModel(features: rows.features, losses: rows.losses))

    #expect(abs(model.loss(of: [LossModel.missingCell].span) - 3.05) < 0.1)
  }

  @Test func `no loss is below 0`() throws {
    let stored = LossModel(
      state: LossModel.State(
        featureCount: 1,
        base: 1,
        splits: [LossModel.Split(feature: 0, cell: 3, isMissingLow: false)]
          + Array(
            repeating: LossModel.Split(
              feature: 0,
              cell: LossModel.missingCell,
              isMissingLow: false
            ),
            count: 6
          ),
        leaves: [-2, 0, 0, 0, 0.5, 0, 0, 0],
        explained: 0.5
      )
    )
    let model = try #require(stored)

    #expect(model.loss(of: [3].span) == 0)
    #expect(model.loss(of: [4].span) == 1.5)
    #expect(model.loss(of: [LossModel.missingCell].span) == 1.5)
  }

  @Test func `fewer than 200 rows make no model`() {
    var random = SplitMix64(seed: 8)
    let rows = coarseRows(&random, count: 200, features: 2)
    let fewer = rows.features.map { Array($0.dropLast()) }

    #expect(LossModel(features: rows.features, losses: rows.losses) != nil)
    #expect(LossModel(features: fewer, losses: Array(rows.losses.dropLast())) == nil)
    #expect(LossModel(features: [], losses: rows.losses)?.treeCount == 0)
  }

  @Test func `a snapshot with half a tree is refused`() {
    let half = LossModel.State(
      featureCount: 1,
      base: 1,
      splits: [],
      leaves: Array(repeating: 0, count: 8),
      explained: 0
    )
    #expect(LossModel(state: half) == nil)
  }
}
