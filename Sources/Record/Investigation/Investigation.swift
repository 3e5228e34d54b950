package import Foundation
package import OCI

/// The investigation of one faulty blob: where it is wrong on each backend, and which reference it was compared with.
package struct Investigation: Codable, Hashable, Sendable {
    /// The reference that the bytes were compared with.
    package enum Reference: Codable, Hashable, Sendable {
        /// The hash states of a copy that another backend served intact in this run.
        case copy(backend: String)
        /// The hash states of a copy that was proven at this time, from the ledger.
        case remembered(provenAt: Date)
        /// A right copy composed from pieces of several wrong copies.
        case composed
        /// No right copy is known.
        case none
    }

    /// The registry of the requested blob.
    package let registry: RegistryName
    /// The repository that the blob was requested from.
    package let repository: RepositoryName
    /// The digest of the right bytes.
    package let digest: Digest
    /// The size of the right bytes.
    package let size: Int64
    /// The reference for the comparison.
    package let reference: Reference
    /// One map for each backend that showed the fault or was read for comparison, in configuration order.
    package var maps: [BlobMap]
    /// How a right copy was composed, if no backend had one.
    package let composition: Composition?
    /// The same bytes under other names in the release, on the faulty backends.
    package let otherNames: [OtherName]
    /// How far the layer's own structure is intact, if there was no reference.
    package let structure: StructureView?
    /// The file that the right copy was saved to, if requested.
    package var savedCopy: SavedCopy?
    /// The limits of the investigation.
    package var limits: [Described<InvestigationLimit>]
    /// The run that investigated it, if this run saw the same wrong bytes but less of them.
    package var run: Int64?

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

    /// A right copy composed from pieces.
    package struct Composition: Codable, Hashable, Sendable {
        /// A range for which the backends had different versions.
        package struct Piece: Codable, Hashable, Sendable {
            @ByteRange package var bytes: Range<Int64>
            /// The backends whose version is right.
            package let rightOn: [String]
            /// The backends whose version is wrong.
            package let wrongOn: [String]

            package init(bytes: Range<Int64>, rightOn: [String], wrongOn: [String]) {
                _bytes = ByteRange(wrappedValue: bytes)
                self.rightOn = rightOn
                self.wrongOn = wrongOn
            }
        }

        /// The pieces that differed, in order.
        package let pieces: [Piece]
        /// How many combinations were hashed until one matched the digest.
        package let combinations: Int

        package init(pieces: [Piece], combinations: Int) {
            self.pieces = pieces
            self.combinations = combinations
        }
    }

    /// The damaged bytes, requested under another repository: a different entry in the same cache.
    package struct OtherName: Codable, Hashable, Sendable {
        package let backend: String
        /// The repository that they were requested from.
        package let repository: RepositoryName
        /// Whether the bytes that are wrong under the first name are right under this one.
        package let isIntact: Bool
        /// The cache status of the reply.
        package let cacheStatus: String?

        package init(backend: String, repository: RepositoryName, isIntact: Bool, cacheStatus: String?) {
            self.backend = backend
            self.repository = repository
            self.isIntact = isIntact
            self.cacheStatus = cacheStatus
        }
    }

    /// How far a layer's own structure (gzip, Zstandard, tar) is intact.
    package struct StructureView: Codable, Hashable, Sendable {
        /// The backend whose copy was read.
        package let backend: String
        /// The damage lies at or before this byte of the blob; `nil` if the structure is intact to the end, which does not
        /// prove the bytes.
        package let damagedBy: Int64?
        /// The reader's message.
        package let reason: String?

        package init(backend: String, damagedBy: Int64?, reason: String?) {
            self.backend = backend
            self.damagedBy = damagedBy
            self.reason = reason
        }
    }

    /// A right copy that was saved to a file.
    package struct SavedCopy: Codable, Hashable, Sendable {
        package let path: String
        /// The backends that its bytes came from.
        package let sources: [String]

        package init(path: String, sources: [String]) {
            self.path = path
            self.sources = sources
        }
    }
}
