package import Foundation
import Support

/// What a lab is to be like.
package struct LabOptions: Sendable {
    /// A user that nginx asks for on some paths.
    package struct BasicAuth: Codable, Hashable, Sendable {
        /// The user's name.
        package var user: String
        /// The password.
        package var password: String
        /// The start of the paths that need it, for example `/v2/tools/`; `/v2/` is all of them.
        package var pathPrefix: String

        /// A user for the paths below a prefix.
        package init(user: String, password: String, pathPrefix: String) {
            self.user = user
            self.password = password
            self.pathPrefix = pathPrefix
        }
    }

    /// The ports that the lab listens on.
    package struct Ports: Codable, Hashable, Sendable {
        /// Of the three backends, each on its own address.
        package var backends: UInt16
        /// Of the registry behind them, on 127.0.0.1.
        package var registry: UInt16

        /// The ports of `make lab-up`.
        package static let fixed = Ports(backends: 18443, registry: 15000)

        /// Two ports.
        package init(backends: UInt16, registry: UInt16) {
            self.backends = backends
            self.registry = registry
        }
    }

    /// Basic authentication, on some paths.
    package var basicAuth: BasicAuth?
    /// Whether nginx lets in only who shows a certificate of the lab's authority.
    package var clientCertificates = false
    /// How many bytes a second nginx sends on one connection, for tests that act in the middle of a transfer.
    package var limitRate: Int?
    /// The backends that offer HTTP/2.
    package var http2: Set<LabBackend>
    /// Fixed ports; without them free ones are looked for.
    package var ports: Ports?
    /// Whether the lab outlives this process.
    package var outlives = false
    /// Where built images are kept.
    package var imageCache: URL

    /// A lab for tests: free ports, no authentication, gone with this process.
    package init(
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
