import KedgeDecoding
import KedgeModel

/// Looks ahead at the event times of a file, so that of several files the one that stands at the
/// oldest is read next.
struct EventTimes {
  /// Bytes that are looked at, more where they hold no record.
  private static let lookBytes = [8_192, 65_536, 1_048_576]
  private static let newline = UInt8(ascii: "\n")

  private let settings: DecoderSettings
  private var decoder: RecordDecoder

  /// - Returns: `nil` where lines bring no time of their own.
  /// - Throws: `DecoderSettingsError`.
  init?(_ settings: DecoderSettings) throws(DecoderSettingsError) {
    guard !settings.timeIsArrival else { return nil }
    self.settings = settings
    decoder = try RecordDecoder(settings)
  }

  /// Looks at the next records of a file.
  ///
  /// - Parameters:
  ///   - descriptor: A regular file.
  ///   - offset: Where the next line begins.
  ///   - header: Of a file of CSV, what is known of its header; kept there once it is met.
  /// - Returns: their oldest event time; `nil` where none is found.
  mutating func oldest(
    in descriptor: Int32,
    from offset: Int64,
    header: inout CSVHeader?
  ) -> Timestamp? {
    let startsStream = meetHeader(descriptor, offset, &header)
    for count in EventTimes.lookBytes {
      guard case .success(let bytes) = readBytes(from: descriptor, at: offset, max: count) else {
        return nil
      }
      let isEnd = bytes.count < count
      let end = isEnd ? bytes.count : (bytes.lastIndex(of: EventTimes.newline) ?? 0)
      if let time = oldest(of: bytes[..<end], header, startsStream) { return time }
      if isEnd { return nil }
    }
    return nil
  }

  private mutating func oldest(
    of lines: ArraySlice<UInt8>,
    _ header: CSVHeader?,
    _ startsStream: Bool
  ) -> Timestamp? {
    guard !lines.isEmpty else { return nil }
    let batches = decoder.decode(
      Array(lines),
      startsStream: startsStream,
      csvHeader: startsStream ? nil : header
    )
    return batches.flatMap(\.times).filter { $0 != RecordBatch.arrivalTime }.min()
  }

  /// Meets the header of a file of CSV, which does not stand again where the file was truncated.
  ///
  /// - Returns: whether the next line is the first of its stream.
  private func meetHeader(
    _ descriptor: Int32,
    _ offset: Int64,
    _ header: inout CSVHeader?
  ) -> Bool {
    guard offset == 0 || header == nil else { return false }
    let first = self.header(descriptor)
    if offset == 0, let header, first?.isRow(of: header) == true { return false }
    header = first
    return offset == 0
  }

  /// What stands first in a file of CSV.
  private func header(_ descriptor: Int32) -> CSVHeader? {
    guard case .csv(let csv) = settings.format,
      case .success(let bytes) = readBytes(
        from: descriptor,
        at: 0,
        max: EventTimes.lookBytes[1]
      )
    else { return nil }
    var cutter = LineCutter(settings: settings)
    let first = cutter.push(bytes).first { $0.startsStream }
    return first.flatMap { CSVHeader(firstBlock: $0.bytes, settings: csv) }
  }
}
