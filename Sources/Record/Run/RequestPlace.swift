/// The request for one path below a repository, as a backend sees it and as a cache builds its key from it.
package struct RequestPlace: Hashable, Sendable {
    /// `http` or `https`.
    package let scheme: String
    /// The value of `Host`.
    package let authority: String
    /// The path, `/v2/NAME/blobs/sha256:...`, without any percent-encoding.
    package let path: String
    /// The query without its question mark; empty if there is none.
    package let query: String

    package init(scheme: String, authority: String, path: String, query: String) {
        self.scheme = scheme
        self.authority = authority
        self.path = path
        self.query = query
    }

    /// The URL without its query.
    package var url: String { "\(scheme)://\(authority)\(path)" }

    /// Percent-encodes a query value (RFC 3986, section 2.3). Covers the bytes that a registry name may contain.
    package static func escaped(_ value: String) -> String {
        value.utf8.map { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."):
                String(UnicodeScalar(byte))
            default: "%" + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}
