import KedgeDecoding
import KedgeModel

/// Reads a file with the decoder and adds up everything it holds.
///
///     parse-all [--decode-only] FILE
@main
struct ParseAll {
  private static let blockBytes = 1 << 18

  static func main() throws {
    var arguments = CommandLine.arguments.dropFirst()
    let isAdding = arguments.first != "--decode-only"
    if !isAdding { arguments.removeFirst() }
    guard let path = arguments.first, arguments.count == 1 else {
      fail("usage: parse-all [--decode-only] FILE", status: 64)
    }
    let settings = DecoderSettings()
    var reader = Reader(
      decoder: try RecordDecoder(settings),
      cutter: LineCutter(settings: settings),
      isAdding: isAdding
    )
    let file = InputFile(path: path)
    while true {
      let bytes = file.read(upTo: blockBytes)
      if bytes.isEmpty { break }
      reader.take(reader.cutter.push(bytes))
    }
    reader.take(reader.cutter.finish())
    print(isAdding ? reader.totals.json : "{\"records\":\(reader.records)}")
  }

  private struct Reader {
    var decoder: RecordDecoder
    var cutter: LineCutter
    let isAdding: Bool
    var totals = ColumnTotals()
    var records = 0

    mutating func take(_ blocks: consuming [LineBlock]) {
      // Taken out one by one, so that the decoder owns each block alone and does not copy it.
      var waiting = Array(blocks.reversed())
      while let block = waiting.popLast() {
        for batch in decoder.decode(block) {
          records += batch.count
          if isAdding { totals.add(batch) }
        }
      }
    }
  }
}
