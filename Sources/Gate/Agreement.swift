public import OCI
internal import Registry
internal import Release

extension ImageResult {
    /// The digests that the name leads to on the backends that serve, each once; on standbys only where no other answers.
    /// One alone is what all backends agree on.
    public var namedDigests: [Digest] {
        let serving = views.filter { $0.backend.role != .standby && $0.digest != nil }
        let answering = serving.isEmpty ? views : serving
        return Set(answering.compactMap(\.digest)).sorted()
    }

    /// Whether the deploy only returns to it when it fails, and does not start it.
    public var isRollbackOnly: Bool { use.isRollbackOnly }
}
