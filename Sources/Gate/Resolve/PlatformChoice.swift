internal import OCI

/// Selects the children of an index that a run has to prove.
enum PlatformChoice {
    struct Choice {
        let descriptor: Descriptor
        /// The requested platforms that this child matches.
        let satisfies: [Platform]
    }

    /// All children if no platform was requested. Otherwise every one that a node of one of the platforms fetches, which
    /// includes those that state no platform.
    static func choose(_ children: [Descriptor], requested: [Platform], rules: NodeRules) -> [Choice] {
        guard !requested.isEmpty else { return children.map { Choice(descriptor: $0, satisfies: []) } }
        return children.compactMap { child in
            let satisfies = requested.filter { rules.entry(child, for: $0) == .taken }
            guard !satisfies.isEmpty || child.platform == nil else { return nil }
            return Choice(descriptor: child, satisfies: satisfies)
        }
    }
}
