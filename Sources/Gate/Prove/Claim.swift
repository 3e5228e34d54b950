internal import Layer
package import OCI
package import Record
package import Registry

/// A claim to prove: this backend serves these bytes in this repository intact.
package struct Claim: Hashable, Sendable {
    package typealias Kind = Run.Claim.Kind

    private struct Definition: Sendable {
        let backend: Backend
        let repository: RepositoryName
        let digest: Digest
        let size: Int64?
        let kind: Kind
        let mediaType: MediaType?
        let urls: [String]
        let isOfReferrer: Bool
        var platform: Platform?
        let data: [UInt8]?
    }

    /// A release has many thousands of claims, which are copied and compared all the time: copies share their storage.
    private final class Storage: Sendable {
        let definition: Definition

        init(_ definition: Definition) { self.definition = definition }
    }

    private var storage: Storage

    /// The backend that must serve the content.
    package var backend: Backend { storage.definition.backend }
    /// The requested repository. It matters because a caching proxy keys on the URI.
    package var repository: RepositoryName { storage.definition.repository }
    /// The digest of the bytes.
    package var digest: Digest { storage.definition.digest }
    /// The size in bytes; `nil` for a manifest that is known by its digest alone.
    package var size: Int64? { storage.definition.size }
    /// The role of the content in the image.
    package var kind: Kind { storage.definition.kind }
    /// The media type, if it is known before reading.
    package var mediaType: MediaType? { storage.definition.mediaType }
    /// The URLs in the descriptor.
    package var urls: [String] { storage.definition.urls }
    /// Whether only a referrers list led to it, so that it is not part of the image itself.
    package var isOfReferrer: Bool { storage.definition.isOfReferrer }
    /// The platform of a manifest that an index lists, if it states one.
    package var platform: Platform? {
        get { storage.definition.platform }
        set {
            var definition = storage.definition
            definition.platform = newValue
            storage = Storage(definition)
        }
    }
    /// The content in the descriptor, if it has any.
    package var data: [UInt8]? { storage.definition.data }

    package init(
        backend: Backend, repository: RepositoryName, digest: Digest, size: Int64?, kind: Kind, mediaType: MediaType?,
        urls: [String] = [], isOfReferrer: Bool = false, data: [UInt8]? = nil
    ) {
        storage = Storage(
            Definition(
                backend: backend, repository: repository, digest: digest, size: size, kind: kind, mediaType: mediaType,
                urls: urls, isOfReferrer: isOfReferrer, data: data))
    }

    /// The same claim, listed by another descriptor too: with its URLs, with content only if both have it, and in the role that
    /// demands more of the bytes.
    func adding(_ more: Claim) -> Claim {
        let new = more.urls.filter { !urls.contains($0) }
        let data = more.data == nil ? nil : data
        let role = more.demandsMore(than: self) ? more : self
        guard !new.isEmpty || data != self.data || role.demand != demand else { return self }
        return Claim(
            backend: backend, repository: repository, digest: digest, size: size, kind: role.kind,
            mediaType: role.mediaType, urls: urls + new, isOfReferrer: role.isOfReferrer, data: data)
    }

    /// Whether nodes unpack it as a layer of an image.
    var isUnpackedByNodes: Bool { kind == .layer && !isOfReferrer && mediaType?.isFilesystem == true }

    /// Whether nodes do more with its bytes than with those of another claim to them.
    func demandsMore(than other: Claim) -> Bool { demand > other.demand }

    /// How much its role demands of the bytes, to compare. What nodes unpack is more than a blob that they only keep, and what
    /// they decompress is more than what they take as it is.
    private var demand: Int {
        guard isUnpackedByNodes, let mediaType else { return isOfReferrer ? 0 : 1 }
        return LayerFormat(mediaType) == nil ? 2 : mediaType == .ociLayer ? 3 : 4
    }

    /// Whether it is the manifest that a name resolves to.
    var isRoot: Bool { kind == .manifest && size == nil && mediaType == nil && !isOfReferrer }

    /// Whether a registry need not have it, because nodes fetch it from elsewhere.
    package var isForeign: Bool { !urls.isEmpty || mediaType?.isForeignLayer == true }

    /// Two claims are equal if path and expectation are the same, regardless of the media type in the manifests.
    package static func == (left: Claim, right: Claim) -> Bool {
        left.storage === right.storage
            || left.backend == right.backend && left.repository == right.repository && left.digest == right.digest
                && left.size == right.size && (left.kind == .manifest) == (right.kind == .manifest)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(backend.name)
        hasher.combine(repository)
        hasher.combine(digest)
    }

    /// The same content under the same name, on any backend.
    package var group: ClaimGroup {
        ClaimGroup(registry: backend.registry, repository: repository, digest: digest)
    }

    package var place: FaultPlace {
        FaultPlace(backend.registry, backend: backend.name, repository: repository, digest: digest)
    }
}
