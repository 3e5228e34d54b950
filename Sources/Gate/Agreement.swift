package import OCI
internal import Registry
internal import Release

extension ImageResult {
    /// The digests that the name leads to on the backends that serve, each once; on standbys only where no other answers.
    /// One alone is what all backends agree on.
    package var namedDigests: [Digest] {
        let serving = views.filter { $0.backend.role != .standby && $0.digest != nil }
        let answering = serving.isEmpty ? views : serving
        return Set(answering.compactMap(\.digest)).sorted()
    }
}

/// What a name must lead to, as a report shows it.
package struct ExpectedContent: Hashable, Sendable {
    /// The manifest or index, where it is one.
    package let manifest: Digest?
    /// The configuration, where it is one.
    package let config: Digest?
    /// `pin` or `disk`.
    package let reason: String
    /// Where that is written, or lies, in words.
    package let origin: String
}

extension ImageResult {
    /// What the name must lead to on every backend.
    package var expectations: [ExpectedContent] {
        use.expectations.map { expectation in
            let (manifest, config): (Digest?, Digest?) =
                switch expectation.content {
                case .manifest(let digest): (digest, nil)
                case .config(let digest): (nil, digest)
                }
            return ExpectedContent(
                manifest: manifest, config: config, reason: expectation.reason.rawValue,
                origin: expectation.origin.description)
        }
    }
}
