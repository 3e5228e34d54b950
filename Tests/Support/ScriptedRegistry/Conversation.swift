internal import Foundation

/// One connection, on its own thread: plays the plan of one request after another. A slice is written only after the system
/// has accepted the previous one, so that a slow client slows the server down and `bodyBytesSent` is accurate.
struct Conversation {
    private let state: RegistryState
    private let connection: Int
    private let stream: ByteStream

    /// Serves a connection until it ends.
    static func start(_ socket: TCPSocket, number: Int, transport: Transport, state: RegistryState) {
        Thread.detachNewThread {
            ignoreBrokenPipes()
            if let stream = ByteStream(socket, transport) {
                Conversation(state: state, connection: number, stream: stream).run()
            }
            state.close(number)
            socket.close()
        }
    }

    /// A write to a client that is gone only fails, without a signal.
    private static func ignoreBrokenPipes() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    private func run() {
        var reader = RequestReader()
        while true {
            switch reader.next(from: stream) {
            case .end:
                return
            case .malformed:
                // Web servers answer like this to anything that is not HTTP, for example a TLS ClientHello.
                let reply = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                _ = stream.write(ArraySlice(reply.utf8))
                return stream.end(.close)
            case .request(let request):
                let (number, steps) = state.answer(
                    request, connection: connection, sentClientCertificate: stream.clientShowedCertificate)
                guard play(steps, of: number) else { return }
            }
        }
    }

    /// Whether another request may follow.
    private func play(_ steps: [WireStep], of request: Int) -> Bool {
        for step in steps {
            switch step {
            case .send(let bytes, let counted):
                guard stream.write(bytes) else { return leave(.abandoned, request) }
                if counted { state.sent(bytes.count, of: request) }
            case .wait(let duration):
                if stream.clientLeft(within: duration) { return leave(.abandoned, request) }
            case .end(.stall):
                stream.end(.stall)
                return leave(.abandoned, request)
            case .end(let ending):
                return leave(.brokenOff, request, ending)
            case .close:
                return leave(.complete, request, .close)
            }
        }
        state.end(request, .complete)
        return true
    }

    private func leave(_ outcome: RecordedRequest.Outcome, _ request: Int, _ ending: Fault.Ending? = nil) -> Bool {
        state.end(request, outcome)
        if let ending { stream.end(ending) }
        return false
    }
}
