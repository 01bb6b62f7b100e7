import KedgeModel
import KedgeStatistics

extension FieldShift {
  func encode(into writer: inout ByteWriter) {
    mean.encode(into: &writer)
    spread.encode(into: &writer)
    writer.write(novelty.evidence)
    writer.write(novelty.values)
    writer.write(novelty.novel)
    writer.write(novelty.weighed.values)
    writer.write(novelty.weighed.novel)
    writer.write(novelty.isAlarm)
    for sum in [waiting.count, waiting.sum, waiting.scores, waiting.squares] { writer.write(sum) }
    writer.write(count: panes)
  }

  init(from reader: inout ByteReader) throws(StateError) {
    mean = try MeanShift(from: &reader)
    spread = try MeanShift(from: &reader)
    novelty = NoveltyDetector(
      evidence: try reader.readDouble(),
      values: try reader.readDouble(),
      novel: try reader.readDouble(),
      weighed: (try reader.readDouble(), try reader.readDouble()),
      isAlarm: try reader.readBool()
    )
    waiting = PaneSums(
      count: try reader.readDouble(),
      sum: try reader.readDouble(),
      scores: try reader.readDouble(),
      squares: try reader.readDouble()
    )
    panes = try reader.readCount()
  }
}

extension MeanShift {
  func encode(into writer: inout ByteWriter) {
    for side in [detector.rise, detector.fall] {
      writer.write(side.sum)
      writer.write(count: side.length)
      writer.write(side.weight)
      writer.write(side.deviation)
      writer.write(side.isAlarm)
    }
    writer.write(count: length)
  }

  init(from reader: inout ByteReader) throws(StateError) {
    let rise = try MeanShift.side(from: &reader)
    let fall = try MeanShift.side(from: &reader)
    detector = ShiftDetector(rise: rise, fall: fall)
    length = try reader.readCount()
  }

  private static func side(
    from reader: inout ByteReader
  ) throws(StateError) -> ShiftDetector.Side {
    ShiftDetector.Side(
      sum: try reader.readDouble(),
      length: try reader.readCount(),
      weight: try reader.readDouble(),
      deviation: try reader.readDouble(),
      isAlarm: try reader.readBool()
    )
  }
}
