import Foundation

/// Sizes of simulations.
enum Simulation {
  /// So many runs with `KEDGE_FULL_SIMULATION` in the environment, a tenth of them without.
  static func runs(_ full: Int) -> Int {
    ProcessInfo.processInfo.environment["KEDGE_FULL_SIMULATION"] == nil ? full / 10 : full
  }
}
