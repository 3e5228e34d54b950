package import OCI
package import Record

/// The digest an image had when it was verified, from a pins file.
package struct Pin: Hashable, Sendable {
    /// Which references a pin applies to.
    package enum Scope: Hashable, Sendable {
        /// References with this tag.
        case tag(Tag)
        /// Every reference to the repository, as in kustomize.
        case name
        /// References that specify the digest themselves.
        case digest
    }

    package let registry: RegistryName
    package let repository: RepositoryName
    /// Which references it applies to.
    package let scope: Scope
    /// The digest they must resolve to.
    package let digest: Digest
    package let origin: Origin
    /// The pinned image, with its tag if it has one, otherwise with the digest.
    package let reference: ImageReference

    /// Whether it applies to an image. A reference without a tag is pinned by its own digest.
    package func covers(_ image: ImageReference) -> Bool {
        guard image.registry == registry, image.repository == repository else { return false }
        return switch scope {
        case .name: true
        case .tag(let tag): image.tag == tag || (image.tag == nil && image.digest == digest)
        case .digest: image.digest == digest
        }
    }

    /// Its name in messages: `registry.example/app:1`, with a digest only if it has no tag.
    var name: String {
        switch scope {
        case .name: "\(registry)/\(repository)"
        case .tag(let tag): "\(registry)/\(repository):\(tag)"
        case .digest: "\(registry)/\(repository)@\(digest)"
        }
    }

    /// Parses a name, which may already include the digest. `isOfName` if its tag is not significant.
    init(
        _ text: String, digest: Digest, isOfName: Bool = false, origin: Origin, shortNames: ShortNames = .dockerHub
    ) throws(ReferenceError) {
        // Without its end, a reference with a password would be another image.
        if text.hidingPassword != text { _ = try ImageReference(parsing: text, shortNames: shortNames) }
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
