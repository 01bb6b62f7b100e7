import KedgeModel
import Testing

struct ExactNameTests {
  @Test func `spellings of one character are different names`() {
    let (composed, decomposed) = (ExactName("\u{E9}"), ExactName("e\u{301}"))
    #expect(composed.text == decomposed.text)
    #expect(composed != decomposed)
    #expect(Set([composed, decomposed, ExactName("\u{E9}")]).count == 2)
  }
}
