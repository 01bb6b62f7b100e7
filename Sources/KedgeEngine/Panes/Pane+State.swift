import KedgeModel
import KedgeStatistics

extension Pane {
  /// Appends the pane to stored state.
  func encode(into writer: inout ByteWriter) {
    writer.write(signed: number)
    writer.write(count: records)
    writer.write(count: compared)
    writer.write(errors)
    writer.write(finished)
    writer.write(truncated)
    scores.encode(into: &writer)
    losses.encode(into: &writer)
    for count in ranks.state.counts { writer.write(count) }
    for sum in ranks.state.sums { writer.write(sum.units) }
    writer.write(signed: first.nanoseconds)
    writer.write(signed: last.nanoseconds)
    writer.write(list: fields) { $1.encode(into: &$0) }
  }

  /// Reads a pane whose fields are cut by these references.
  init(from reader: inout ByteReader, references: [FieldReference]) throws(StateError) {
    self.init(number: try reader.readSigned())
    records = try reader.readCount()
    compared = try reader.readCount()
    errors = try reader.read()
    finished = try reader.read()
    truncated = try reader.read()
    guard errors <= records, truncated <= finished, finished <= records else {
      throw StateError("more errors than records")
    }
    scores = try ScoreCounts(from: &reader)
    losses = try LossSum(from: &reader)
    let counts = [try reader.read(), try reader.read()]
    var sums: [ExactSum] = []
    for sum in ranks.state.sums {
      sums.append(ExactSum(units: try reader.readInt128(), unitExponent: sum.unitExponent))
    }
    ranks = RankingSums(cutoff: Pane.rankCutoff, counts: counts, sums: sums)
    let most = Double(ranks.count)
    guard ranks.count <= records, ranks.hits <= ranks.count,
      sums.allSatisfy({ (0...most).contains($0.value) })
    else { throw StateError("ranks that no records have") }
    first = Timestamp(nanoseconds: try reader.readSigned())
    last = Timestamp(nanoseconds: try reader.readSigned())
    let count = try reader.readCount()
    for index in 0..<count {
      let reference = index < references.count ? references[index] : nil
      fields.append(try FieldPane(from: &reader, reference: reference))
    }
  }
}

extension FieldPane {
  func encode(into writer: inout ByteWriter) {
    writer.write(present)
    writer.write(refused)
    writer.write(outside)
    writer.write(moments: earlier.state)
    writer.write(moments != nil)
    if let moments { writer.write(moments: moments.state) }
    writer.write(histogram: histogram)
    writer.write(histogram: negatives)
    writer.write(grid: grid)
    writer.write(grid: exactGrid)
    writer.write(list: equalWidth ?? []) { $0.write($1) }
    writer.write(list: categories?.cells ?? []) { $0.write($1) }
    writer.write(vectors != nil)
    vectors?.encode(into: &writer)
  }

  init(from reader: inout ByteReader, reference: FieldReference?) throws(StateError) {
    present = try reader.read()
    refused = try reader.read()
    outside = try reader.read()
    earlier = Moments(scale: .unknown, state: try reader.readMoments())
    var numeric: NumericReference?
    if case .numeric(let shape) = reference?.shape { numeric = shape }
    if try reader.readBool() {
      guard let numeric else { throw StateError("moments without a baseline") }
      moments = Moments(scale: numeric.scale, state: try reader.readMoments())
    }
    histogram = try reader.readHistogram()
    negatives = try reader.readHistogram()
    grid = try reader.readGridCounts()
    exactGrid = try reader.readGridCounts()
    let widths = try reader.readCounts()
    equalWidth = widths.isEmpty ? nil : widths
    let cells = try reader.readCounts()
    if cells.count >= 3 {
      let top = cells.count - 3
      categories = CategoryCounts(
        known: Array(cells[..<top]),
        other: cells[top],
        unseen: cells[top + 1],
        missing: cells[top + 2]
      )
    }
    if try reader.readBool() { vectors = try EmbeddingSums(from: &reader) }
    guard fits(reference, numeric) else { throw StateError("a pane of another baseline") }
  }

