import KedgeModel
import KedgeRules
import Testing

/// The alert state machine as timelines.
struct AlertMachineTests {
  private func expect(
    _ timeline: Timeline,
    state: String,
    event: String? = nil,
    at location: SourceLocation = #_sourceLocation
  ) throws {
    let answer = try timeline.run()
    #expect(answer.state == state, sourceLocation: location)
    if let event { #expect(answer.event == event, sourceLocation: location) }
  }

  @Test func `it fires after the hold and resolves after clear windows in a row`() throws {
    try expect(
      Timeline(when: "....xxxxx..x....", hold: 3, keep: 2),
      state: /*   */ "....ppFFFcrp....",
      event: "......R...r....."
    )
  }

  @Test func `unknown holds a pending alert twice, then drops it, and never resolves one`() throws {
    try expect(Timeline(when: "..x?x?xx...", hold: 4, keep: 2), state: "..pppppFcr.")
    try expect(Timeline(when: "..xx???xxx.", hold: 3), state: "..pppp.ppFr")
    try expect(Timeline(when: "..xxx???..", hold: 3), state: "..ppFFFFr.")
  }

  @Test func `between the two limits the alert stays as it is`() throws {
    try expect(Timeline(when: "x.x..", clear: "....x"), state: "FFFFr", event: "R...r")
  }

  @Test func `a second episode waits for the cooldown, then emits once`() throws {
    try expect(
      Timeline(when: "x.xxxxxx..", cooldownWindows: 4),
      state: "FrFFFFFFr.",
      event: "Rrs.D...r."
    )
    try expect(
      Timeline(when: "x.x.......", cooldownWindows: 4),
      state: "FrFr......",
      event: "Rrs......."
    )
  }

  @Test func `the caps count the last 24 hours`() throws {
    var timeline = Timeline(when: "x.x.xxxx..", perDayMax: 2)
    timeline.windowNanoseconds = 4 * 3_600_000_000_000
    try expect(timeline, state: "FrFrFFFFr.", event: "RrRrs.D.r.")
  }

  @Test func `a hindrance from outside holds an event back as long as it lasts`() throws {
    try expect(
      Timeline(when: "xxxx.", hindered: "xx"),
      state: "FFFFr",
      event: "s.D.r"
    )
    try expect(Timeline(when: "xx.", hindered: "xxx"), state: "FFr", event: "s..")
  }

  @Test func `a false window resets the hold, an unknown one does not count`() throws {
    try expect(Timeline(when: "xx.xx?x", hold: 3), state: "pp.pppF")
    try expect(Timeline(when: "x??x??x", hold: 3), state: "ppppppF")
    try expect(Timeline(when: "???x", hold: 1), state: "...F")
    try expect(Timeline(when: "x?x", hold: 2, holdUnknown: 0), state: "p.p")
    try expect(Timeline(when: "x???x", hold: 2, holdUnknown: 3), state: "ppppF")
  }

  @Test func `true resets the clear streak, unknown leaves it`() throws {
    try expect(Timeline(when: "x.x..", keep: 2), state: "FcFcr", event: "R...r")
    try expect(Timeline(when: "x.?.", keep: 2), state: "Fccr")
    try expect(Timeline(when: "x....", clear: "..x.x", keep: 2), state: "FFcFc")
    try expect(Timeline(when: "xx.", clear: "xxx"), state: "FFr")
    try expect(Timeline(when: "x?", clear: ".x"), state: "Fr")
  }

  @Test func `nothing steps where no window closes`() throws {
    try expect(Timeline(when: "x-x-.-", hold: 2), state: "p-F-r-", event: "..R.r.")
  }

  @Test func `an end from outside says whether an event had left`() throws {
    let settings = AlertSettings(
      hold: 1,
      keep: 1,
      holdUnknown: 2,
      cooldownNanoseconds: 0,
      perDayMax: 1
    )
    let end = Timestamp(nanoseconds: 60)
    let window = Window(index: 7, start: Timestamp(nanoseconds: 0), end: end, records: 1)
    var machine = AlertMachine()

    let emitted = machine.step(
      when: .holds,
      clear: .fails,
      window: window,
      settings: settings,
      hindrance: { nil }
    )

    let episode = try #require(machine.episode)
    #expect(episode.start == end)
    #expect(episode.windowIndex == 7)
    #expect(episode.hasEmitted)
    #expect(emitted == .emitted(episode, isDeferred: false))
    #expect(machine.lastEmission == end)
    let resolved = machine.step(
      when: .fails,
      clear: .holds,
      window: window,
      settings: settings,
      hindrance: { nil }
    )
    #expect(resolved == .resolved(episode))
    #expect(machine.alertState == .inactive)
    #expect(machine.lastEmission == end)
    let held = machine.step(
      when: .holds,
      clear: .fails,
      window: window,
      settings: settings,
      hindrance: { nil }
    )
    #expect(held == .suppressed(try #require(machine.episode), "max_per_day"))
  }

  @Test func `a hold of no window is a mistake of the caller`() async {
    await #expect(processExitsWith: .failure) {
      _ = AlertSettings(hold: 0, keep: 1, holdUnknown: 0, cooldownNanoseconds: 0, perDayMax: 1)
    }
  }
}
