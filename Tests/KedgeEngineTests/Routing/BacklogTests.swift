import KedgeEngine
import KedgeModel
import KedgeSimulation
import Testing

/// Windows wait for what an input is known to have and has not told yet.
struct BacklogTests {
  private func time(_ minutes: Int64) -> Timestamp {
    Timestamp(nanoseconds: origin + minutes * minute)
  }

  private func feed() throws -> Feed {
    try Feed(settings(inputs: ["files", "socket"]) { $0.window = plainWindow() })
  }

  @Test func `records of a second file count though the first went further`() throws {
    var feed = try feed()
    _ = feed.setBacklog(Backlog(others: time(0)), at: time(100))
    for minutes in Int64(0)..<60 {
      let line = RecordLine(time: time(minutes).nanoseconds)
      #expect(feed.push([line], at: time(100)).evaluations.isEmpty)
    }
    let others = (Int64(0)..<60).map { RecordLine(time: time($0).nanoseconds + second) }
    _ = feed.push(others, at: time(100))
    #expect(feed.engine.inputStates[0].late == 0)
    let closed = feed.setBacklog(nil, at: time(100)).evaluations
    #expect(closed.count == 59)
    #expect(closed.allSatisfy { $0.window.records == 2 })
  }

  @Test func `neither idle time nor silence passes a backlog`() throws {
    var feed = try feed()
    _ = feed.push([RecordLine(time: time(0).nanoseconds)], at: time(0))
    #expect(feed.setBacklog(Backlog(others: time(1)), at: time(60)).evaluations.isEmpty)
    #expect(feed.tick(at: time(60)).evaluations.isEmpty)
    _ = feed.push([RecordLine(time: time(2).nanoseconds)], input: 1, at: time(61))
    _ = feed.tick(at: time(70))
    _ = feed.push([RecordLine(time: time(1).nanoseconds + second)], at: time(71))
    #expect(feed.engine.inputStates.map(\.late) == [0, 0])
    #expect(feed.setBacklog(nil, at: time(72)).evaluations.count == 1)
  }

  @Test func `the file that is read moves its windows on row by row`() throws {
    var feed = try feed()
    // Another file was read to its end before.
    _ = feed.setBacklog(Backlog(own: time(0), others: time(0)), at: time(100))
    _ = feed.push([RecordLine(time: time(50).nanoseconds)], at: time(100))
    _ = feed.setBacklog(Backlog(own: time(0)), at: time(100))
    let lines = (Int64(0)..<6).map { RecordLine(time: time($0).nanoseconds) }
    #expect(feed.push(lines, at: time(100)).evaluations.count == 5)
    // The clock does not: more of the file is to come.
    #expect(feed.tick(at: time(110)).evaluations.isEmpty)
  }

  @Test func `what is not known of one input does not move the windows of another`() throws {
    var feed = try feed()
    func line(_ model: String, _ minutes: Int64) -> RecordLine {
      var line = RecordLine(time: time(minutes).nanoseconds)
      line.model = model
      return line
    }
    _ = feed.push([line("first", 0)], at: time(0))
    _ = feed.push([line("second", 0)], input: 1, at: time(0))
    // After an outage both are read again; they are told of one after the other.
    #expect(feed.setBacklog(.unknown, at: time(400)).evaluations.isEmpty)
    #expect(feed.setBacklog(.unknown, input: 1, at: time(400)).evaluations.isEmpty)
    _ = feed.push([line("second", 1)], input: 1, at: time(400))
    #expect(feed.engine.inputStates.map(\.late) == [0, 0])
  }

  @Test func `nothing moves before it is known what an input has`() throws {
    var feed = try feed()
    _ = feed.push([RecordLine(time: time(0).nanoseconds)], at: time(0))
    _ = feed.setBacklog(.unknown, at: time(0))
    #expect(feed.tick(at: time(400)).evaluations.isEmpty)
    #expect(feed.setBacklog(nil, at: time(400)).evaluations.count == 1)
  }

  @Test func `a model that the input does not serve does not wait`() throws {
    var feed = try feed()
    _ = feed.setBacklog(Backlog(others: time(0)), at: time(5))
    _ = feed.push([RecordLine(time: time(3).nanoseconds)], input: 1, at: time(5))
    #expect(feed.tick(at: time(7)).evaluations.count == 1)
  }
}
