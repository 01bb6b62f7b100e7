import KedgeModel
import KedgeStatistics

extension FieldShift {
  func encode(into writer: inout ByteWriter) {
    for side in [detector.rise, detector.fall] {
      writer.write(side.sum)
      writer.write(count: side.length)
      writer.write(side.weight)
      writer.write(side.deviation)
      writer.write(side.isAlarm)
    }
    writer.write(waiting.count)
    writer.write(waiting.sum)
    writer.write(count: length)
  }

  init(from reader: inout ByteReader) throws(StateError) {
    let rise = try FieldShift.side(from: &reader)
    let fall = try FieldShift.side(from: &reader)
    detector = ShiftDetector(rise: rise, fall: fall)
    waiting = PaneMean(count: try reader.readDouble(), sum: try reader.readDouble())
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
