import CSystemd
import Glibc
public import KedgeControl
import NIOCore
import NIOHTTP1
import NIOPosix

/// Serves HTTP on a Unix socket, with a thread of its own.
///
/// Requests are handed to a closure that answers from any thread; limits are those of CLI 4.3.
public final class ControlServer: Sendable {
  /// Takes a request and later calls its second argument once.
  public typealias Answering =
    @Sendable (
      ControlRequest, @escaping @Sendable (ControlResponse) -> Void
    ) -> Void

  private let group: MultiThreadedEventLoopGroup
  private let channel: any Channel

  /// Starts to serve.
  ///
  /// - Parameters:
  ///   - listener: A listening Unix socket; it stays the caller's.
  ///   - answer: Called on the server's thread for each request; must not wait.
  /// - Throws: `SystemError` or an error of NIO where the socket cannot be used.
  public init(listener: Descriptor, answer: @escaping Answering) throws {
    let copy = fcntl(listener.number, F_DUPFD_CLOEXEC, 0)
    guard copy >= 0 else { throw SystemError.current("copy the control socket") }
    group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let seats = ControlSeats()
    channel = try ServerBootstrap(group: group)
      .childChannelInitializer { channel in
        ControlServer.prepare(channel, seats, answer)
      }
      .withBoundSocket(copy)
      .wait()
  }

  private static func prepare(
    _ channel: any Channel,
    _ seats: ControlSeats,
    _ answer: @escaping Answering
  ) -> EventLoopFuture<Void> {
    peer(of: channel).flatMapThrowing { peer in
      var limits = NIOHTTPDecoderLimitConfiguration()
      limits.maxHeaderListSize = ControlLimits.headerBytesMax
      limits.maxHeaderFieldSize = ControlLimits.headerBytesMax
      let pipeline = channel.pipeline.syncOperations
      try pipeline.addHandler(HTTPResponseEncoder())
      try pipeline.addHandler(
        ByteToMessageHandler(HTTPRequestDecoder(limitConfiguration: limits))
      )
      try pipeline.addHandler(HTTPServerPipelineHandler())
      try pipeline.addHandler(IdleStateHandler(allTimeout: ControlLimits.idleMax))
      try pipeline.addHandler(ControlConnection(peer: peer, seats: seats, answer: answer))
    }
  }

  private static func peer(of channel: any Channel) -> EventLoopFuture<ControlPeer> {
    guard let provider = channel as? any SocketOptionProvider else {
      return channel.eventLoop.makeSucceededFuture(ControlPeer(user: 65_534, process: 0))
    }
    let option: EventLoopFuture<kedge_credentials> = provider.unsafeGetSocketOption(
      level: .socket,
      name: NIOBSDSocket.Option(rawValue: KEDGE_SO_PEERCRED)
    )
    return option.map { ControlPeer(user: $0.user, process: $0.process) }
  }

  /// Stops to serve and waits for the thread.
  public func stop() {
    do {
      try channel.close().wait()
    } catch {
      // A socket that is closed already has stopped to serve.
    }
    do {
      try group.syncShutdownGracefully()
    } catch {
      printError("control server: \(error)")
    }
  }
}

/// Where the control server ends (CLI 4.3).
enum ControlLimits {
  static let bodyBytesMax = 64 << 10
  static let headerBytesMax = 16 << 10
  static let targetBytesMax = 8 << 10
  static let connectionsMax = 32
  static let connectionsPerUserMax = 4
  static let requestMax = TimeAmount.seconds(10)
  static let idleMax = TimeAmount.seconds(60)
}

/// The process at the other end of a connection.
struct ControlPeer: Equatable, Sendable {
  let user: UInt32
  let process: Int32
}
