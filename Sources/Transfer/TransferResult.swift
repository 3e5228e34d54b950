/// The result of one request: facts, no judgement.
package struct TransferResult: Sendable {
    package enum Ending: Hashable, Sendable {
        /// The response is complete by its own declared length.
        case complete
        /// The sink stopped the transfer.
        case stopped
        case failed(TransferFailure)
    }

    /// The head of the final response, if one arrived.
    package let head: ResponseHead?
    package let ending: Ending
    /// The number of body bytes that arrived.
    package let bodyBytes: Int64
    package let connection: ConnectionFacts
    package let timing: TransferTiming

    /// Creates a result, for example to test code that evaluates it.
    package init(
        head: ResponseHead?, ending: Ending, bodyBytes: Int64, connection: ConnectionFacts = ConnectionFacts(),
        timing: TransferTiming = TransferTiming()
    ) {
        self.head = head
        self.ending = ending
        self.bodyBytes = bodyBytes
        self.connection = connection
        self.timing = timing
    }

    package var failure: TransferFailure? {
        if case .failed(let failure) = ending { failure } else { nil }
    }

    /// The same exchange, which failed for another reason than the transfer.
    package func failing(_ failure: TransferFailure) -> TransferResult {
        TransferResult(
            head: head, ending: .failed(failure), bodyBytes: bodyBytes, connection: connection, timing: timing)
    }
}

/// The connection that a transfer actually used, as reported by libcurl.
package struct ConnectionFacts: Hashable, Sendable {
    /// The remote address and port, if a connection was made.
    package var remote: TransferRequest.Endpoint?
    /// Whether an existing connection was reused.
    package var reused: Bool
    /// TLS details, if requested and TLS was used.
    package var tls: TLSFacts?
    /// The SHA-256 of the server's certificate in DER, if a response head arrived over TLS.
    package var certificate: [UInt8]?
    /// OpenSSL's name of the negotiated suite, for example `ECDHE-RSA-AES128-SHA`, if a response head arrived over TLS.
    package var cipher: String?

    /// The HTTP version of the response, `1.0`, `1.1` or `2`; `nil` if there is none.
    package var httpVersion: String?
    /// An address that `TransferRequest.mayReach` did not allow, so that nothing was sent there.
    package var barred: String?

    package init(
        remote: TransferRequest.Endpoint? = nil, reused: Bool = false, tls: TLSFacts? = nil,
        certificate: [UInt8]? = nil, cipher: String? = nil,
        httpVersion: String? = nil, barred: String? = nil
    ) {
        self.remote = remote
        self.reused = reused
        self.tls = tls
        self.certificate = certificate
        self.cipher = cipher
        self.httpVersion = httpVersion
        self.barred = barred
    }
}

/// The timing of a transfer, counted from its start.
package struct TransferTiming: Hashable, Sendable {
    /// Until the connection was established, including TLS.
    package var connected: Duration
    /// Until the first byte of the response.
    package var firstByte: Duration
    /// Until the end.
    package var total: Duration
    /// The part of `total` in which nothing was read because of a `RateLimiter`.
    package var held = Duration.zero

    package init(connected: Duration = .zero, firstByte: Duration = .zero, total: Duration = .zero) {
        self.connected = connected
        self.firstByte = firstByte
        self.total = total
    }
}
