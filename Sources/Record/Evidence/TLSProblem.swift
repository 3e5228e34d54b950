/// What is wrong with a TLS connection.
package enum TLSProblem: String, Codable, Hashable, Sendable, CaseIterable {
    /// No known CA signed the certificate.
    case unknownAuthority = "unknown-authority"
    /// The certificate has expired, or is not valid yet.
    case outOfDate = "out-of-date"
    /// The certificate is for another name.
    case otherName = "other-name"
    /// The certificate was rejected for another reason.
    case certificate
    /// A configured CA file or client certificate cannot be used, or the server rejected the latter.
    case ownFiles = "own-files"
    /// The server does not speak TLS on this port.
    case notTLS = "not-tls"
    /// The server ended the connection during the handshake. This may be transient.
    case closed
    /// Any other failed handshake.
    case handshake
}
