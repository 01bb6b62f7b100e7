import Synchronization

/// A queue of limited length between two threads, first in, first out but for what only asks.
///
/// When it is full, `push` answers `.full` and keeps nothing: the producer stops reading its input,
/// so that back-pressure reaches the writer and nothing is dropped. As soon as half of the places
/// are free again, the producer's waker is called once.
public final class BoundedQueue<Element: Sendable>: Sendable {
  /// What became of an element that was offered.
  public enum PushResult: Equatable, Sendable {
    /// The queue has taken it.
    case pushed
    /// There is no room: offer it again after the waker was called.
    case full
    /// Nobody will take it any more.
    case closed
  }

  /// Which place an element is given.
  public enum Place: Sendable {
    /// Behind the others, where there is room.
    case last
    /// Behind the others, in one of the reserved places if need be.
    case lastReserved
    /// Before those that are not of this kind, in turns with them: for what only asks.
    case first
  }

  /// What a consumer was given.
  public enum Taken {
    /// The next element.
    case element(Element)
    /// The time was over first.
    case timedOut
    /// The queue is closed and empty: no element will come.
    case closed
  }

  private struct State {
    var elements: [Element?]
    var ahead: [Element] = []
    var hasJustTakenAhead = false
    var first = 0
    var count = 0
    var isClosed = false
    var isConsumerWaiting = false
    var isProducerWaiting = false
  }

  /// Number of elements that fit.
  public let capacity: Int
  /// Places beyond them for elements that must not wait behind a full queue.
  public let reserve: Int

  private let state: Mutex<State>
  private let arrival: Waker
  private let room: Waker

  /// Makes an empty queue.
  ///
  /// - Parameters:
  ///   - capacity: Number of elements that fit.
  ///   - reserve: Places beyond them, for elements that are offered a reserved place.
  ///   - room: Called once when there is room again after a `.full`.
  /// - Precondition: `capacity` is at least 1.
  /// - Throws: `SystemError` when there is no free descriptor.
  public init(capacity: Int, reserve: Int = 0, room: Waker) throws(SystemError) {
    precondition(capacity > 0, "a queue needs at least one place")
    self.capacity = capacity
    self.reserve = reserve
    self.room = room
    arrival = try Waker()
    state = Mutex(State(elements: Array(repeating: nil, count: capacity + reserve)))
  }

  /// Number of elements that wait.
  public var count: Int { state.withLock { $0.count + $0.ahead.count } }

  /// Offers an element; never waits.
  ///
  /// - Parameters:
  ///   - element: What the consumer shall get, in its turn.
  ///   - place: The place it is given; before all there are as many as are reserved.
  /// - Returns: What became of it.
  public func push(_ element: Element, _ place: Place = .last) -> PushResult {
    let (result, wakesConsumer) = state.withLock { state -> (PushResult, Bool) in
      guard !state.isClosed else { return (.closed, false) }
      switch place {
      case .first:
        guard state.ahead.count < reserve else { return (.full, false) }
        state.ahead.append(element)
      case .last, .lastReserved:
        guard state.count < capacity + (place == .lastReserved ? reserve : 0) else {
          state.isProducerWaiting = state.isProducerWaiting || place == .last
          return (.full, false)
        }
        state.elements[(state.first + state.count) % state.elements.count] = element
        state.count += 1
      }
      let waits = state.isConsumerWaiting
      state.isConsumerWaiting = false
      return (.pushed, waits)
    }
    if wakesConsumer { arrival.wake() }
    return result
  }

  /// Takes the next element, waiting for one if need be.
  ///
  /// - Parameter timeout: How long to wait; `nil` waits until an element comes or `close`.
  /// - Returns: The element, or why there is none.
  public func take(timeout: Duration? = nil) -> Taken {
    let deadline = timeout.map { ContinuousClock.now + $0 }
    while true {
      if let taken = takeNow() { return taken }
      guard let deadline else {
        _ = arrival.wait(timeout: nil)
        continue
      }
      let left = deadline - .now
      guard left > .zero, arrival.wait(timeout: left) else { return takeNow() ?? .timedOut }
    }
  }

  /// Takes all elements that were put before the others; never waits.
  public func takeAllFirst() -> [Element] {
    state.withLock { state in
      defer { state.ahead = [] }
      return state.ahead
    }
  }

  /// Whether an element that waits in its turn matches.
  public func holds(_ matches: (Element) -> Bool) -> Bool {
    state.withLock { state in state.elements.contains { $0.map(matches) ?? false } }
  }

  /// Ends the queue: nothing goes in any more, what is inside can still be taken.
  public func close() {
    state.withLock { $0.isClosed = true }
    arrival.wake()
    room.wake()
  }

  private func takeNow() -> Taken? {
    let (taken, wakesProducer) = state.withLock { state -> (Taken?, Bool) in
      // In turns, so that neither kind starves the other.
      if !state.ahead.isEmpty, !state.hasJustTakenAhead || state.count == 0 {
        state.hasJustTakenAhead = true
        return (.element(state.ahead.removeFirst()), false)
      }
      state.hasJustTakenAhead = false
      guard state.count > 0, let element = state.elements[state.first] else {
        state.isConsumerWaiting = !state.isClosed
        return (state.isClosed ? .closed : nil, false)
      }
      state.elements[state.first] = nil
      state.first = (state.first + 1) % state.elements.count
      state.count -= 1
      let wakes = state.isProducerWaiting && state.count <= capacity / 2
      if wakes { state.isProducerWaiting = false }
      return (.element(element), wakes)
    }
    if wakesProducer { room.wake() }
    return taken
  }
}
