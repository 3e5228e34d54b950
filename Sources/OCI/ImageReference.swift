/// An image as people and manifests of Kubernetes name it: `[registry/]repository[:tag][@digest]`.
///
/// The grammar and the defaults are those of distribution/reference, since they decide what a node pulls: a first
/// component without `.`, `:` or upper case is no registry unless it is `localhost`, a name without registry is on
/// Docker Hub, and there a name of one component is in `library/`.
package struct ImageReference: Hashable, Sendable, CustomStringConvertible {
    /// The text as it was written, for messages; two references that differ only in this are equal.
    package let original: String
    /// The registry, Docker Hub where none is written.
    package let registry: RegistryName
    /// The repository, with `library/` where Docker Hub implies it.
    package let repository: RepositoryName
    /// The tag as written, or `latest` where neither tag nor digest is written. Beside a digest it decides nothing.
    package let tag: Tag?
    /// The digest, where one is written: it names the image even if a tag is there too.
    package let digest: Digest?

    /// Reads a reference, saying what is wrong where when it is none; `shortNames` says what a name without a registry
    /// means.
    package init(
        parsing text: some StringProtocol, shortNames: ShortNames = .dockerHub
    ) throws(ReferenceError) {
        var parser = ReferenceParser(text: String(text), shortNames: shortNames)
        self = try parser.parse()
    }

    /// Whether registry, slash and repository together are longer than the 255 characters that many clients allow
    /// (distribution-spec, Pulling manifests).
    package var isTooLongForManyClients: Bool { "\(registry)/\(repository)".utf8.count > 255 }

    init(original: String, registry: RegistryName, repository: RepositoryName, tag: Tag?, digest: Digest?) {
        self.original = original
        self.registry = registry
        self.repository = repository
        self.tag = tag ?? (digest == nil ? .latest : nil)
        self.digest = digest
    }

    /// What to ask the registry for: the digest when there is one, else the tag.
    package var selector: ManifestSelector {
        if let digest { .digest(digest) } else { .tag(tag ?? .latest) }
    }

    /// The canonical text with every default written out: `docker.io/library/nginx:1.2@sha256:…`. It parses to an equal
    /// reference.
    package var description: String {
        "\(registry)/\(repository)" + (tag.map { ":\($0)" } ?? "") + (digest.map { "@\($0)" } ?? "")
    }

    /// Equal when they mean the same image, however they were written.
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