  /// Whether the counts have the sizes that the baseline's cells ask for.
  private func fits(_ reference: FieldReference?, _ numeric: NumericReference?) -> Bool {
    if let grid, grid.cells.count != numeric?.grid.cellCount { return false }
    if let exactGrid, exactGrid.cells.count != numeric?.exactGrid?.cellCount { return false }
    if let equalWidth, equalWidth.count != numeric?.equalWidth?.cellCount { return false }
    guard let categories else { return true }
    guard case .categorical(let table) = reference?.shape else { return false }
    return categories.known.count == table.top.count
  }
}

extension EmbeddingSums {
  func encode(into writer: inout ByteWriter) {
    let state = state
    writer.write(list: state.counts) { $0.write($1) }
    writer.write(list: state.sums) { $0.write($1) }
    writer.write(state.squares)
  }

  init(from reader: inout ByteReader) throws(StateError) {
    let counts: [UInt64] = try reader.readList { reader throws(StateError) in try reader.read() }
    let sums = try reader.readList { reader throws(StateError) in try reader.readInt128() }
    guard counts.count == 2, (1...EmbeddingSums.dimensionMax).contains(sums.count) else {
      throw StateError("sums of \(sums.count) coordinates")
    }
    self.init(counts: counts, sums: sums, squares: try reader.readInt128())
  }
}

extension ByteWriter {
  fileprivate mutating func write(moments state: Moments.State) {
    write(state.count)
    write(state.refused)
    guard state.count > 0 else { return }
    write(state.sumUnits)
    write(state.squareUnits)
    write(state.min)
    write(state.max)
  }

  fileprivate mutating func write(histogram: ExponentialHistogram?) {
    write(histogram != nil)
    guard let state = histogram?.state else { return }
    write(signed: Int64(state.scale))
    write(state.zeroCount)
    write(signed: Int64(state.firstIndex))
    write(list: state.buckets) { $0.write($1) }
  }

  fileprivate mutating func write(grid: GridCounts?) {
    write(grid != nil)
    guard let grid else { return }
    write(list: grid.cells) { $0.write($1) }
    write(list: grid.sums) { $0.write($1) }
    write(grid.missing)
    write(grid.refused)
  }
}

extension ByteReader {
  fileprivate mutating func readMoments() throws(StateError) -> Moments.State {
    let count = try read()
    let refused = try read()
    guard count > 0 else {
      return Moments.State(
        count: 0,
        refused: refused,
        sumUnits: 0,
        squareUnits: 0,
        min: .infinity,
        max: -.infinity
      )
    }
    let state = Moments.State(
      count: count,
      refused: refused,
      sumUnits: try readInt128(),
      squareUnits: try readInt128(),
      min: try readDouble(),
      max: try readDouble()
    )
    guard state.min <= state.max else { throw StateError("a range of numbers") }
    return state
  }

  fileprivate mutating func readHistogram() throws(StateError) -> ExponentialHistogram? {
    guard try readBool() else { return nil }
    let scale = Int(try readSigned())
    let zeroCount = try read()
    let firstIndex = Int(try readSigned())
    let buckets = try readCounts()
    guard buckets.count <= ExponentialHistogram.bucketsMax, (-11...5).contains(scale) else {
      throw StateError("a histogram of \(buckets.count) buckets at scale \(scale)")
    }
    return ExponentialHistogram(
      state: ExponentialHistogram.State(
        scale: scale,
        zeroCount: zeroCount,
        firstIndex: firstIndex,
        buckets: buckets
      )
    )
  }

  fileprivate mutating func readGridCounts() throws(StateError) -> GridCounts? {
    guard try readBool() else { return nil }
    let cells = try readCounts()
    let sums = try readList { reader throws(StateError) in try reader.readInt128() }
    return GridCounts(cells: cells, sums: sums, missing: try read(), refused: try read())
  }

  fileprivate mutating func readCounts() throws(StateError) -> [UInt64] {
    try readList { reader throws(StateError) in try reader.read() }
  }
}
