import KedgeStatistics

extension Answer {
  /// Distances of two samples.
  static let distances: [String: Reply] = [
    "cells": { question in
      let baseline = try question.numbers("baseline").map { UInt64($0) }
      let window = try question.numbers("window").map { UInt64($0) }
      let cells = CellPair(baseline: baseline, window: window)
      let psi = PopulationStability.compare(cells, level: 0.01)?.distance
      let table = ChiSquare.compare(baseline: baseline, window: window, level: 0.01)
      return [
        "psi": psi?.value as Any, "psi_p": psi?.pValue as Any,
        "js": JensenShannon.compare(cells, level: 0.01, mode: .raw)?.value as Any,
        "js_natural": JensenShannon.compare(cells, level: 0.01, mode: .natural)?.value as Any,
        "hellinger": Hellinger.compare(cells, level: 0.01, mode: .raw)?.value as Any,
        "l_infinity": LInfinity.compare(cells, level: 0.01)?.value as Any,
        "chi2": table?.value as Any, "chi2_p": table?.pValue as Any,
        "cramers_v": CramersV.balanced(cells), "bergsma": CramersV.bergsma(cells),
      ]
    },
    "samples": { question in
      let baseline = SortedValues(try question.numbers("baseline"))
      let window = SortedValues(try question.numbers("window"))
      let ks = KolmogorovSmirnov.compare(baseline: baseline, window: window, level: 0.01)
      let work = Wasserstein.compare(baseline: baseline, window: window, mode: .raw)
      return [
        "ks": ks?.value as Any, "ks_p": ks?.pValue as Any, "wasserstein": work?.value as Any,
      ]
    },
  ]
}
