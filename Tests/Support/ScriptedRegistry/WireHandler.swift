import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL

/// Plays the plans of one connection, one request after the other. A slice is written when the one before it has reached the
/// socket, so that a slow client slows the server down and `bodyBytesSent` is true.
final class WireHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = ByteBuffer

    private let state: RegistryState
    private let connection: Int
    private var waiting: [(head: HTTPRequestHead, body: [UInt8])] = []
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []
    private var current: Int?
    private var steps: ArraySlice<WireStep> = []
    private var timer: Scheduled<Void>?

    init(state: RegistryState, connection: Int) {
        self.state = state
        self.connection = connection
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let received): head = received
        case .body(let bytes): body += bytes.readableBytesView.prefix(65_536 - body.count)
        case .end:
            if let received = head { waiting.append((received, body)) }
            head = nil
            body = []
            if current == nil { begin(context) }
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish(.abandoned)
        state.close(connection)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is HTTPParserError, current == nil else { return context.close(promise: nil) }
        // As web servers answer what is no HTTP, the greeting of TLS for example.
        let reply = ByteBuffer(string: "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        context.writeAndFlush(wrapOutboundOut(reply)).assumeIsolated().whenComplete { _ in context.close(promise: nil) }
    }

    private func begin(_ context: ChannelHandlerContext) {
        guard !waiting.isEmpty else { return }
        let next = waiting.removeFirst()
        let answer = state.answer(
            method: next.head.method.rawValue, target: next.head.uri,
            headers: next.head.headers.map { HeaderField($0.name, $0.value) }, body: next.body, connection: connection,
            showedCertificate: Self.peerCertificate(context) != nil)
        current = answer.number
        steps = answer.steps[...]
        advance(context)
    }

    private static func peerCertificate(_ context: ChannelHandlerContext) -> NIOSSLCertificate? {
        try? context.pipeline.syncOperations.handler(type: NIOSSLServerHandler.self).peerCertificate
    }

    private func advance(_ context: ChannelHandlerContext) {
        guard let request = current else { return }
        guard let step = steps.popFirst() else {
            finish(.complete)
            begin(context)
            return
        }
        switch step {
        case .send(let bytes, let counted):
            context.writeAndFlush(wrapOutboundOut(bytes)).assumeIsolated().whenComplete { result in
                guard case .success = result else { return context.close(promise: nil) }
                if counted { self.state.sent(bytes.readableBytes, of: request) }
                // Not called at once: a write that succeeds at once would nest one call in the other.
                context.eventLoop.assumeIsolated().execute { self.advance(context) }
            }
        case .wait(let duration):
            let nanoseconds =
                duration.components.seconds * 1_000_000_000 + duration.components.attoseconds / 1_000_000_000
            timer = context.eventLoop.assumeIsolated().scheduleTask(in: .nanoseconds(nanoseconds)) {
                self.advance(context)
            }
        case .end(let ending):
            if ending != .stall { finish(.brokenOff) }
            context.end(ending)
        case .close:
            finish(.complete)
            context.close(promise: nil)
        }
    }

    private func finish(_ outcome: RecordedRequest.Outcome) {
        timer?.cancel()
        timer = nil
        steps = []
        guard let request = current else { return }
        current = nil
        state.end(request, outcome)
    }
}
