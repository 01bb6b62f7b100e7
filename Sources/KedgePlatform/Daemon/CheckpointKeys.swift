import KedgeDecoding
import KedgeModel

/// Where the shell keeps how far each file is used, beside the engine's own state.
enum CheckpointKeys {
  private static let prefix = UInt8(ascii: "f")

  /// The key of a file of an input.
  static func key(input: String, _ checkpoint: FileCheckpoint) -> [UInt8] {
    var writer = ByteWriter()
    writer.write(byte: prefix)
    writer.write(input)
    writer.write(fixed: checkpoint.identity.device)
    writer.write(fixed: checkpoint.identity.inode)
    return writer.bytes
  }

  /// A checkpoint and the header of its CSV stream.
  static func value(_ checkpoint: FileCheckpoint, header: CSVHeader?) -> [UInt8] {
    var writer = ByteWriter()
    writer.write(blob: checkpoint.encoded)
    writer.write(list: header?.columns ?? []) { $0.write($1) }
    return writer.bytes
  }

  /// What one entry of the state says; `nil` for an entry that is no checkpoint.
  static func read(
    _ entry: StateStore.Entry
  ) -> (input: String, checkpoint: FileCheckpoint, header: CSVHeader?)? {
    guard entry.key.first == prefix else { return nil }
    var key = ByteReader(Array(entry.key.dropFirst()))
    var value = ByteReader(entry.value)
    do {
      let input = try key.readText()
      guard let checkpoint = FileCheckpoint(encoded: try value.readBlob()) else { return nil }
      let columns = try value.readList { reader throws(StateError) in try reader.readText() }
      return (input, checkpoint, columns.isEmpty ? nil : CSVHeader(columns: columns))
    } catch {
      return nil
    }
  }
}
