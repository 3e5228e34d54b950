/// One request: what to ask, whom to connect to, and how long to wait.
package struct TransferRequest: Sendable {
    /// The methods that Blobgate may send: it never writes. A request for a token by `form` is the one other.
    package enum Method: String, Sendable {
        /// Asks for the body too.
        case get = "GET"
        /// Asks for the head only.
        case head = "HEAD"
    }

    /// Which HTTP a request is sent with.
    package enum Version: Hashable, Sendable {
        /// HTTP/1.1: for large bodies, of which it moves most bytes a second.
        case http1
        /// HTTP/2 where the server offers it in the TLS handshake (RFC 7301), else HTTP/1.1: for small replies.
        case http2WhereOffered
    }

    /// One concrete address that a connection goes to.
    package struct Endpoint: Hashable, Sendable, CustomStringConvertible {
        /// Host name, IPv4 or IPv6 address (without brackets).
        package let host: String
        package let port: UInt16

        package init(host: String, port: UInt16) {
            self.host = host
            self.port = port
        }

        /// `HOST:PORT`, an IPv6 address in brackets.
        package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
    }

    /// A certificate that a server is shown.
    package struct ClientCertificate: Hashable, Sendable {
        /// A PEM file with the certificate.
        package let certificate: String
        /// A PEM file with its key; `nil` where the certificate's file holds it too.
        package let key: String?

        package init(certificate: String, key: String? = nil) {
            self.certificate = certificate
            self.key = key
        }
    }

    package var method: Method
    /// The whole URL, `http` or `https`.
    package var url: String
    package var version: Version
    /// Header fields to send, in order.
    package var headers: [(name: String, value: String)]
    /// Fields of a form, which make the request a POST (RFC 6749, 6). Only a token server is asked in this way: the form
    /// carries a secret that may not stand in a URL, and changes nothing that a registry holds.
    package var form: [(name: String, value: String)]?
    /// Connects here instead of to the URL's host; URL, `Host`, SNI and certificate check stay the URL's. A pinned
    /// request never goes through a proxy.
    package var pin: Endpoint?
    /// A PEM file with the certificate authorities to trust in place of libcurl's default file.
    package var certificateAuthorities: String?
    /// More such files. Alone they stand beside the system's authorities, as those of docker and containerd do.
    package var moreAuthorities: [String]
    /// The certificate that the server is shown.
    package var clientCertificate: ClientCertificate?
    /// Whether the server's certificate and name are checked.
    package var verifiesPeer: Bool
    /// Asks for `ConnectionFacts.tls`. A connection that is used again has lost its certificate, so ask with a fresh one.
    package var wantsTLSFacts: Bool
    /// Opens a new connection even if one could be used again, and does not keep it.
    package var freshConnection: Bool
    var usesTLS: Bool { url.prefix(6).lowercased() == "https:" }
    /// Whether the handshake asks for HTTP/2: there is none over plain HTTP without knowing before.
    var asksForHTTP2: Bool { version == .http2WhereOffered && usesTLS }
    package var limits: TransferLimits
    /// Counts body bytes as they arrive, for progress.
    package var counter: ByteCounter?

    /// A request with no headers, unpinned, with default limits.
    package init(method: Method = .get, url: String) {
        self.method = method
        self.url = url
        version = .http1
        headers = []
        form = nil
        pin = nil
        certificateAuthorities = nil
        moreAuthorities = []
        clientCertificate = nil
        verifiesPeer = true
        wantsTLSFacts = false
        freshConnection = false
        limits = TransferLimits()
        counter = nil
    }
}

/// How long a transfer may wait.
package struct TransferLimits: Hashable, Sendable {
    /// For name resolution, TCP and TLS together.
    package var connect: Duration
    /// The longest time in which fewer than `stallBytes` bytes of the body, or not the whole head, may arrive.
    package var stall: Duration
    /// How many bytes must arrive within `stall` for the transfer to count as moving.
    ///
    /// One byte would let a server that drips hold a connection for days.
    package var stallBytes: Int

    /// Limits; the defaults are those of the configuration, which refers to them.
    package init(connect: Duration = .seconds(10), stall: Duration = .seconds(15), stallBytes: Int = 1024) {
        self.connect = connect
        self.stall = stall
        self.stallBytes = stallBytes
    }
}
