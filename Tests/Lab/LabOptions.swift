package import Foundation
import Support

/// The options of a lab.
package struct LabOptions: Sendable {
    /// A user that nginx requires on some paths.
    package struct BasicAuth: Codable, Hashable, Sendable {
        /// The user's name.
        package var user: String
        /// The password.
        package var password: String
        /// The prefix of the protected paths, such as `/v2/tools/`; `/v2/` protects all.
        package var pathPrefix: String

        package init(user: String, password: String, pathPrefix: String) {
            self.user = user
            self.password = password
            self.pathPrefix = pathPrefix
        }
    }

    /// The ports that the lab listens on.
    package struct Ports: Codable, Hashable, Sendable {
        /// The port of the three backends, each on its own address.
        package var backends: UInt16
        /// The port of the registry behind them, on 127.0.0.1.
        package var registry: UInt16

        /// The ports of `make lab-up`.
        package static let fixed = Ports(backends: 18443, registry: 15000)

        package init(backends: UInt16, registry: UInt16) {
            self.backends = backends
            self.registry = registry
        }
    }

    /// Basic authentication, on some paths.
    package var basicAuth: BasicAuth?
    /// Whether nginx requires a client certificate from the lab's authority.
    package var clientCertificates = false
    /// The bytes per second that nginx sends on one connection, for tests that act during a transfer.
    package var limitRate: Int?
    /// The backends that offer HTTP/2.
    package var http2: Set<LabBackend>
    /// Fixed ports; if `nil`, free ones are chosen.
    package var ports: Ports?
    /// Whether the lab outlives this process.
    package var outlives = false
    /// The directory for built images.
    package var imageCache: URL

    /// A lab for tests: free ports, no authentication, ends with this process.
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
