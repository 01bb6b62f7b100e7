import KedgeModel

/// Where the records of one combination of model, version and segment values go.
struct Route: Equatable, Sendable {
  /// Index of the model.
  var model: Int
  /// Index of the version among those of the model.
  var version: Int
  /// Indexes of the series: the total first, then one for each grouping whose keys are present.
  var series: [Int]
}

/// Finds the route of a record; a route is made once for each combination.
struct RouteTable: Equatable, Sendable {
  private(set) var routes: [Route] = []
  private var indexes = HashIndex()
  /// Hashes in order of their routes, for stored state.
  private(set) var hashes: [UInt64] = []

  func index(of hash: UInt64) -> Int? { indexes[hash].map(Int.init) }

  mutating func add(_ route: Route, hash: UInt64) -> Int {
    routes.append(route)
    hashes.append(hash)
    indexes.set(hash, Int32(routes.count - 1))
    return routes.count - 1
  }
}
