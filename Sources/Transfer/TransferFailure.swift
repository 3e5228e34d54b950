internal import Glibc

/// Why a transfer failed. Never a statement about the content: the bytes that arrived may be correct.
package struct TransferFailure: Error, Hashable, Sendable {
    /// The kinds of failure, each with its own causes and remedies.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The host name did not resolve.
        case resolve
        /// No connection: refused, unreachable.
        case connect
        /// No connection within the limit.
        case connectTimeout
        /// The TLS handshake failed, or the certificate is not trusted for this name.
        case tls
        /// The connection ended before the response head was complete.
        case emptyReply
        /// The connection ended before the declared end of the body.
        case truncated
        case reset
        /// Nothing arrived within the stall limit.
        case stalled
        /// Data arrived, but less than the stall limit requires.
        case tooSlow
        /// The response violates HTTP.
        case protocolViolation
        /// The body is not coded as its `Content-Encoding` says.
        case undecodable
        /// The response head exceeds the size limit.
        case headTooLarge
        /// The request was cancelled by a deadline or an interrupt.
        case cancelled
        /// A limit of this machine or process, never the server's fault.
        case localLimit
        /// Any other libcurl error.
        case other
    }

    /// What this machine can run out of.
    package enum Resource: Hashable, Sendable, CaseIterable {
        /// Open files of the process (`EMFILE`).
        case openFiles
        /// Open files of the system (`ENFILE`).
        case systemFiles
        /// Threads.
        case threads
        /// Memory (`ENOMEM`, `ENOBUFS`).
        case memory

        /// What a system error number is about; `nil` if it is about something else.
        package init?(errorNumber: Int32) {
            switch errorNumber {
            case EMFILE: self = .openFiles
            case ENFILE: self = .systemFiles
            case ENOMEM, ENOBUFS: self = .memory
            default: return nil
            }
        }
    }

    package let kind: Kind
    /// libcurl's result code (`CURLE_…`); 0 if the engine itself ended the transfer.
    package let curlCode: Int
    /// The message of libcurl or the engine: one line, for people.
    package let message: String
    /// What ran out on this machine; only for a `localLimit`.
    package let resource: Resource?
    /// What is wrong with TLS, for a failure of that kind.
    package let tls: TLSProblem?

    package init(kind: Kind, curlCode: Int = 0, message: String, tls: TLSProblem? = nil) {
        self.init(kind: kind, resource: nil, curlCode: curlCode, message: message, tls: tls)
    }

    /// Creates the failure of a transfer that exceeds a limit of this machine.
    package init(lacking resource: Resource, curlCode: Int = 0, message: String) {
        self.init(kind: .localLimit, resource: resource, curlCode: curlCode, message: message, tls: nil)
    }

    private init(kind: Kind, resource: Resource?, curlCode: Int, message: String, tls: TLSProblem?) {
        self.kind = kind
        self.resource = resource
        self.curlCode = curlCode
        self.message = message
        self.tls = tls
    }

    /// What is wrong with TLS.
    package enum TLSProblem: Hashable, Sendable {
        /// No known CA signed the certificate.
        case unknownAuthority
        /// It has expired, or is not valid yet.
        case outOfDate
        /// It is for another name.
        case otherName
        /// It was rejected for another reason.
        case certificate
        /// A configured CA file or client certificate cannot be used, or the server rejected the latter.
        case ownFiles
        /// The server does not speak TLS on this port.
        case notTLS
        /// The server ended the connection during the handshake. This may be transient.
        case closed
        /// Any other failed handshake.
        case handshake
    }
}
