import KedgeDecoding
import KedgeModel
import KedgeTestSupport
import Testing

private let suite = "json/JSONTestSuite"

/// What is done with the documents that the suite leaves open; `nil` where they are accepted.
private let openCases: [String: RejectReason?] = [
  "i_number_double_huge_neg_exp.json": nil,
  "i_number_huge_exp.json": .range,
  "i_number_neg_int_huge_exp.json": .range,
  "i_number_pos_double_huge_exp.json": .range,
  "i_number_real_neg_overflow.json": .range,
  "i_number_real_pos_overflow.json": .range,
  "i_number_real_underflow.json": nil,
  "i_number_too_big_neg_int.json": nil,
  "i_number_too_big_pos_int.json": nil,
  "i_number_very_big_negative_int.json": nil,
  "i_object_key_lone_2nd_surrogate.json": .notJSON,
  "i_string_1st_surrogate_but_2nd_missing.json": .notJSON,
  "i_string_1st_valid_surrogate_2nd_invalid.json": .notJSON,
  "i_string_UTF-16LE_with_BOM.json": .badUTF8,
  "i_string_UTF-8_invalid_sequence.json": .badUTF8,
  "i_string_UTF8_surrogate_U+D800.json": .badUTF8,
  "i_string_incomplete_surrogate_and_escape_valid.json": .notJSON,
  "i_string_incomplete_surrogate_pair.json": .notJSON,
  "i_string_incomplete_surrogates_escape_valid.json": .notJSON,
  "i_string_invalid_lonely_surrogate.json": .notJSON,
  "i_string_invalid_surrogate.json": .notJSON,
  "i_string_invalid_utf-8.json": .badUTF8,
  "i_string_inverted_surrogates_U+1D11E.json": .notJSON,
  "i_string_iso_latin_1.json": .badUTF8,
  "i_string_lone_second_surrogate.json": .notJSON,
  "i_string_lone_utf8_continuation_byte.json": .badUTF8,
  "i_string_not_in_unicode_range.json": .badUTF8,
  "i_string_overlong_sequence_2_bytes.json": .badUTF8,
  "i_string_overlong_sequence_6_bytes.json": .badUTF8,
  "i_string_overlong_sequence_6_bytes_null.json": .badUTF8,
  "i_string_truncated-utf-8.json": .badUTF8,
  "i_string_utf16BE_no_BOM.json": .badUTF8,
  "i_string_utf16LE_no_BOM.json": .badUTF8,
  "i_structure_500_nested_arrays.json": .tooDeep,
  "i_structure_UTF-8_BOM_empty_object.json": .notJSON,
]

@Suite struct JSONGrammarTests {
  @Test(.enabled(if: SharedData.has(suite)))
  func `the conformance suite is accepted and rejected as it asks`() throws {
    let names = try SharedData.names(suite).filter { $0.hasSuffix(".json") }
    #expect(names.count == 318)
    for name in names {
      let reason = JSONGrammar.check(try SharedData.bytes(suite + "/" + name))
      switch name.prefix(2) {
      case "y_": #expect(reason == nil, "\(name)")
      case "n_": #expect(reason != nil, "\(name)")
      default:
        let expected = try #require(openCases[name], "\(name) has no row")
        #expect(reason == expected, "\(name)")
      }
    }
    #expect(openCases.count == names.count { $0.hasPrefix("i_") })
  }

  @Test(.enabled(if: SharedData.has(suite)))
  func `the reference checker agrees with the suite`() throws {
    for name in try SharedData.names(suite) where name.hasPrefix("y_") || name.hasPrefix("n_") {
      // The recursion of the reference stops at the same depth.
      let accepts = ReferenceJSON.accepts(try SharedData.bytes(suite + "/" + name))
      #expect(accepts == name.hasPrefix("y_"), "\(name)")
    }
  }

  @Test(arguments: [
    ("", RejectReason.notJSON), ("   ", .notJSON), ("{} {}", .notJSON), ("[1,]", .notJSON),
    (String(repeating: "[", count: 33) + String(repeating: "]", count: 33), .tooDeep),
    ("[1e400]", .range), ("\"\\ud800\"", .notJSON), ("nul", .notJSON), ("[\"\u{1}\"]", .notJSON),
  ])
  func `a document that breaks a rule has its reason`(text: String, reason: RejectReason) {
    #expect(JSONGrammar.check(Array(text.utf8)) == reason)
  }

  @Test(arguments: [
    "1", "-0", "[ ]", "{ }", "\r\n[1 ,\t2]\n", "[[],{},[[]]]", "{\"a\":[{}],\"a\":[]}",
    String(repeating: "[", count: 32) + String(repeating: "]", count: 32), "\"\\ud834\\udd1e\"",
  ])
  func `a document that keeps the rules is accepted`(text: String) {
    #expect(JSONGrammar.check(Array(text.utf8)) == nil)
  }
}
