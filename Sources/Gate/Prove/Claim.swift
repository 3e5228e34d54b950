package import OCI
package import Record
package import Registry

/// Backend B serves these bytes, asked for under this repository, intact: what a run must prove.
package struct Claim: Hashable, Sendable {
    package typealias Kind = Run.Claim.Kind

    /// Who must serve it.
    package let backend: Backend
    /// Under which repository it is asked for: a caching front end keys on the URI.
    package let repository: RepositoryName
    /// The bytes.
    package let digest: Digest
    /// Their number; `nil` for a manifest that was named by its digest alone.
    package let size: Int64?
    /// What they are.
    package let kind: Kind
    /// Their media type, as far as it is known before they are read.
    package let mediaType: MediaType?
    /// Where else the manifest says that they may be had.
    package let urls: [String]
    /// Whether only a list of referrers led to it: it is no part of the image, but about it.
    package let isOfReferrer: Bool

    /// A claim.
    package init(
        backend: Backend, repository: RepositoryName, digest: Digest, size: Int64?, kind: Kind, mediaType: MediaType?,
        urls: [String] = [], isOfReferrer: Bool = false
    ) {
        self.backend = backend
        self.repository = repository
        self.digest = digest
        self.size = size
        self.kind = kind
        self.mediaType = mediaType
        self.urls = urls
        self.isOfReferrer = isOfReferrer
    }

    /// Whether a registry need not hold it, since nodes fetch it from elsewhere.
    package var isForeign: Bool { !urls.isEmpty || mediaType?.isForeignLayer == true }

    /// Two claims are one when path and expectation are the same, however the manifests call the bytes.
    package static func == (left: Claim, right: Claim) -> Bool {
        left.backend == right.backend && left.repository == right.repository && left.digest == right.digest
            && left.size == right.size && (left.kind == .manifest) == (right.kind == .manifest)
    }

    /// Hashes what equality compares.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(backend.name)
        hasher.combine(repository)
        hasher.combine(digest)
    }

    /// The same content under the same name, on whichever backend.
    package var group: ClaimGroup {
        ClaimGroup(registry: backend.registry, repository: repository, digest: digest)
    }

    package var place: FaultPlace {
        FaultPlace(backend.registry, backend: backend.name, repository: repository, digest: digest)
    }
}
