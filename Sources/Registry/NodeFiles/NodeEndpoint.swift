internal import OCI
internal import Record
internal import Transfer

/// A place where nodes look for images of a registry, as one of their files says; not resolved to addresses yet.
package struct NodeEndpoint: Hashable, Sendable {
    package var scheme: Backend.Scheme
    package var route: Route
    /// Whether it is the registry itself, which the files name last: what the configuration says of the registry holds
    /// for it where the file says nothing.
    package var isRegistry: Bool
    /// Whom it is trusted by.
    package var trust: Backend.Trust
    /// The file and the line.
    package var source: Backend.Source
}

/// All that files of the nodes say of one registry.
package struct NodeEndpoints: Sendable {
    /// Where nodes look, in their order; empty where the files say nothing of the registry.
    package var endpoints: [NodeEndpoint] = []
    /// What nodes do not pull at all, a sentence each.
    package var blocked: [String] = []
    /// What was left alone, a sentence each.
    package var ignored: [String] = []

    package init() {}

    /// Whether the files say anything of the registry.
    package var saysNothing: Bool { endpoints.isEmpty && blocked.isEmpty }

    /// Adds what other files say; an endpoint that both name counts once.
    package mutating func add(_ others: NodeEndpoints) {
        for endpoint in others.endpoints
        where !endpoints.contains(where: { $0.route == endpoint.route && $0.scheme == endpoint.scheme }) {
            endpoints.append(endpoint)
        }
        blocked += others.blocked
        ignored += others.ignored
    }
}
