import KedgeModel
import KedgeStatistics

extension LossTraining {
  /// What never changes of it.
  var encodedCells: [UInt8] {
    var writer = ByteWriter()
    writer.write(list: features) { $0.write(count: $1) }
    writer.write(list: ids) { $0.write(fixed: $1) }
    writer.write(list: routes) { $0.write(UInt64($1)) }
    for feature in cells { writer.write(list: feature) { $0.write(byte: $1) } }
    return writer.bytes
  }

  var encodedLosses: [UInt8] {
    var writer = ByteWriter()
    writer.write(hasNumericTruths)
    writer.write(list: losses) { $0.write($1) }
    return writer.bytes
  }

  /// Reads both, of a model with so many fields.
  init(cells: [UInt8], losses: [UInt8], fields: Int) throws(StateError) {
    var reader = ByteReader(cells)
    let features = try reader.readList { reader throws(StateError) in try reader.readCount() }
    let ids: [UInt64] = try reader.readList { reader throws(StateError) in try reader.readFixed() }
    let routes = try reader.readList { reader throws(StateError) in
      UInt32(truncatingIfNeeded: try reader.read())
    }
    var columns: [[UInt8]] = []
    for _ in features {
      columns.append(try reader.readList { reader throws(StateError) in try reader.readByte() })
    }
    var lossReader = ByteReader(losses)
    let hasNumericTruths = try lossReader.readBool()
    let losses = try lossReader.readList { reader throws(StateError) in try reader.readDouble() }
    guard features.count <= LossTraining.featuresMax, features.allSatisfy({ $0 < fields }),
      columns.allSatisfy({ $0.count == ids.count }), losses.count == ids.count,
      routes.count == ids.count,
      losses.allSatisfy({ $0.isNaN || $0.isFinite && $0 >= 0 })
    else { throw StateError("losses that do not fit their model") }
    self.init(
      features: features,
      ids: ids,
      routes: routes,
      cells: columns,
      losses: losses,
      hasNumericTruths: hasNumericTruths
    )
  }
}

extension LossEstimator {
  var encoded: [UInt8] {
    var writer = ByteWriter()
    let state = model.state
    writer.write(list: features) { $0.write(count: $1) }
    writer.write(trained)
    writer.write(range.lowerBound)
    writer.write(range.upperBound)
    writer.write(list: baseline.sorted { $0.key < $1.key }) { writer, sum in
      writer.write(UInt64(sum.key))
      sum.value.expected.encode(into: &writer)
      writer.write(sum.value.known.labelled)
      writer.write(sum.value.known.exceeded)
    }
    writer.write(state.base)
    writer.write(state.explained)
    writer.write(list: state.splits) { writer, split in
      writer.write(UInt64(split.feature))
      writer.write(byte: split.cell)
      writer.write(split.isMissingLow)
    }
    writer.write(list: state.leaves) { $0.write($1) }
    return writer.bytes
  }

  /// Reads one of a model with so many fields.
  init(_ bytes: [UInt8], fields: Int) throws(StateError) {
    var reader = ByteReader(bytes)
    let features = try reader.readList { reader throws(StateError) in try reader.readCount() }
    let trained: UInt64 = try reader.read()
    let (lower, upper) = (try reader.readDouble(), try reader.readDouble())
    var baseline: [UInt32: BaselineLosses] = [:]
    for _ in 0..<(try reader.readCount()) {
      let route = UInt32(truncatingIfNeeded: try reader.read())
      let expected = try LossSum(from: &reader)
      let known = LossExcess(labelled: try reader.read(), exceeded: try reader.read())
      guard known.exceeded <= known.labelled, known.labelled <= expected.count,
        expected.count <= UInt64(LossTraining.recordsMax)
      else { throw StateError("losses of route \(route)") }
      baseline[route] = BaselineLosses(expected: expected, known: known)
    }
    let (base, explained) = (try reader.readDouble(), try reader.readDouble())
    let splits = try reader.readList { reader throws(StateError) in
      LossModel.Split(
        feature: UInt16(truncatingIfNeeded: try reader.read()),
        cell: try reader.readByte(),
        isMissingLow: try reader.readBool()
      )
    }
    let model = LossModel(
      state: LossModel.State(
        featureCount: features.count,
        base: base,
        splits: splits,
        leaves: try reader.readList { reader throws(StateError) in try reader.readDouble() },
        explained: explained
      )
    )
    guard let model, features.count <= LossTraining.featuresMax,
      features.allSatisfy({ $0 < fields }), lower <= upper, lower.isFinite, upper.isFinite
    else { throw StateError("a model of losses that is none") }
    self.init(
      features: features,
      model: model,
      range: lower...upper,
      baseline: baseline,
      trained: trained
    )
  }
}

extension LossSum {
  func encode(into writer: inout ByteWriter) {
    writer.write(count)
    writer.write(sum.units)
  }

  init(from reader: inout ByteReader) throws(StateError) {
    self.init(
      count: try reader.read(),
      sum: ExactSum(units: try reader.readInt128(), unitExponent: ExactSum.defaultUnitExponent)
    )
  }
}
