/// Why a TLS connection did not come to be, in words that stay the same whatever version of libcurl and OpenSSL is used.
///
/// What those two say follows in brackets: it is what other tools print, and so what people search for.
struct TLSFault {
    /// What libcurl calls it.
    enum Stage {
        /// `CURLE_PEER_FAILED_VERIFICATION`
        case certificate
        /// `CURLE_SSL_CACERT_BADFILE`
        case authorities
        /// `CURLE_SSL_CERTPROBLEM`
        case clientCertificate
        /// Any other, in the handshake or after it.
        case handshake
    }

    let stage: Stage
    /// `X509_V_ERR_...` of openssl-verification-options(1); libcurl says 1 where OpenSSL has not looked.
    let verifyResult: Int
    let text: String
    let host: String

    var message: String { words.map { "\($0) (\(text))" } ?? text }

    /// Whether a text is about a client certificate that a server refused, or missed: with TLS 1.3 that shows only when
    /// the handshake is over, as a read that fails.
    static func isAboutClientCertificate(_ text: String) -> Bool { clientAlert(text) != nil }

    private var words: String? {
        switch stage {
        case .certificate: certificate
        case .authorities: "the file of the authorities that are trusted cannot be used"
        case .clientCertificate: "the client certificate cannot be used"
        case .handshake: handshake
        }
    }

    private var certificate: String? {
        switch verifyResult {
        case 9: "the certificate of \(host), or one of its issuers, is not valid yet"
        case 10: "the certificate of \(host), or one of its issuers, has expired"
        case 18: "the certificate of \(host) is self-signed, and not one that is trusted"
        case 19: "the certificate of \(host) is of an authority that is not trusted"
        case 2, 20, 21:
            "the certificate of \(host) is of an authority that is not known, or the server leaves out an intermediate one"
        case 66, 67: "the key of the certificate of \(host), or of one of its issuers, is too weak"
        case 68: "the certificate of \(host), or of one of its issuers, is signed over a hash that is too weak"
        case 23: "the certificate of \(host) was revoked"
        case _ where text.contains("subject name"): "the certificate is not for the name \(host)"
        default: "the certificate of \(host) is not accepted"
        }
    }

    private var handshake: String? {
        if let words = Self.clientAlert(text) { return words }
        if text.contains("wrong version number") || text.contains("packet length too long") {
            return "\(host) does not speak TLS on this port; perhaps plain HTTP"
        }
        if text.contains("alert protocol version") || text.contains("unsupported protocol") {
            return "\(host) speaks no version of TLS that is spoken here"
        }
        if text.contains("alert handshake failure") || text.contains("no shared cipher") {
            return "\(host) refused the handshake: no cipher in common, or it wants a client certificate"
        }
        if text.contains("alert unrecognized name") || text.contains("unrecognized_name") {
            return "the server does not know the name \(host)"
        }
        if text.contains("SSL_ERROR_SYSCALL") || text.contains("unexpected eof") {
            return "\(host) closed the connection within the handshake"
        }
        return nil
    }

    private static func clientAlert(_ text: String) -> String? {
        if text.contains("alert certificate required") { return "the server wants a client certificate" }
        let refusals = [
            "alert bad certificate", "alert unknown ca", "alert certificate unknown", "alert certificate expired",
            "alert certificate revoked", "alert unsupported certificate",
        ]
        return refusals.contains(where: text.contains) ? "the server refused the client certificate" : nil
    }
}
