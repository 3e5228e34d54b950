import NIOCore
import Synchronization

/// Everything that a scripted registry knows, behind one lock.
final class RegistryState: Sendable {
    struct Values {
        var store = RegistryStore()
        var desk = AccessDesk()
        var script = FaultScript()
        var requests: [RecordedRequest] = []
        var channels: [Int: any Channel] = [:]
        var connections = 0
        var stopping = false
        var transport = Transport.plain
        var busy = 0
        var mostBusy = 0
    }

    let values = Mutex(Values())

    /// The number of a new connection; `nil` when the server is stopping.
    func open(_ channel: any Channel) -> (number: Int, transport: Transport)? {
        values.withLock { values in
            guard !values.stopping else { return nil }
            values.connections += 1
            values.channels[values.connections] = channel
            return (values.connections, values.transport)
        }
    }

    func close(_ connection: Int) {
        values.withLock { _ = $0.channels.removeValue(forKey: connection) }
    }

    /// Records a request and decides what is sent.
    func answer(
        method: String, target: String, headers: [HeaderField], body: [UInt8], connection: Int,
        showedCertificate: Bool
    ) -> (number: Int, steps: [WireStep]) {
        values.withLock { values in
            var request = RecordedRequest(
                number: values.requests.count + 1, connection: connection,
                showedCertificate: showedCertificate, method: method, target: target,
                headers: headers, body: body)
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
            let faults = script.faults(method: request.method, path: request.path, authorized: true)
            let reply = desk.issue(request) ?? store.reply(to: nil, method: request.method)
            return ReplyPlan(reply, to: request, faults: faults)
        }
        let resource = RegistryStore.Resource(path: request.path)
        let challenge = resource.flatMap { desk.challenge(request, repository: $0.repository) }
        let faults = script.faults(method: request.method, path: request.path, authorized: challenge == nil)
        return ReplyPlan(
            challenge ?? store.reply(to: resource, method: request.method), to: request, faults: faults)
    }
}
