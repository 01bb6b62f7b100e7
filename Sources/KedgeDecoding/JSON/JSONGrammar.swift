public import KedgeModel

/// The grammar of RFC 8259 for a whole document, without any meaning.
public enum JSONGrammar {
  /// Checks one document, which may span lines.
  ///
  /// Beyond the grammar, a number must not lie out of the range of a double and the nesting must not
  /// exceed 32; a byte order mark is not accepted here.
  ///
  /// - Returns: `nil` where the document is accepted, else `notJSON`, `badUTF8`, `tooDeep` or
  ///   `range`.
  /// - Complexity: O(bytes), no recursion.
  public static func check(_ document: [UInt8]) -> RejectReason? {
    // Outside a string both bytes are white space and inside one both are refused, so a newline may
    // become a carriage return; the scanner takes newlines for the end.
    let bytes = document.map { $0 == UInt8(ascii: "\n") ? UInt8(ascii: "\r") : $0 }
    return ScanBytes.lend(ScanBytes.padded(bytes)) { bytes in
      var elements = 0
      let end = bytes.skipValue(at: bytes.skipSpace(0), depth: 0, elements: &elements)
      if end >= 0 && bytes.skipSpace(end) == bytes.count { return nil }
      if !bytes.isUTF8(0..<bytes.count) { return .badUTF8 }
      return end < 0 ? ScanError.reason(of: end) : .notJSON
    }
  }
}
