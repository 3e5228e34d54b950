internal import CLibcurl

/// Runs requests on a few event-loop threads, each streaming its responses into their sinks.
///
/// The async world awaits only the end of a transfer; every byte is handled on the loop's thread, where libcurl hands it
/// over. One loop a core is the shape that verifies the most bytes a second; one more, which mostly sleeps, is for requests
/// that may go over HTTP/2.
package final class TransferEngine: Sendable {
    private let loops: [EventLoop]
    /// For requests that ask for HTTP/2. Among those of HTTP/1.1, one that is idle would be used for them too.
    private let second: EventLoop
    private let authorities: SystemAuthorities
    private let trustStores = TrustStores()

    /// An engine with a number of event loops; `nil` when libcurl cannot be initialised. Files of authorities are read
    /// when they are first needed, and again only by another engine.
    package init?(
        loops count: Int = 2, connectionsPerLoop: Int = 64, authorities: SystemAuthorities = SystemAuthorities()
    ) {
        guard curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK else { return nil }
        var loops: [EventLoop] = []
        for _ in 0...max(1, count) {
            guard let loop = EventLoop(maximumConnections: connectionsPerLoop) else {
                loops.forEach { $0.close() }
                return nil
            }
            loops.append(loop)
        }
        second = loops.removeLast()
        self.loops = loops
        self.authorities = authorities
    }

    deinit { (loops + [second]).forEach { $0.close() } }

    /// The version of libcurl and its TLS library, for reports.
    package static var libraryVersion: String { String(cString: curl_version()) }

    /// Sends one request and streams its response into the sink; returns when it has ended, in whatever way.
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
        return await perform(request, trusting: trust, into: sink)
    }

    private func perform<Sink: BodySink>(
        _ request: TransferRequest, trusting trust: TrustStore?, into sink: Sink
    ) async -> (result: TransferResult, sink: Sink) {
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

    private var leastLoaded: EventLoop {
        loops.dropFirst().reduce(loops[0]) { $1.transfers < $0.transfers ? $1 : $0 }
    }
}
