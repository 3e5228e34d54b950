internal import OCI

/// Selects the children of an index that a run has to prove.
enum PlatformChoice {
    struct Choice {
        let descriptor: Descriptor
        /// The requested platforms that this child matches.
        let satisfies: [Platform]
    }

    /// All children if no platform was requested. Otherwise the first match for each platform (image-spec, Image Index), and
    /// every nested index without a platform, because the image may be below it.
    static func choose(_ children: [Descriptor], requested: [Platform]) -> [Choice] {
        guard !requested.isEmpty else { return children.map { Choice(descriptor: $0, satisfies: []) } }
        var answers: [Int: [Platform]] = [:]
        for platform in requested {
            let match = children.firstIndex { $0.platform?.matches(requested: platform) == true }
            if let match { answers[match, default: []].append(platform) }
        }
        return children.enumerated().compactMap { index, child in
            if let satisfies = answers[index] { return Choice(descriptor: child, satisfies: satisfies) }
            let mayHoldMore = child.mediaType.isIndex && child.platform == nil
            return mayHoldMore ? Choice(descriptor: child, satisfies: []) : nil
        }
    }
}
