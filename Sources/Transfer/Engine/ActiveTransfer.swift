internal import CLibcurl

/// A transfer in progress: a libcurl easy handle, the sink, and the continuation to resume at the end.
///
/// Created by the caller, then touched only by its event loop, so the unchecked conformance is safe.
class ActiveTransfer: @unchecked Sendable {
    let request: TransferRequest
    /// The CAs that its connection trusts; `nil` if nothing is verified.
    let trust: TrustStore?
    var easy: EasyHandle?
    var failure: TransferFailure?
    var stopped = false
    /// Raised once the transfer is cancelled, from any thread.
    let stop = StopFlag()
    /// The last address that the request may not reach.
    var barred: String?
    /// The `errno` of the last socket that could not be opened; 0 if none.
    var socketError: Int32 = 0
    private(set) var bodyBytes: Int64 = 0
    private(set) var watchdog: StallWatchdog
    private(set) var headBuilder = ResponseHeadBuilder()
    private var headBytes = 0
    private var headLines = 0
    private var chunks: ChunkRules?
    /// When a `RateLimiter` lets it read on.
    private(set) var heldUntil: ContinuousClock.Instant?
    private var heldSince: ContinuousClock.Instant?
    /// How long it was held in total.
    private(set) var held = Duration.zero

    /// The maximum size of everything before the body, including interim responses: libcurl limits only single lines,
    /// and the head is kept in memory.
    private static let headLimit = 256 << 10
    /// The maximum number of lines: each uses far more memory than its bytes.
    private static let headLineLimit = 2000

    init(request: TransferRequest, trust: TrustStore?) {
        self.request = request
        self.trust = trust
        watchdog = StallWatchdog(limits: request.limits, now: .now)
    }

    static let withdrawn = TransferFailure(kind: .cancelled, message: "the request was cancelled")

    /// Whether libcurl was told to keep the body back.
    var isHeld: Bool { heldSince != nil }

    /// Whether the next bytes must wait. If so, libcurl keeps them until `letGo`.
    func mustWait() -> Bool {
        guard let heldUntil else { return false }
        let now = ContinuousClock.now
        guard now < heldUntil else {
            self.heldUntil = nil
            return false
        }
        if heldSince == nil { heldSince = now }
        return true
    }

    /// Ends the wait. What this machine did not want to read says nothing about the server.
    func letGo(now: ContinuousClock.Instant) {
        guard let since = heldSince else { return }
        heldSince = nil
        let time = since.duration(to: now)
        held += time
        request.counter?.hold(time)
        watchdog.excuse(time, now: now)
    }

    func started() { watchdog.reset(now: .now) }

    /// The event loop was busy for this long, and could not read what had arrived.
    func excuse(_ busy: Duration) { watchdog.excuse(busy, now: .now) }

    /// Takes one header line; returning false ends the transfer.
    func take(headerLine: String) -> Bool {
        headBytes += headerLine.utf8.count
        headLines += 1
        guard headBytes <= Self.headLimit else {
            failure = TransferFailure(
                kind: .headTooLarge, message: "the response head is larger than \(Self.headLimit) bytes")
            return false
        }
        guard headLines <= Self.headLineLimit else {
            failure = TransferFailure(
                kind: .headTooLarge, message: "the response head has more than \(Self.headLineLimit) lines")
            return false
        }
        guard let head = headBuilder.take(line: headerLine) else { return true }
        if let violation = headBuilder.violation {
            failure = TransferFailure(kind: .protocolViolation, message: violation)
            return false
        }
        if head.values("Transfer-Encoding").count == 1, EasyHandle.showsRawBody {
            chunks = ChunkRules()
            easy?.showRawBody()
        }
        watchdog.reset(now: .now)
        easy?.readCertificateHash()
        easy?.readCipher()
        if request.wantsTLSFacts { easy?.readTLSVersion() }
        stopped = begin(head) == .stop
        return !stopped
    }

    /// Takes body bytes; returning false ends the transfer.
    func take(body bytes: UnsafeRawBufferPointer) -> Bool {
        // The loop learns of a cancellation only between callbacks, and more of them may follow before.
        guard !stop.isRaised else { return withdraw() }
        guard failure == nil else { return false }
        bodyBytes += Int64(bytes.count)
        request.counter?.add(bytes.count)
        let now = ContinuousClock.now
        watchdog.received(bytes.count, now: now)
        for limiter in request.limiters {
            let next = limiter.take(bytes.count, now: now)
            if next > now { heldUntil = max(heldUntil ?? next, next) }
        }
        let decision = receive(bytes)
        guard !stop.isRaised else { return withdraw() }
        stopped = decision == .stop
        return !stopped
    }

    /// Takes bytes of the body as received, before libcurl removes the chunks. A fault ends the transfer at the next chance.
    func take(raw bytes: UnsafeRawBufferPointer) {
        guard failure == nil, let fault = chunks?.take(bytes) else { return }
        failure = TransferFailure(kind: .protocolViolation, message: fault)
    }

    private func withdraw() -> Bool {
        failure = Self.withdrawn
        return false
    }

    func begin(_ head: ResponseHead) -> SinkDecision { .proceed }
    func receive(_ bytes: UnsafeRawBufferPointer) -> SinkDecision { .proceed }
    func finish(_ result: TransferResult) {}
}

/// A transfer with its concrete sink type, to avoid boxing on the hot path.
final class SinkTransfer<Sink: BodySink>: ActiveTransfer, @unchecked Sendable {
    private var sink: Sink
    private var continuation: CheckedContinuation<(TransferResult, Sink), Never>?

    init(
        request: TransferRequest, trust: TrustStore?, sink: Sink,
        continuation: CheckedContinuation<(TransferResult, Sink), Never>
    ) {
        self.sink = sink
        self.continuation = continuation
        super.init(request: request, trust: trust)
        self.sink.follow(stop)
    }

    override func begin(_ head: ResponseHead) -> SinkDecision { sink.begin(head) }
    override func receive(_ bytes: UnsafeRawBufferPointer) -> SinkDecision { sink.receive(bytes) }

    override func finish(_ result: TransferResult) {
        continuation?.resume(returning: (result, sink))
        continuation = nil
    }
}
