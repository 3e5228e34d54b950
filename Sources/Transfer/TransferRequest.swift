/// One request: what to request, where to connect, and how long to wait.
package struct TransferRequest: Sendable {
    /// The methods that Blobgate may send: it never writes to a registry. The only exceptions are a
    /// token request with a `form` and a notification with `json`.
    package enum Method: String, Sendable {
        /// Requests head and body.
        case get = "GET"
        /// Requests only the head.
        case head = "HEAD"
    }

    /// The HTTP version to request.
    package enum Version: Hashable, Sendable {
        /// HTTP/1.1: for large bodies, where it has the highest throughput.
        case http1
        /// HTTP/2 if the server offers it in the TLS handshake (RFC 7301), otherwise HTTP/1.1: for small responses.
        case http2WhereOffered
    }

    /// One concrete address to connect to.
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

    /// A certificate to present to a server.
    package struct ClientCertificate: Hashable, Sendable {
        /// A PEM file with the certificate.
        package let certificate: String
        /// A PEM file with its key; `nil` if the certificate file contains the key too.
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
    /// Whether the body is small: its receive buffer is then small too.
    package var smallBody: Bool
    /// Form fields, which make the request a POST (RFC 6749, 6). Used only for token servers: the form carries a secret
    /// that must not be in a URL, and changes nothing in a registry.
    package var form: [(name: String, value: String)]?
    /// A JSON document, which makes the request a POST. Used only for notifications, never for a registry. The caller sets
    /// `Content-Type`.
    package var json: String?
    /// Connects here instead of to the URL's host. URL, `Host`, SNI and certificate verification stay those of the URL.
    /// A pinned request never uses a proxy.
    package var pin: Endpoint?
    /// The proxy to use; `nil` for none. Whoever makes the request decides: libcurl's own variables have no effect.
    package var proxy: ProxyServer?
    /// Decides whether to connect to an address, given in numeric form, before any connection is made; `nil` allows all.
    /// The connection to a proxy is always allowed: the proxy decides where it connects to.
    package var mayReach: (@Sendable (_ address: String) -> Bool)?
    /// A PEM file of CA certificates to trust instead of libcurl's default file.
    package var certificateAuthorities: String?
    /// More such files. On their own, they are trusted in addition to the system's CAs, as in docker and containerd.
    package var moreAuthorities: [String]
    /// The client certificate to present.
    package var clientCertificate: ClientCertificate?
    /// Whether to verify the server's certificate and name.
    package var verifiesPeer: Bool
    /// Requests `ConnectionFacts.tls`. A reused connection no longer has its certificate, so use a fresh one.
    package var wantsTLSFacts: Bool
    /// Opens a new connection even if one could be reused, and closes it afterwards.
    package var freshConnection: Bool
    /// The suites of TLS 1.2 to offer; the engine's.
    var suites = CipherSuites.standard
    var usesTLS: Bool { url.prefix(6).lowercased() == "https:" }
    /// Whether the handshake offers HTTP/2. It is not used over plain HTTP, which would require prior knowledge.
    var asksForHTTP2: Bool { version == .http2WhereOffered && usesTLS }
    package var limits: TransferLimits
    /// Counts body bytes as they arrive, for progress.
    package var counter: ByteCounter?
    /// Limits how fast the body is read.
    package var limiters: [RateLimiter]

    /// Creates a request with no headers, no pin and default limits.
    package init(method: Method = .get, url: String) {
        self.method = method
        self.url = url
        version = .http1
        headers = []
        smallBody = false
        form = nil
        json = nil
        pin = nil
        proxy = nil
        mayReach = nil
        certificateAuthorities = nil
        moreAuthorities = []
        clientCertificate = nil
        verifiesPeer = true
        wantsTLSFacts = false
        freshConnection = false
        limits = TransferLimits()
        counter = nil
        limiters = []
    }
}

/// The timeouts of a transfer.
package struct TransferLimits: Hashable, Sendable {
    /// For name resolution, TCP and TLS together.
    package var connect: Duration
    /// The longest period in which fewer than `stallBytes` bytes of the body, or not the whole head, may arrive.
    package var stall: Duration
    /// The minimum number of bytes per `stall` period for the transfer to count as moving.
    ///
    /// With one byte, a server that drips could hold a connection for days.
    package var stallBytes: Int

    /// Creates limits. The defaults are also those of the configuration.
    package init(connect: Duration = .seconds(10), stall: Duration = .seconds(15), stallBytes: Int = 1024) {
        self.connect = connect
        self.stall = stall
        self.stallBytes = stallBytes
    }
}
