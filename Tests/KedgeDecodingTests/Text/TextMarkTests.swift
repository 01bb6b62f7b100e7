import Testing

@testable import KedgeDecoding

private func describe(_ text: String) -> TextDescriptors {
  var describer = TextDescriber()
  var words = WordHashes()
  return describer.describe(text.utf8.span, words: &words)
}

@Suite struct TextMarkTests {
  @Test(arguments: [
    ("```swift\nlet x = 1\n```", true), ("text\n  ```\ncode", true), ("a\n~~~\nb", true),
    ("use ``` here", false), ("``", false), ("`` `", false), ("a\n``\n`b", false), ("```", true),
    ("\t~~~", true), ("~~", false),
  ])
  func `a code fence begins a line`(text: String, expected: Bool) {
    #expect(describe(text).hasCodeFence == expected)
  }

  @Test(arguments: [
    ("see https://example.org/a?b=c.", true), ("HTTP://X", true), ("ftp://h", true),
    ("www.example.org", true), ("(WWW.a)", true), ("http://", false), ("http:// a", false),
    ("://a", false), ("javascript:alert", false), ("awww.cute", false), ("www. a", false),
    ("www", false), ("https:/a", false), ("http://é", true), ("xn://a", false),
  ])
  func `an address has a scheme or www`(text: String, expected: Bool) {
    #expect(describe(text).hasURL == expected)
  }

  @Test(arguments: [
    ("mail a@b.org now", true), ("first.last+tag@mail.example.co.uk", true), ("a@b", false),
    ("@name", false), ("a @b.org", false), ("a@ b.org", false), ("a@b.c", false),
    ("a@b..org", false),
    ("a@b.c1", false), ("a@b.org.", true), ("a@@b.org", false), ("a@-b.org", true),
    ("a@b.4.org", true),
    ("a@b.o@c.org", true), ("é@b.org", false),
  ])
  func `an e-mail address has a name and a domain`(text: String, expected: Bool) {
    #expect(describe(text).hasEmail == expected)
  }

  @Test(arguments: [
    ("123456789", true), ("12345678", false), ("+49 30 1234-567", true), ("1234  56789", false),
    ("1234--56789", false), ("1-2-3-4-5-6-7-8-9", true), ("12345678 a9", false),
    ("id123456789x", true),
    ("1234.56789", false), ("12345678-", false), ("-123456789", true), ("1234\n56789", false),
    ("١٢٣٤٥٦٧٨٩", false),
  ])
  func `nine digits may stand in groups`(text: String, expected: Bool) {
    #expect(describe(text).hasLongNumber == expected)
  }
}
