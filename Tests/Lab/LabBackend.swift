/// One of the three nginx backends that serve the registry's name.
package enum LabBackend: String, Codable, CaseIterable, Sendable, CustomStringConvertible {
    /// On 127.0.0.11.
    case front1
    /// On 127.0.0.12.
    case front2
    /// On 127.0.0.13.
    case front3

    /// The loopback address that it listens on.
    package var address: String {
        switch self {
        case .front1: "127.0.0.11"
        case .front2: "127.0.0.12"
        case .front3: "127.0.0.13"
        }
    }

    /// The name that configuration and reports use.
    package var description: String { rawValue }
}

/// A process of the lab.
enum LabService: Hashable, Sendable, CustomStringConvertible {
    case registry
    case backend(LabBackend)

    static let all: [LabService] = [.registry] + LabBackend.allCases.map(LabService.backend)

    var description: String {
        switch self {
        case .registry: "registry"
        case .backend(let backend): backend.description
        }
    }
}
