import Testing

@testable import KedgePlatform

@Suite("Crash plan")
struct CrashPlanTests {
  @Test func `the process ends at the chosen pass`() async {
    await #expect(processExitsWith: .exitCode(137)) {
      var plan = CrashPlan("after-peek:2")
      plan.pass(.afterCommit)
      plan.pass(.afterPeek)
      plan.pass(.afterPeek)
    }
  }

  @Test func `before that it lives`() async {
    await #expect(processExitsWith: .success) {
      var plan = CrashPlan("after-peek:2")
      plan.pass(.afterPeek)
    }
  }

  @Test(arguments: [nil, "", "after-peek", "after-peek:0", "nowhere:1"])
  func `other text means no crash`(text: String?) {
    var plan = CrashPlan(text)
    for point in CrashPlan.Point.allCases {
      plan.pass(point)
      #expect(!plan.includes(point))
    }
  }
}
