import Synchronization
import Testing

@testable import KedgePlatform

@Suite("Bounded queue")
struct BoundedQueueTests {
  @Test func `elements come out in the order in which they went in`() throws {
    let queue = try BoundedQueue<Int>(capacity: 3, room: Waker())
    for number in 0..<3 { #expect(queue.push(number) == .pushed) }
    #expect((0..<3).map { _ in taken(queue) } == [0, 1, 2])
  }

  @Test func `a full queue keeps nothing and wakes the producer once there is room`() throws {
    let room = try Waker()
    let queue = try BoundedQueue<Int>(capacity: 4, room: room)
    for number in 0..<4 { #expect(queue.push(number) == .pushed) }
    #expect(queue.push(4) == .full)
    #expect(queue.count == 4)

    #expect(taken(queue) == 0)
    #expect(!room.wait(timeout: .zero))
    #expect(taken(queue) == 1)
    #expect(room.wait(timeout: .zero))
    #expect(taken(queue) == 2)
    #expect(!room.wait(timeout: .zero))
  }

  @Test func `questions come before what waits, in turns with it`() throws {
    let queue = try BoundedQueue<Int>(capacity: 2, reserve: 2, room: Waker())
    #expect([1, 2].map { queue.push($0) } == [.pushed, .pushed])
    #expect(queue.push(3, .lastReserved) == .pushed)
    #expect([10, 11, 12].map { queue.push($0, .first) } == [.pushed, .pushed, .full])
    #expect(queue.count == 5)
    #expect(queue.holds { $0 == 3 } && !queue.holds { $0 == 10 })
    #expect((0..<5).map { _ in taken(queue) } == [10, 1, 11, 2, 3])
    #expect(queue.push(12, .first) == .pushed)
    #expect(queue.takeAllFirst() == [12])
    #expect(queue.count == 0)
  }

  @Test func `a closed queue gives what it has and takes nothing more`() throws {
    let queue = try BoundedQueue<Int>(capacity: 2, room: Waker())
    #expect(queue.push(1) == .pushed)
    queue.close()
    #expect(queue.push(2) == .closed)
    #expect(taken(queue) == 1)
    guard case .closed = queue.take() else {
      Issue.record("not closed")
      return
    }
  }

  @Test func `an empty queue answers when the time is over`() throws {
    let queue = try BoundedQueue<Int>(capacity: 2, room: Waker())
    guard case .timedOut = queue.take(timeout: .milliseconds(1)) else {
      Issue.record("something came")
      return
    }
  }

  @Test func `two threads pass every element once and in order`() throws {
    let room = try Waker()
    let queue = try BoundedQueue<Int>(capacity: 8, room: room)
    let box = Received()
    let consumer = try WorkerThread(name: "consumer") {
      while case .element(let number) = queue.take() { box.add(number) }
    }
    for number in 0..<20_000 {
      while queue.push(number) == .full { _ = room.wait(timeout: .seconds(5)) }
    }
    queue.close()
    consumer.join()
    #expect(box.all == Array(0..<20_000))
  }

  private func taken(_ queue: BoundedQueue<Int>) -> Int? {
    guard case .element(let number) = queue.take(timeout: .zero) else { return nil }
    return number
  }
}

private final class Received: Sendable {
  private let numbers = Mutex<[Int]>([])
  func add(_ number: Int) { numbers.withLock { $0.append(number) } }
  var all: [Int] { numbers.withLock { $0 } }
}
