internal import OCI
internal import Record
internal import Transfer

/// An endpoint that nodes pull a registry's images from, according to one of their files. Not resolved to addresses
/// yet.
package struct NodeEndpoint: Hashable, Sendable {
    package var scheme: Backend.Scheme
    package var route: Route
    /// Whether it is the registry itself, which is always the last. The registry's own configuration fills in what the
    /// file leaves open.
    package var isRegistry: Bool
    /// The TLS settings to use for it.
    package var trust: Backend.Trust
    /// Whether nodes try https without verification and then plain HTTP, on the same port or the default one.
    package var mayBePlain = false
    /// Whether its lack of content is only reported, because nodes then ask the next one.
    package var isOptional = false
    /// Whether it is the server or the location, which nodes ask after all mirrors.
    package var isLastResort = false
    /// The file and line that define it.
    package var source: Backend.Source
}

/// Everything the nodes' files say about one registry.
package struct NodeEndpoints: Sendable {
    /// The endpoints in the order nodes try them; empty if the files do not mention the registry.
    package var endpoints: [NodeEndpoint] = []
    /// What nodes refuse to pull; one sentence each.
    package var blocked: [String] = []
    /// What nodes understand and the gate does not, so that it does not know where they pull from; one sentence each.
    package var unclear: [String] = []
    /// Settings that were ignored; one sentence each.
    package var ignored: [String] = []

    package init() {}

    /// Whether the files do not mention the registry at all.
    package var saysNothing: Bool { endpoints.isEmpty && blocked.isEmpty && unclear.isEmpty }

    /// Merges the content of other files; an endpoint listed in both counts once.
    package mutating func add(_ others: NodeEndpoints) {
        for endpoint in others.endpoints
        where !endpoints.contains(where: { $0.route == endpoint.route && $0.scheme == endpoint.scheme }) {
            endpoints.append(endpoint)
        }
        blocked += others.blocked
        unclear += others.unclear
        ignored += others.ignored
    }
}
