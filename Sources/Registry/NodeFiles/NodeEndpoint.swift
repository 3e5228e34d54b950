internal import OCI
internal import Transfer

/// A place where nodes look for images of a registry, as one of their files says; not resolved to addresses yet.
public struct NodeEndpoint: Hashable, Sendable {
    /// How it is spoken to.
    public var scheme: Backend.Scheme
    /// How it is addressed.
    public var route: Route
    /// Whether it is the registry itself, which the files name last: what the configuration says of the registry holds
    /// for it where the file says nothing.
    public var isRegistry: Bool
    /// Whom it is trusted by.
    public var trust: Backend.Trust
    /// The file and the line.
    public var source: Backend.Source
}

/// All that files of the nodes say of one registry.
public struct NodeEndpoints: Sendable {
    /// Where nodes look, in their order; empty where the files say nothing of the registry.
    public var endpoints: [NodeEndpoint] = []
    /// What nodes do not pull at all, a sentence each.
    public var blocked: [String] = []
    /// What was left alone, a sentence each.
    public var ignored: [String] = []

    /// Nothing.
    public init() {}

    /// Whether the files say anything of the registry.
    public var saysNothing: Bool { endpoints.isEmpty && blocked.isEmpty }

    /// Adds what other files say; an endpoint that both name counts once.
    public mutating func add(_ others: NodeEndpoints) {
        for endpoint in others.endpoints
        where !endpoints.contains(where: { $0.route == endpoint.route && $0.scheme == endpoint.scheme }) {
            endpoints.append(endpoint)
        }
        blocked += others.blocked
        ignored += others.ignored
    }
}
