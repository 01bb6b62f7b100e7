import KedgeControl
import KedgeModel
import NIOCore
import NIOHTTP1
import NIOPosix

/// One connection of the control socket: gathers requests, checks them, writes answers.
final class ControlConnection: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private enum State {
    /// No request has begun.
    case idle
    /// A request is being read.
    case reading(HTTPRequestHead, body: [UInt8])
    /// The rest of a refused request is thrown away until the connection closes.
    case refusing
    /// A request was handed on; its answer is not there yet.
    case answering
  }

  private let peer: ControlPeer
  private let seats: ControlSeats
  private let answer: ControlServer.Answering
  private var state = State.idle
  private var hasSeat = false
  private var deadline: Scheduled<Void>?

  init(peer: ControlPeer, seats: ControlSeats, answer: @escaping ControlServer.Answering) {
    self.peer = peer
    self.seats = seats
    self.answer = answer
  }

  func channelActive(context: ChannelHandlerContext) {
    hasSeat = seats.take(peer.user)
    startDeadline(context)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    if hasSeat { seats.leave(peer.user) }
    hasSeat = false
    deadline?.cancel()
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): begin(head, context)
    case .body(let buffer): gather(buffer, context)
    case .end: finish(context)
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    guard event is IdleStateHandler.IdleStateEvent else {
      context.fireUserInboundEventTriggered(event)
      return
    }
    if case .answering = state { return }
    context.close(promise: nil)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard let parsing = error as? HTTPParserError else {
      context.close(promise: nil)
      return
    }
    switch state {
    case .refusing, .answering: context.close(promise: nil)
    case .idle, .reading:
      let isLarge = parsing == .headerOverflow
      refuse(
        isLarge
          ? Problem(code: "request.headers-too-large", detail: "the headers are too large")
          : Problem(code: "request.not-http", detail: "the request is not HTTP/1.1"),
        context
      )
    }
  }

  private func startDeadline(_ context: ChannelHandlerContext) {
    deadline?.cancel()
    let channel = context.channel
    deadline = context.eventLoop.scheduleTask(in: ControlLimits.requestMax) {
      channel.close(promise: nil)
    }
  }

  private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    guard hasSeat else { return refuse(.busy, context) }
    if let problem = ControlConnection.problem(of: head) { return refuse(problem, context) }
    state = .reading(head, body: [])
    startDeadline(context)
  }

  /// What is wrong with a request that can be told from its head.
  private static func problem(of head: HTTPRequestHead) -> Problem? {
    let headers = head.headers
    if head.uri.utf8.count > ControlLimits.targetBytesMax {
      return Problem(code: "request.too-large", detail: "the target of the request is too long")
    }
    if headers.contains(name: "origin") {
      return Problem(code: "auth.denied", detail: "requests of web pages are not answered")
    }
    let lengths = headers["content-length"]
    if lengths.count > 1 || (!lengths.isEmpty && headers.contains(name: "transfer-encoding")) {
      return Problem(code: "request.malformed", detail: "the length of the body is told twice")
    }
    if let length = lengths.first.flatMap({ Int($0) }), length > ControlLimits.bodyBytesMax {
      return Problem(code: "request.too-large", detail: "a body has at most 64 KiB")
    }
    return nil
  }

  private func gather(_ buffer: ByteBuffer, _ context: ChannelHandlerContext) {
    guard case .reading(let head, var body) = state else { return }
    guard body.count + buffer.readableBytes <= ControlLimits.bodyBytesMax else {
      refuse(Problem(code: "request.too-large", detail: "a body has at most 64 KiB"), context)
      return
    }
    body.append(contentsOf: buffer.readableBytesView)
    state = .reading(head, body: body)
  }

  private func finish(_ context: ChannelHandlerContext) {
    guard case .reading(let head, let body) = state else { return }
    deadline?.cancel()
    let request: ControlRequest
    do {
      request = try made(head, body)
    } catch {
      return refuse(error, context)
    }
    state = .answering
    let channel = context.channel
    let own = NIOLoopBound(self, eventLoop: context.eventLoop)
    let isLast = !head.isKeepAlive
    answer(request) { response in
      channel.eventLoop.execute {
        own.value.state = isLast ? .refusing : .idle
        ControlConnection.write(response, to: channel, isHead: head.method == .HEAD, isLast)
      }
    }
  }

  private func made(_ head: HTTPRequestHead, _ body: [UInt8]) throws(Problem) -> ControlRequest {
    var request = try ControlRequest(method: head.method.rawValue, target: head.uri)
    request.accept = head.headers.first(name: "accept") ?? ""
    request.user = peer.user
    request.process = peer.process
    guard !body.isEmpty else { return request }
    do {
      request.body = try JSONValue(parsing: body)
    } catch {
      throw Problem(
        code: "request.malformed",
        detail: "the body is not JSON at byte \(error.offset): \(error.message)"
      )
    }
    return request
  }

  private func refuse(_ problem: Problem, _ context: ChannelHandlerContext) {
    state = .refusing
    deadline?.cancel()
    ControlConnection.write(
      ControlResponse(problem: problem),
      to: context.channel,
      isHead: false,
      true
    )
  }

  private static func write(
    _ response: ControlResponse,
    to channel: any Channel,
    isHead: Bool,
    _ isLast: Bool
  ) {
    var headers = HTTPHeaders([
      ("Content-Type", response.contentType),
      ("Content-Length", String(response.body.utf8.count)),
    ])
    if response.status == 429 { headers.add(name: "Retry-After", value: "1") }
    if isLast { headers.add(name: "Connection", value: "close") }
    let head = HTTPResponseHead(
      version: .http1_1,
      status: HTTPResponseStatus(statusCode: response.status),
      headers: headers
    )
    channel.write(HTTPServerResponsePart.head(head), promise: nil)
    if !isHead {
      let body = channel.allocator.buffer(string: response.body)
      channel.write(HTTPServerResponsePart.body(.byteBuffer(body)), promise: nil)
    }
    let written = channel.writeAndFlush(HTTPServerResponsePart.end(nil))
    if isLast { written.whenComplete { _ in channel.close(promise: nil) } }
  }
}
