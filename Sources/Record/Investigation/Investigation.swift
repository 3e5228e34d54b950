package import Foundation
package import OCI

/// What a closer look at one faulty blob found: where it is wrong on each backend, and what that was measured against.
package struct Investigation: Codable, Hashable, Sendable {
    /// What tells right bytes from wrong ones.
    package enum Reference: Codable, Hashable, Sendable {
        /// The running hash of a copy that another backend served intact in this run.
        case copy(backend: String)
        /// The running hash of a copy that was proven at this time, kept in the ledger.
        case remembered(provenAt: Date)
        /// A right copy that was put together of the pieces of several backends' wrong ones.
        case composed
        /// Nothing: no right copy is known.
        case none
    }

    /// The blob, under the name that it was asked for.
    package let registry: RegistryName
    /// The repository that it was asked for under.
    package let repository: RepositoryName
    /// The digest of the right bytes.
    package let digest: Digest
    /// Their number.
    package let size: Int64
    /// What the wrong bytes were measured against.
    package let reference: Reference
    /// One map for each backend that showed a fault or was asked for comparison, in the order of the configuration.
    package let maps: [BlobMap]
    /// How a right copy was put together, where no backend had one.
    package let composition: Composition?
    /// The same bytes under other names of the release, on the backends that showed the fault.
    package let otherNames: [OtherName]
    /// How far the layer's own structure is whole, where there was nothing to compare it with.
    package let structure: StructureView?
    /// Where the right copy was kept, when that was asked for.
    package var savedCopy: SavedCopy?
    /// What the look could not find out, a sentence each.
    package var limits: [Described<InvestigationLimit>]

    /// An investigation from its parts.
    package init(
        registry: RegistryName, repository: RepositoryName, digest: Digest, size: Int64, reference: Reference,
        maps: [BlobMap], composition: Composition? = nil, otherNames: [OtherName] = [],
        structure: StructureView? = nil, savedCopy: SavedCopy? = nil, limits: [InvestigationLimit] = []
    ) {
        self.registry = registry
        self.repository = repository
        self.digest = digest
        self.size = size
        self.reference = reference
        self.maps = maps
        self.composition = composition
        self.otherNames = otherNames
        self.structure = structure
        self.savedCopy = savedCopy
        self.limits = limits.map { Described($0) }
    }

    /// A right copy put together of pieces.
    package struct Composition: Codable, Hashable, Sendable {
        /// Bytes of which the backends had different versions.
        package struct Piece: Codable, Hashable, Sendable {
            /// The bytes.
            @ByteRange package var bytes: Range<Int64>
            /// The backends whose version is right.
            package let rightOn: [String]
            /// The backends whose version is wrong.
            package let wrongOn: [String]

            /// A piece.
            package init(bytes: Range<Int64>, rightOn: [String], wrongOn: [String]) {
                _bytes = ByteRange(wrappedValue: bytes)
                self.rightOn = rightOn
                self.wrongOn = wrongOn
            }
        }

        /// The pieces that differed, in order.
        package let pieces: [Piece]
        /// How many combinations were hashed until one had the digest.
        package let combinations: Int

        /// A composition.
        package init(pieces: [Piece], combinations: Int) {
            self.pieces = pieces
            self.combinations = combinations
        }
    }

    /// The damaged bytes, asked for under another repository's name: another entry of the same cache.
    package struct OtherName: Codable, Hashable, Sendable {
        /// The backend that was asked.
        package let backend: String
        /// The name that it was asked under.
        package let repository: RepositoryName
        /// Whether the bytes that are wrong under the first name are right under this one.
        package let isIntact: Bool
        /// What the cache said.
        package let cacheStatus: String?

        /// The bytes under another name.
        package init(backend: String, repository: RepositoryName, isIntact: Bool, cacheStatus: String?) {
            self.backend = backend
            self.repository = repository
            self.isIntact = isIntact
            self.cacheStatus = cacheStatus
        }
    }

    /// How far a layer's own structure (gzip, Zstandard, tar) is whole.
    package struct StructureView: Codable, Hashable, Sendable {
        /// The backend whose copy was read.
        package let backend: String
        /// The damage lies at or before this byte of the blob; `nil` when the structure is whole to the end, which does
        /// not say that the bytes are right.
        package let damagedBy: Int64?
        /// What the reader said.
        package let reason: String?

        /// A view.
        package init(backend: String, damagedBy: Int64?, reason: String?) {
            self.backend = backend
            self.damagedBy = damagedBy
            self.reason = reason
        }
    }

    /// A right copy that was kept in a file.
    package struct SavedCopy: Codable, Hashable, Sendable {
        /// The file.
        package let path: String
        /// The backends whose bytes it is made of.
        package let sources: [String]

        /// A saved copy.
        package init(path: String, sources: [String]) {
            self.path = path
            self.sources = sources
        }
    }
}
