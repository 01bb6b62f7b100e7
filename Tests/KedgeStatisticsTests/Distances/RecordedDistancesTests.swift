import KedgeStatistics
import Testing

/// Distances of numpy and scipy, as recorded by `Tests/Oracle/run --golden distances`.
struct RecordedDistancesTests {
  /// What Kedge says of the same counts.
  private func ofCells(_ baseline: [Double], _ window: [Double]) -> [String: Double?] {
    let counts = (baseline.map { UInt64($0) }, window.map { UInt64($0) })
    let cells = CellPair(baseline: counts.0, window: counts.1)
    let psi = PopulationStability.compare(cells, level: 0.01)?.distance
    let table = ChiSquare.compare(baseline: counts.0, window: counts.1, level: 0.01)
    return [
      "psi": psi?.value, "psi_p": psi?.pValue, "chi2": table?.value, "chi2_p": table?.pValue,
      "js": JensenShannon.compare(cells, level: 0.01, mode: .raw)?.value,
      "js_natural": JensenShannon.compare(cells, level: 0.01, mode: .natural)?.value,
      "hellinger": Hellinger.compare(cells, level: 0.01, mode: .raw)?.value,
      "l_infinity": LInfinity.compare(cells, level: 0.01)?.value,
      "cramers_v": CramersV.balanced(cells), "bergsma": CramersV.bergsma(cells),
    ]
  }

  /// What Kedge says of the same values.
  private func ofSamples(_ baseline: [Double], _ window: [Double]) -> [String: Double?] {
    let (past, now) = (SortedValues(baseline), SortedValues(window))
    let ks = KolmogorovSmirnov.compare(baseline: past, window: now, level: 0.01)
    return [
      "ks": ks?.value, "ks_p": ks?.pValue,
      "wasserstein": Wasserstein.compare(baseline: past, window: now, mode: .raw)?.value,
    ]
  }

  @Test func `distances are those of numpy and scipy`() throws {
    let cases = try Golden.cases("distances")
    #expect(cases.count == 12)
    for entry in cases {
      let baseline = try #require(entry["baseline"] as? [Double])
      let window = try #require(entry["window"] as? [Double])
      let expected = try #require(entry["expected"] as? [String: Double])
      let isOfCells = entry["kind"] as? String == "cells"
      let found = isOfCells ? ofCells(baseline, window) : ofSamples(baseline, window)
      #expect(Set(found.keys) == Set(expected.keys))
      for (name, value) in expected {
        let own = try #require(found[name] ?? nil)
        #expect(abs(own - value) <= 1e-9 * max(abs(value), 1e-3), "\(name)")
      }
    }
  }
}
