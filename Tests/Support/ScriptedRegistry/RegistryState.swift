internal import Foundation
internal import Synchronization

/// The state of a scripted registry, behind one lock.
final class RegistryState: Sendable {
    struct Values {
        var store = RegistryStore()
        var desk = AccessDesk()
        /// In front of the blobs, if there is one.
        var cache: SlicingCache?
        var script = FaultScript()
        var requests: [RecordedRequest] = []
        /// `nil` if it no longer listens.
        var listener: TCPSocket?
        /// The open connections.
        var sockets: [Int: TCPSocket] = [:]
        var connections = 0
        var accepting = true
        var stopping = false
        var transport = Transport.plain
        var busy = 0
        var mostBusy = 0
    }

    let values = Mutex(Values())

    /// Accepts connections until the server stops, on its own thread.
    func serve(_ listener: TCPSocket) {
        values.withLock { $0.listener = listener }
        Thread.detachNewThread {
            while let socket = listener.accept() {
                guard let (number, transport) = self.open(socket) else {
                    socket.close()
                    continue
                }
                Conversation.start(socket, number: number, transport: transport, state: self)
            }
            listener.close()
            self.values.withLock { $0.accepting = false }
        }
    }

    /// The number of a new connection; `nil` if the server is stopping.
    private func open(_ socket: TCPSocket) -> (number: Int, transport: Transport)? {
        values.withLock { values in
            guard !values.stopping else { return nil }
            values.connections += 1
            values.sockets[values.connections] = socket
            return (values.connections, values.transport)
        }
    }

    /// Removes a connection. Its thread closes the socket afterwards; until then a stop may shut it down.
    func close(_ connection: Int) {
        values.withLock { _ = $0.sockets.removeValue(forKey: connection) }
    }

    /// Stops accepting connections.
    func stopListening() {
        values.withLock { values in
            values.listener?.shutDown()
            values.listener = nil
        }
    }

    /// Also closes every connection.
    func stop() {
        stopListening()
        values.withLock { values in
            values.stopping = true
            for socket in values.sockets.values { socket.shutDown() }
        }
    }

    /// Whether all threads have finished.
    var hasStopped: Bool { values.withLock { !$0.accepting && $0.sockets.isEmpty } }

    /// Records a request and decides the reply.
    func answer(
        _ received: RequestReader.Request, connection: Int, sentClientCertificate: Bool
    ) -> (number: Int, steps: [WireStep]) {
        values.withLock { values in
            var request = RecordedRequest(
                number: values.requests.count + 1, connection: connection, sentClientCertificate: sentClientCertificate,
                method: received.method, target: received.target, headers: received.headers, body: received.body)
            let plan = values.plan(for: request)
            request.status = plan.status
            values.requests.append(request)
            values.busy += 1
            values.mostBusy = max(values.mostBusy, values.busy)
            return (request.number, plan.steps)
        }
    }

    func sent(_ count: Int, of request: Int) {
        values.withLock { $0.requests[request - 1].bodyBytesSent += count }
    }

    func end(_ request: Int, _ outcome: RecordedRequest.Outcome) {
        values.withLock { values in
            values.requests[request - 1].outcome = outcome
            values.busy -= 1
        }
    }
}

extension RegistryState.Values {
    fileprivate mutating func plan(for request: RecordedRequest) -> ReplyPlan {
        if request.path == "/token" {
            let faults = script.faults(of: request, authorized: true)
            let reply = desk.issue(request) ?? store.reply(to: nil, method: request.method)
            return ReplyPlan(reply, to: request, faults: faults)
        }
        let resource = RegistryStore.Resource(path: request.path)
        let challenge = resource.flatMap { desk.challenge(request, repository: $0.repository) }
        let faults = script.faults(of: request, authorized: challenge == nil)
        var reply = challenge ?? store.reply(to: resource, method: request.method)
        if challenge == nil, case .blob = resource { reply = cache?.pass(reply, to: request) ?? reply }
        return ReplyPlan(reply, to: request, faults: faults)
    }
}
