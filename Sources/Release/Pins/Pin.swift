package import OCI
package import Record

/// What an image was when it was verified, as a file of pins says it.
package struct Pin: Hashable, Sendable {
    /// Which references it is about.
    package enum Scope: Hashable, Sendable {
        /// Those with this tag.
        case tag(Tag)
        /// All of the repository, as kustomize means it.
        case name
        /// Those that name the digest themselves.
        case digest
    }

    package let registry: RegistryName
    package let repository: RepositoryName
    /// Which references it is about.
    package let scope: Scope
    /// What they must lead to.
    package let digest: Digest
    package let origin: Origin
    /// The image that is pinned, by its tag where it has one, else by the digest.
    package let reference: ImageReference

    /// Whether it says what this image is. A reference without a tag is pinned by its own digest.
    package func covers(_ image: ImageReference) -> Bool {
        guard image.registry == registry, image.repository == repository else { return false }
        return switch scope {
        case .name: true
        case .tag(let tag): image.tag == tag || (image.tag == nil && image.digest == digest)
        case .digest: image.digest == digest
        }
    }

    /// What messages call it: `registry.example/app:1`, without what it is pinned to unless that is all it has.
    var name: String {
        switch scope {
        case .name: "\(registry)/\(repository)"
        case .tag(let tag): "\(registry)/\(repository):\(tag)"
        case .digest: "\(registry)/\(repository)@\(digest)"
        }
    }

    /// Reads a name, which may have the digest in it already; `isOfName` where its tag says nothing.
    init(
        _ text: String, digest: Digest, isOfName: Bool = false, origin: Origin, shortNames: ShortNames = .dockerHub
    ) throws(ReferenceError) {
        let bare = text.firstIndex(of: "@").map { String(text[..<$0]) } ?? text
        let named = try ImageReference(parsing: bare, shortNames: shortNames)
        let hasTag = bare.split(separator: "/").last?.contains(":") == true
        registry = named.registry
        repository = named.repository
        self.digest = digest
        self.origin = origin
        scope = isOfName ? .name : hasTag || bare == text ? .tag(named.tag ?? .latest) : .digest
        if case .tag = scope {
            reference = named
        } else {
            reference = try ImageReference(parsing: "\(named.registry)/\(named.repository)@\(digest)")
        }
    }
}
