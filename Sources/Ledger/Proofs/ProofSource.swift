package import OCI

/// What served the bytes of a proof, if it serves the same bytes under other repositories of the backend too.
package struct ProofSource: Hashable, Sendable {
    package enum Place: Hashable, Sendable {
        /// The storage of a backend without a cache.
        case storage
        /// An object in a storage that the backend redirects to: its URL without the query.
        case object(String)
    }

    package let place: Place
    /// The entity tag of the object, if the storage named one.
    package let entityTag: String?
    /// The repository that the bytes were hashed under; `nil` if it is that of the proof's path.
    package let repository: RepositoryName?

    package init(_ place: Place, entityTag: String? = nil, repository: RepositoryName? = nil) {
        self.place = place
        self.entityTag = entityTag
        self.repository = repository
    }

    /// The same source, of a path that another one was compared with.
    package func under(_ repository: RepositoryName) -> ProofSource {
        ProofSource(place, entityTag: entityTag, repository: self.repository ?? repository)
    }
}

extension ProofSource.Place {
    /// The word for `storage` in the ledger. No URL is equal to it.
    private static let storageText = "storage"

    var text: String {
        switch self {
        case .storage: Self.storageText
        case .object(let url): url
        }
    }

    init(text: String) { self = text == Self.storageText ? .storage : .object(text) }
}
