/// Finds the name somebody may have meant.
enum NameSuggestion {
  /// "did you mean `x`?" for the candidate with the fewest edits, or `nil` when none is near.
  ///
  /// Near means at most a third of the name's length, at least one edit and at most three; ties go
  /// to the name that sorts first.
  static func suggestion(for name: String, among candidates: [String]) -> String? {
    let allowed = min(max(name.unicodeScalars.count / 3, 1), 3)
    var best: (distance: Int, name: String)?
    for candidate in candidates where candidate != name {
      let distance = editDistance(name, candidate)
      guard distance <= allowed else { continue }
      if best.map({ (distance, candidate) < $0 }) ?? true { best = (distance, candidate) }
    }
    return best.map { "did you mean `\($0.name)`?" }
  }

  /// Insertions, deletions, replacements and swaps of neighbours between two names.
  ///
  /// - Complexity: O(n m) for n and m code points.
  /// - Note: optimal string alignment, a restricted form of Damerau, Communications of the ACM 7
  ///   (1964), doi:10.1145/363958.363994.
  static func editDistance(_ first: String, _ second: String) -> Int {
    let a = Array(first.unicodeScalars)
    let b = Array(second.unicodeScalars)
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for row in 1...max(a.count, 1) where row <= a.count {
      var current = [row]
      for column in 1...max(b.count, 1) where column <= b.count {
        let cost = a[row - 1] == b[column - 1] ? 0 : 1
        var distance = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + cost)
        let isSwap =
          row > 1 && column > 1 && a[row - 1] == b[column - 2] && a[row - 2] == b[column - 1]
        if isSwap { distance = min(distance, beforeLast[column - 2] + 1) }
        current.append(distance)
      }
      (beforeLast, last) = (last, current)
    }
    return last[b.count]
  }
}
