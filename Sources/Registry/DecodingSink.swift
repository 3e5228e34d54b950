internal import Layer
internal import Transfer

/// Decodes a body as a client does, and passes it on.
///
/// A client decodes only content. The body of an error is decoded too, for a reader, but a fault in its coding changes nothing.
struct DecodingSink<Inner: BodySink>: BodySink {
    private(set) var inner: Inner
    private let codings: ContentCodings
    private var decoder: ContentDecoder?
    private var stop: StopFlag?
    private var isContent = false
    private var isEmpty = true
    private var fault: TransferFailure?
    /// What the client does with the codings of the body.
    private(set) var use = CodingUse.asSent

    init(_ inner: Inner, _ codings: ContentCodings) {
        self.inner = inner
        self.codings = codings
    }

    mutating func follow(_ stop: StopFlag) {
        self.stop = stop
        inner.follow(stop)
    }

    mutating func begin(_ head: ResponseHead) -> SinkDecision {
        isContent = (200...299).contains(head.status)
        use = codings.use(of: head)
        if case .decoded(let list) = use {
            decoder = ContentDecoder(list)
            guard decoder != nil else {
                fault = TransferFailure(lacking: .memory, message: "there is no memory to decode the body")
                return .stop
            }
        }
        return inner.begin(head)
    }

    mutating func receive(_ bytes: UnsafeRawBufferPointer) -> SinkDecision {
        isEmpty = isEmpty && bytes.isEmpty
        guard let decoder else { return inner.receive(bytes) }
        guard fault == nil else { return .stop }
        let stop = stop
        var decision = SinkDecision.proceed
        let reason = decoder.decode(bytes) { piece in
            decision = inner.receive(piece)
            return decision == .proceed && stop?.isRaised != true
        }
        if decision == .proceed, let reason {
            fault = TransferFailure(kind: .undecodable, message: reason)
            return .stop
        }
        return decision
    }

    /// The result with the fault of the decoding, if it has no other one.
    func result(_ result: TransferResult) -> TransferResult {
        guard result.failure == nil, isContent else { return result }
        if let fault { return result.failing(fault) }
        // Go takes an empty body for an empty content, whatever its coding. containerd asks again where a stream ends too early, and
        // then takes what there is: its bytes decide.
        guard case .complete = result.ending, codings == .gzipOnly, !isEmpty, let reason = decoder?.finish() else {
            return result
        }
        return result.failing(TransferFailure(kind: .undecodable, message: reason))
    }
}

extension TransferEngine {
    /// Performs a request with the codings of a client, and decodes the body as it does.
    func perform<Sink: BodySink>(
        _ request: TransferRequest, _ codings: ContentCodings, into sink: Sink
    ) async -> (result: TransferResult, sink: Sink, use: CodingUse) {
        var request = request
        request.headers.append(("Accept-Encoding", codings.accept))
        let (result, decoded) = await perform(request, into: DecodingSink(sink, codings))
        return (decoded.result(result), decoded.inner, decoded.use)
    }
}
