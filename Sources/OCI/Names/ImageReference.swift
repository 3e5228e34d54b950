/// An image reference as used by people and Kubernetes manifests: `[registry/]repository[:tag][@digest]`.
///
/// Grammar and defaults follow distribution/reference, because they decide what a node pulls: a first component without
/// `.`, `:` or upper case is not a registry unless it is `localhost`; a name without a registry is on Docker Hub; and
/// there, a name of one component is in `library/`.
package struct ImageReference: Hashable, Sendable, CustomStringConvertible {
    /// The text as written, for messages. References that differ only in this are equal.
    package let original: String
    /// The registry; Docker Hub if omitted.
    package let registry: RegistryName
    /// The repository, with `library/` if Docker Hub implies it.
    package let repository: RepositoryName
    /// The tag, or `latest` if neither tag nor digest is given. With a digest, the tag has no effect.
    package let tag: Tag?
    /// The digest, if given; it takes precedence over the tag.
    package let digest: Digest?

    /// Parses a reference. Errors describe the fault and its position. `shortNames` decides what a name without a
    /// registry means.
    package init(
        parsing text: some StringProtocol, shortNames: ShortNames = .dockerHub
    ) throws(ReferenceError) {
        var parser = ReferenceParser(text: String(text), shortNames: shortNames)
        self = try parser.parse()
    }

    /// Whether registry, slash and repository together exceed the 255 characters that many clients allow
    /// (distribution-spec, Pulling manifests).
    package var isTooLongForManyClients: Bool { "\(registry)/\(repository)".utf8.count > 255 }

    init(original: String, registry: RegistryName, repository: RepositoryName, tag: Tag?, digest: Digest?) {
        self.original = original
        self.registry = registry
        self.repository = repository
        self.tag = tag ?? (digest == nil ? .latest : nil)
        self.digest = digest
    }

    /// What to request from the registry: the digest if there is one, otherwise the tag.
    package var selector: ManifestSelector {
        if let digest { .digest(digest) } else { .tag(tag ?? .latest) }
    }

    /// The canonical text with all defaults filled in: `docker.io/library/nginx:1.2@sha256:…`. It parses to an equal
    /// reference.
    package var description: String {
        "\(registry)/\(repository)" + (tag.map { ":\($0)" } ?? "") + (digest.map { "@\($0)" } ?? "")
    }

    /// Equal if they refer to the same image, no matter how they are written.
    package static func == (left: ImageReference, right: ImageReference) -> Bool {
        left.registry == right.registry && left.repository == right.repository && left.tag == right.tag
            && left.digest == right.digest
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(registry)
        hasher.combine(repository)
        hasher.combine(tag)
        hasher.combine(digest)
    }
}
