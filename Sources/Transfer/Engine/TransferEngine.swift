internal import CLibcurl
internal import Synchronization

/// Runs requests on a few event-loop threads that stream responses into their sinks.
///
/// Callers only await the end of a transfer; every byte is handled on the loop's thread, where libcurl delivers it. One
/// loop per core verifies the most bytes per second. One more, which mostly sleeps, handles requests that may use
/// HTTP/2.
package final class TransferEngine: Sendable {
    private let loops: [EventLoop]
    /// For requests that ask for HTTP/2. On the other loops they would reuse idle HTTP/1.1 connections.
    private let second: EventLoop
    private let authorities: SystemAuthorities
    private let suites: CipherSuites
    private let trustStores = TrustStores()
    private let sent = Atomic<Int>(0)

    /// Creates an engine with a number of event loops; `nil` if libcurl cannot be initialized. CA files are read when
    /// first needed, and only once per engine. Transfers that the budget has no room for wait.
    package init?(
        loops count: Int = 2, connectionsPerLoop: Int = 64, budget: DescriptorBudget = .ample,
        authorities: SystemAuthorities = SystemAuthorities(), suites: CipherSuites = .standard
    ) {
        guard curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK else { return nil }
        var loops: [EventLoop] = []
        for _ in 0...max(1, count) {
            guard let loop = EventLoop(idleConnections: connectionsPerLoop, capacity: budget.transfersPerLoop) else {
                loops.forEach { $0.close() }
                return nil
            }
            loops.append(loop)
        }
        second = loops.removeLast()
        self.loops = loops
        self.authorities = authorities
        self.suites = suites
    }

    deinit { (loops + [second]).forEach { $0.close() } }

    /// The versions of libcurl and its TLS library, for reports.
    package static var libraryVersion: String { String(cString: curl_version()) }

    /// The number of requests so far: each step of a redirect and each request for a token is one.
    package var requests: Int { sent.load(ordering: .relaxed) }

    /// Sends one request and streams its response into the sink. Returns when it has ended, successfully or not.
    ///
    /// Cancelling the task ends the transfer with a failure of kind `cancelled`.
    package func perform<Sink: BodySink>(
        _ request: TransferRequest, into sink: Sink
    ) async -> (result: TransferResult, sink: Sink) {
        var trust: TrustStore?
        do throws(TransferFailure) {
            if let wanted = Trust(of: request, system: authorities) { trust = try await trustStores.store(of: wanted) }
        } catch {
            return (TransferResult(head: nil, ending: .failed(error), bodyBytes: 0), sink)
        }
        var asked = request
        asked.suites = suites
        return await perform(asked, trusting: trust, into: sink)
    }

    private func perform<Sink: BodySink>(
        _ request: TransferRequest, trusting trust: TrustStore?, into sink: Sink
    ) async -> (result: TransferResult, sink: Sink) {
        sent.add(1, ordering: .relaxed)
        let cancellation = Cancellation()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<(TransferResult, Sink), Never>) in
                let transfer = SinkTransfer(
                    request: request, trust: trust, sink: sink, continuation: continuation)
                let loop = request.asksForHTTP2 ? second : leastLoaded
                loop.submit(transfer, withdrawn: Task.isCancelled)
                cancellation.arm { loop.cancel(transfer) }
            }
        } onCancel: {
            cancellation.fire()
        }
    }

    /// The number of event loops, without the one for HTTP/2.
    package var loopCount: Int { loops.count }

    /// Whether one of them has no transfer.
    package var hasIdleLoop: Bool { loops.contains { $0.transfers == 0 } }

    private var leastLoaded: EventLoop {
        loops.dropFirst().reduce(loops[0]) { $1.transfers < $0.transfers ? $1 : $0 }
    }
}
