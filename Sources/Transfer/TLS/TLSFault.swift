/// Why a TLS connection failed, in words that do not depend on the version of libcurl and OpenSSL.
///
/// Their own message follows in parentheses: other tools print it, so people search for it.
struct TLSFault {
    /// The kind of failure, by libcurl's result code.
    enum Stage {
        /// `CURLE_PEER_FAILED_VERIFICATION`
        case certificate
        /// `CURLE_SSL_CACERT_BADFILE`
        case authorities
        /// `CURLE_SSL_CERTPROBLEM`
        case clientCertificate
        /// Any other, during the handshake or after it.
        case handshake
    }

    let stage: Stage
    /// `X509_V_ERR_...` from openssl-verification-options(1); libcurl reports 1 if OpenSSL did not verify.
    let verifyResult: Int
    let text: String
    let host: String

    var message: String {
        if let fault = strictFault { return "\(words(of: fault)) (\(fault.goText))" }
        return words.map { "\($0) (\(text))" } ?? text
    }

    /// What Go refuses in a certificate that OpenSSL accepts; libcurl has no text for it. The values are those of CLibcurl's
    /// verification.
    private enum StrictFault: Int {
        case noAlternativeName = 9001
        case negativeSerial = 9002
        case smallKey = 9003
        case largeKey = 9004

        /// What programs written in Go print.
        var goText: String {
            switch self {
            case .noAlternativeName: "x509: certificate relies on legacy Common Name field, use SANs instead"
            case .negativeSerial: "x509: negative serial number"
            case .smallKey: "crypto/rsa: insecure key, less than 1024 bits"
            case .largeKey: "tls: server sent certificate containing RSA key larger than 8192 bits"
            }
        }
    }

    private var strictFault: StrictFault? { stage == .certificate ? StrictFault(rawValue: verifyResult) : nil }

    private func words(of fault: StrictFault) -> String {
        switch fault {
        case .noAlternativeName:
            "the certificate of \(host) has no subject alternative name; nodes do not read the common name"
        case .negativeSerial: "the certificate of \(host), or one of its issuers, has a negative serial number"
        case .smallKey: "the RSA key of the certificate of \(host), or of one of its issuers, has less than 1024 bits"
        case .largeKey: "the RSA key of the certificate of \(host), or of one of its issuers, has more than 8192 bits"
        }
    }

    /// Whether the text is about a client certificate that a server rejected or required. With TLS 1.3 that shows only
    /// after the handshake, as a failed read.
    static func isAboutClientCertificate(_ text: String) -> Bool { clientAlert(text) != nil }

    var problem: TransferFailure.TLSProblem {
        switch stage {
        case .certificate: certificateProblem
        case .authorities, .clientCertificate: .ownFiles
        case .handshake: handshakeProblem
        }
    }

    private var certificateProblem: TransferFailure.TLSProblem {
        switch verifyResult {
        case 9, 10: .outOfDate
        case 2, 18, 19, 20, 21: .unknownAuthority
        case 23, 66, 67, 68, 9001...9004: .certificate
        default: text.contains("subject name") ? .otherName : .certificate
        }
    }

    private var handshakeProblem: TransferFailure.TLSProblem {
        if Self.isAboutClientCertificate(text) { return .ownFiles }
        if text.contains("wrong version number") || text.contains("packet length too long") { return .notTLS }
        return text.contains("SSL_ERROR_SYSCALL") || text.contains("unexpected eof") ? .closed : .handshake
    }

    private var words: String? {
        switch stage {
        case .certificate: certificate
        case .authorities: "the CA file cannot be used"
        case .clientCertificate: "the client certificate cannot be used"
        case .handshake: handshake
        }
    }

    private var certificate: String? {
        switch verifyResult {
        case 9: "the certificate of \(host), or one of its issuers, is not valid yet"
        case 10: "the certificate of \(host), or one of its issuers, has expired"
        case 18: "the certificate of \(host) is self-signed and not trusted"
        case 19: "the certificate of \(host) is signed by an untrusted CA"
        case 2, 20, 21:
            "the certificate of \(host) is signed by an unknown CA, or the server does not send an intermediate certificate"
        case 66, 67: "the key of the certificate of \(host), or of one of its issuers, is too weak"
        case 68: "the certificate of \(host), or of one of its issuers, is signed with a hash that is too weak"
        case 23: "the certificate of \(host) was revoked"
        case _ where text.contains("subject name"): "the certificate is not for the name \(host)"
        default: "the certificate of \(host) was not accepted"
        }
    }

    private var handshake: String? {
        if let words = Self.clientAlert(text) { return words }
        if text.contains("wrong version number") || text.contains("packet length too long") {
            return "\(host) does not speak TLS on this port; it may speak plain HTTP"
        }
        if text.contains("alert protocol version") || text.contains("unsupported protocol") {
            return "\(host) supports no TLS version that Blobgate supports"
        }
        if text.contains("alert handshake failure") || text.contains("no shared cipher") {
            return "\(host) refused the handshake: no cipher in common, or it requires a client certificate"
        }
        if text.contains("alert unrecognized name") || text.contains("unrecognized_name") {
            return "the server does not know the name \(host)"
        }
        if text.contains("SSL_ERROR_SYSCALL") || text.contains("unexpected eof") {
            return "\(host) closed the connection during the handshake"
        }
        return nil
    }

    private static func clientAlert(_ text: String) -> String? {
        if text.contains("alert certificate required") { return "the server requires a client certificate" }
        let refusals = [
            "alert bad certificate", "alert unknown ca", "alert certificate unknown", "alert certificate expired",
            "alert certificate revoked", "alert unsupported certificate",
        ]
        return refusals.contains(where: text.contains) ? "the server rejected the client certificate" : nil
    }
}
