/// Why a transfer broke. Never a statement about the bytes: those that arrived may be right.
package struct TransferFailure: Error, Hashable, Sendable {
    /// The kinds that are told apart, since each has another cause and another remedy.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The host name has no address.
        case resolve
        /// No connection: refused, unreachable.
        case connect
        /// No connection within the limit.
        case connectTimeout
        /// The TLS handshake failed, or the certificate is not trusted for this name.
        case tls
        /// The connection ended before the whole head of a response.
        case emptyReply
        /// The connection ended before the declared end of the body.
        case truncated
        case reset
        /// Nothing arrived within the stall limit.
        case stalled
        /// Something arrived, but less than the stall limit asks for.
        case tooSlow
        /// The response breaks HTTP.
        case protocolViolation
        /// The head of the response is larger than any that is read.
        case headTooLarge
        /// The request was withdrawn: a deadline or an interrupt.
        case cancelled
        /// Any other error of libcurl.
        case other
    }

    package let kind: Kind
    /// libcurl's result code (`CURLE_…`), 0 where the engine itself ended the transfer.
    package let curlCode: Int
    /// What libcurl, or the engine, says about it: one line, for people.
    package let message: String

    package init(kind: Kind, curlCode: Int = 0, message: String) {
        self.kind = kind
        self.curlCode = curlCode
        self.message = message
    }
}
