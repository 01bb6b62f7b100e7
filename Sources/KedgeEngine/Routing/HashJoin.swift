/// Joins hashes of parts to the hash of the whole; order matters.
struct HashJoin {
  private(set) var value: UInt64

  init(seed: UInt64) {
    value = seed
  }

  mutating func add(_ part: UInt64) {
    // The finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014) over both halves.
    var mixed = value &+ 0x9E37_79B9_7F4A_7C15 &+ part
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    value = mixed ^ (mixed >> 31)
  }
}
