/// Marks of a text that one byte gives away; each looks at few bytes, or at none twice.
extension Span<UInt8> {
  /// Whether the byte at an index stands there three times, with spaces and tabs before it at most.
  ///
  /// Linear over a text: the next one looks back as far as this one.
  func isFence(at index: Int) -> Bool {
    guard index + 2 < count, self[index + 1] == self[index], self[index + 2] == self[index] else {
      return false
    }
    var start = index
    while start > 0, self[start - 1] == UInt8(ascii: " ") || self[start - 1] == UInt8(ascii: "\t") {
      start -= 1
    }
    return start == 0 || self[start - 1] == UInt8(ascii: "\n")
  }

  /// Whether the colon at an index stands between a scheme and a host.
  func isScheme(before colon: Int) -> Bool {
    guard colon + 3 < count, self[colon + 1] == UInt8(ascii: "/"),
      self[colon + 2] == UInt8(ascii: "/"), isHost(self[colon + 3])
    else { return false }
    return hasLetters("http", at: colon - 4) || hasLetters("https", at: colon - 5)
      || hasLetters("ftp", at: colon - 3)
  }

  /// Whether the dot at an index stands between `www` and a host.
  func isHostPrefix(before dot: Int) -> Bool {
    guard dot + 1 < count, isHost(self[dot + 1]), hasLetters("www", at: dot - 3) else {
      return false
    }
    return dot == 3 || !isHost(self[dot - 4])
  }

  /// Whether the at sign at an index stands between a name and a domain.
  ///
  /// Linear over a text: the next at sign ends the domain.
  func isEmail(around at: Int) -> Bool {
    guard at > 0, isName(self[at - 1]) else { return false }
    var label = at + 1
    while true {
      var (end, isAlphabetic) = (label, true)
      while end < count, isDomain(self[end]) {
        isAlphabetic = isAlphabetic && isLetter(self[end])
        end += 1
      }
      if label > at + 1, end - label >= 2, isAlphabetic { return true }
      guard end > label, end < count, self[end] == UInt8(ascii: ".") else { return false }
      label = end + 1
    }
  }

  private func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) && byte < 0x80
  }

  private func isDomain(_ byte: UInt8) -> Bool {
    isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || byte == UInt8(ascii: "-")
  }

  private func isName(_ byte: UInt8) -> Bool {
    isDomain(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "%")
      || byte == UInt8(ascii: "+")
  }

  private func isHost(_ byte: UInt8) -> Bool {
    byte >= 0x80 || (isDomain(byte) && byte != UInt8(ascii: "-"))
  }
}
