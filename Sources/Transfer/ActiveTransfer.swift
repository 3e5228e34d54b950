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
    /// The last address that the request may not reach.
    var barred: String?
    private(set) var bodyBytes: Int64 = 0
    private(set) var watchdog: StallWatchdog
    private(set) var headBuilder = ResponseHeadBuilder()
    private var headBytes = 0
    private var headLines = 0

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

    func started() { watchdog.reset(now: .now) }

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
        watchdog.reset(now: .now)
        easy?.readCertificateHash()
        if request.wantsTLSFacts { easy?.readTLSVersion() }
        stopped = begin(head) == .stop
        return !stopped
    }

    /// Takes body bytes; returning false ends the transfer.
    func take(body bytes: UnsafeRawBufferPointer) -> Bool {
        bodyBytes += Int64(bytes.count)
        request.counter?.add(bytes.count)
        watchdog.received(bytes.count, now: .now)
        stopped = receive(bytes) == .stop
        return !stopped
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
    }

    override func begin(_ head: ResponseHead) -> SinkDecision { sink.begin(head) }
    override func receive(_ bytes: UnsafeRawBufferPointer) -> SinkDecision { sink.receive(bytes) }

    override func finish(_ result: TransferResult) {
        continuation?.resume(returning: (result, sink))
        continuation = nil
    }
}
