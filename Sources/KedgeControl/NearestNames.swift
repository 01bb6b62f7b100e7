/// Finds the names that somebody may have meant.
public enum NearestNames {
  /// At most three of the known names, nearest first, within a distance of a third of the name.
  ///
  /// - Complexity: O(names x length squared); names are cut to 64 bytes.
  public static func find(_ name: String, among known: [String]) -> [String] {
    let wanted = Array(name.lowercased().utf8.prefix(64))
    let limit = max(2, wanted.count / 3)
    let near = known.map { (name: $0, distance: distance(wanted, Array($0.utf8.prefix(64)))) }
      .filter { $0.distance <= limit || $0.name.hasPrefix(name) }
      .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
    return near.prefix(3).map(\.name)
  }

  /// A hint such as `did you mean "a" or "b"?`, or `nil` where nothing is near.
  public static func hint(_ name: String, among known: [String]) -> String? {
    let names = find(name, among: known)
    guard !names.isEmpty else { return nil }
    return "did you mean \(names.map { "\"\($0)\"" }.joined(separator: " or "))?"
  }

  /// Insertions, deletions and replacements that make one text of another.
  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var row = Array(0...right.count)
    for (index, byte) in left.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for (column, other) in right.enumerated() {
        let replaced = diagonal + (byte == other ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(replaced, row[column] + 1, diagonal + 1)
      }
    }
    return row[right.count]
  }
}
