public import Foundation
public import Support

/// What a lab is to be like.
public struct LabOptions: Sendable {
    /// A user that nginx asks for on some paths.
    public struct BasicAuth: Codable, Hashable, Sendable {
        /// The user's name.
        public var user: String
        /// The password.
        public var password: String
        /// The start of the paths that need it, for example `/v2/tools/`; `/v2/` is all of them.
        public var pathPrefix: String

        /// A user for the paths below a prefix.
        public init(user: String, password: String, pathPrefix: String) {
            self.user = user
            self.password = password
            self.pathPrefix = pathPrefix
        }
    }

    /// The ports that the lab listens on.
    public struct Ports: Codable, Hashable, Sendable {
        /// Of the three backends, each on its own address.
        public var backends: UInt16
        /// Of the registry behind them, on 127.0.0.1.
        public var registry: UInt16

        /// The ports of `make lab-up`.
        public static let fixed = Ports(backends: 18443, registry: 15000)

        /// Two ports.
        public init(backends: UInt16, registry: UInt16) {
            self.backends = backends
            self.registry = registry
        }
    }

    /// Basic authentication, on some paths.
    public var basicAuth: BasicAuth?
    /// Whether nginx lets in only who shows a certificate of the lab's authority.
    public var clientCertificates = false
    /// How many bytes a second nginx sends on one connection, for tests that act in the middle of a transfer.
    public var limitRate: Int?
    /// The backends that offer HTTP/2.
    public var http2: Set<LabBackend>
    /// Fixed ports; without them free ones are looked for.
    public var ports: Ports?
    /// Whether the lab outlives this process.
    public var outlives = false
    /// Where built images are kept.
    public var imageCache: URL

    /// A lab for tests: free ports, no authentication, gone with this process.
    public init(
        basicAuth: BasicAuth? = nil, limitRate: Int? = nil, http2: Set<LabBackend> = [], ports: Ports? = nil,
        outlives: Bool = false,
        imageCache: URL = ImageBuilder.defaultCache
    ) {
        self.basicAuth = basicAuth
        self.limitRate = limitRate
        self.http2 = http2
        self.ports = ports
        self.outlives = outlives
        self.imageCache = imageCache
    }
}
