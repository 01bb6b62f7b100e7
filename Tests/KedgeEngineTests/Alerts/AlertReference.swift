/// The alert machine of RULES section 5, written as a loop over characters.
///
/// Without caps: `x` holds, `.` fails, `?` is unknown; `clear` is "not `when`".
struct AlertReference {
  var hold: Int
  var keep: Int
  var holdUnknown = 2

  /// The events of a timeline: `R` emitted, `r` resolved, `.` nothing.
  func events(_ when: String) -> String {
    var (held, unknowns, clears, isFiring) = (0, 0, 0, false)
    var text = ""
    for character in when {
      var event: Character = "."
      if isFiring {
        if character == "x" { clears = 0 }
        if character == "." { clears += 1 }
        if clears >= keep { (isFiring, held, unknowns, clears, event) = (false, 0, 0, 0, "r") }
      } else if character == "x" {
        (held, unknowns) = (held + 1, 0)
        if held >= hold { (isFiring, clears, event) = (true, 0, "R") }
      } else if character == "?", held > 0, unknowns < holdUnknown {
        unknowns += 1
      } else {
        (held, unknowns) = (0, 0)
      }
      text.append(event)
    }
    return text
  }
}
