/// How the request for one path below a repository looks to a backend, and to a cache that makes its key of it.
package struct RequestPlace: Hashable, Sendable {
    /// `http` or `https`.
    package let scheme: String
    /// The value of `Host`.
    package let authority: String
    /// The path, `/v2/NAME/blobs/sha256:...`: nothing in it is percent-encoded.
    package let path: String
    /// The query without its question mark; empty where there is none.
    package let query: String

    package init(scheme: String, authority: String, path: String, query: String) {
        self.scheme = scheme
        self.authority = authority
        self.path = path
        self.query = query
    }

    /// The URL without its query.
    package var url: String { "\(scheme)://\(authority)\(path)" }

    /// A query value in percent-encoding (RFC 3986, 2.3), for the bytes that a registry's name may have.
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
