/// What one request saw: facts, not judgements.
package struct TransferResult: Sendable {
    package enum Ending: Hashable, Sendable {
        /// The response arrived whole, by its own declaration of length.
        case complete
        /// The sink had seen enough.
        case stopped
        case failed(TransferFailure)
    }

    /// The final response's head, if one arrived.
    package let head: ResponseHead?
    package let ending: Ending
    /// Body bytes that arrived.
    package let bodyBytes: Int64
    package let connection: ConnectionFacts
    package let timing: TransferTiming

    /// A result, for example for a test of code that decides by it.
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
}

/// The connection that a transfer really used, read back from libcurl.
package struct ConnectionFacts: Hashable, Sendable {
    /// The address and port of the other end, if a connection was made.
    package var remote: TransferRequest.Endpoint?
    /// Whether an earlier connection was used again.
    package var reused: Bool
    /// What its TLS rests on, where that was asked for and there is TLS.
    package var tls: TLSFacts?
    /// The SHA-256 of the server's certificate in DER, where a head came over TLS.
    package var certificate: [UInt8]?

    /// The version of HTTP that the reply came with, `1.0`, `1.1` or `2`; `nil` where none came.
    package var httpVersion: String?

    package init(
        remote: TransferRequest.Endpoint? = nil, reused: Bool = false, tls: TLSFacts? = nil,
        certificate: [UInt8]? = nil,
        httpVersion: String? = nil
    ) {
        self.remote = remote
        self.reused = reused
        self.tls = tls
        self.certificate = certificate
        self.httpVersion = httpVersion
    }
}

/// How long the parts of a transfer took, each counted from its start.
package struct TransferTiming: Hashable, Sendable {
    /// Until the connection stood, TLS included.
    package var connected: Duration
    /// Until the first byte of the response.
    package var firstByte: Duration
    /// Until the end.
    package var total: Duration

    package init(connected: Duration = .zero, firstByte: Duration = .zero, total: Duration = .zero) {
        self.connected = connected
        self.firstByte = firstByte
        self.total = total
    }
}
