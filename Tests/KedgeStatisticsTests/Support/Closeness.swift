/// Whether two numbers differ by at most a share of the expected one.
func isClose(_ found: Double, _ expected: Double, relative: Double) -> Bool {
  found == expected || abs(found - expected) <= relative * abs(expected)
}

/// Whether an optional number is there and close.
func isClose(_ found: Double?, _ expected: Double, relative: Double) -> Bool {
  found.map { isClose($0, expected, relative: relative) } ?? false
}
