/// The suites of TLS 1.2 that a client offers. A value, so that a kind of node can be chosen.
///
/// TLS 1.3 is not affected: all clients offer the same suites there.
package enum CipherSuites: Hashable, Sendable {
    /// Go's defaults, without RSA key exchange, which 1.22 removed: containerd, and dockerd as it was seen.
    case standard
    /// Only AES in Galois/Counter mode, as containers/image configures it.
    case galoisCounter

    /// In the form of OpenSSL. Its level 1 has Go's other limits: keys of at least 1024 bits, no SHA-1 in certificates and
    /// handshakes.
    var list: String { (names + ["@SECLEVEL=1"]).joined(separator: ":") }

    /// Whether a client offers a suite, by OpenSSL's name. All offer those of TLS 1.3.
    package func offers(_ suite: String) -> Bool { suite.hasPrefix("TLS_") || names.contains(suite) }

    private var names: [String] {
        switch self {
        case .standard: Self.galois + Self.others
        case .galoisCounter: Self.galois
        }
    }

    private static let galois = [
        "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384",
        "ECDHE-RSA-AES256-GCM-SHA384",
    ]
    private static let others = [
        "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305", "ECDHE-ECDSA-AES128-SHA",
        "ECDHE-RSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA", "ECDHE-RSA-AES256-SHA",
    ]
}
