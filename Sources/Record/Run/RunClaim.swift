package import Foundation
package import OCI

extension Run {
    /// A statement for the run to prove, "this backend serves this content in this repository intact", and its outcome.
    package struct Claim: Codable, Hashable, Sendable {
        /// The role of the content in the image.
        package enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
            /// A manifest or an index.
            case manifest
            /// An image's configuration.
            case config
            /// A layer, or any other blob that a manifest lists as one.
            case layer
        }

        /// The name of the backend.
        package var backend: String
        package var registry: RegistryName
        package var repository: RepositoryName
        package var digest: Digest
        /// The size in bytes; `nil` for a manifest that is known by its digest alone.
        package var size: Int64?
        package var kind: Kind
        package var mediaType: MediaType?
        /// Whether only a referrers list led to it, so that it is not part of the image itself.
        package var isOfReferrer = false
        /// The platform of a manifest that an index lists, if it states one.
        package var platform: Platform?
        package var status: Status
        /// All attempts of this run, in order; empty for a reused claim.
        package var attempts: [Attempt] = []
        /// A waived fault of a claim that is proven; it is only reported.
        package var remark: Finding?
        /// The spot check of the earlier proof, if one was made.
        package var spot: SpotCheck?

        package init(
            backend: String, registry: RegistryName, repository: RepositoryName, digest: Digest, size: Int64?,
            kind: Kind, mediaType: MediaType? = nil, status: Status
        ) {
            self.backend = backend
            self.registry = registry
            self.repository = repository
            self.digest = digest
            self.size = size
            self.kind = kind
            self.mediaType = mediaType
            self.status = status
        }

        /// The fault, or else the remark.
        package var finding: Finding? { status.finding ?? remark }

        package var group: ClaimGroup { ClaimGroup(registry: registry, repository: repository, digest: digest) }
    }
}

extension Run.Claim {
    /// The outcome of a claim.
    ///
    /// Indirect, because a record holds many claims, and copying one must not copy the fields of its proof.
    package indirect enum Status: Hashable, Sendable {
        /// Pulled and proven in this run.
        case verified(Verified)
        /// Proven by an earlier run, recently enough.
        case reused(Reuse)
        /// Proven by bytes that were hashed under another repository.
        case shared(Shared)
        /// The backend reports that it has the content: a hint, at a depth that requests no more.
        case present
        /// Not requested, at a depth that requests no blobs.
        case notAsked
        /// Would be pulled: in a plan, or left to a later round of a watch.
        case planned
        /// Left to another shard, even if this one has read it and found it right.
        case otherShard(Int, isRead: Bool)
        /// Faulty. The weight of the finding determines whether it refuses, is undecided or is only reported.
        case faulty(Finding)

        package var verdict: Verdict {
            switch self {
            case .verified, .reused, .shared: .verified
            case .present, .notAsked, .otherShard: .unproven
            case .planned: .undecided
            case .faulty(let finding): finding.verdict
            }
        }

        package var finding: Finding? { if case .faulty(let finding) = self { finding } else { nil } }

        package var isOtherShard: Bool { if case .otherShard = self { true } else { false } }

        /// Whether the bytes were hashed and right, now or by a reused proof.
        package var isProof: Bool {
            switch self {
            case .verified, .reused, .shared: true
            case .present, .notAsked, .planned, .otherShard, .faulty: false
            }
        }

        /// Whether this run knows that the content is right, no matter which shard has to prove it.
        package var isKnownRight: Bool { if case .otherShard(_, let isRead) = self { isRead } else { isProof } }

        package var reuse: Reuse? { if case .reused(let reuse) = self { reuse } else { nil } }

        package var shared: Shared? { if case .shared(let shared) = self { shared } else { nil } }

        package var verified: Verified? { if case .verified(let verified) = self { verified } else { nil } }

        /// The digest of the unpacked layer, if it was unpacked now or by an earlier run.
        package var diffID: Digest? { verified?.diffID ?? reuse?.diffID ?? shared?.diffID }
    }

    /// A proof made by this run.
    package struct Verified: Codable, Hashable, Sendable {
        /// The number of hashed bytes.
        package var size: Int64
        package var diffID: Digest?
        /// The cache status that the reply reports: a hint.
        package var cacheStatus: String?
        /// Whether the reply was fetched from behind the cache, so that the storage is right.
        package var isFromBehindCache: Bool
        /// Whether it was fetched from behind the cache and not read back from it. That proves storage and path, but not the
        /// cached copy (invariant 10).
        package var isReadThrough: Bool
        /// Whether it was served by a URL of the descriptor, not by the backend.
        package var isFromElsewhere: Bool
        /// The value of `Docker-Content-Digest`, if the reply had one.
        package var namedDigest: String?
        /// The number of bytes from earlier replies, if the last one continued them; all were hashed as one stream.
        package var resumedAt: Int64?
        /// When the first of these bytes was requested. The proof is as old as that.
        package var begunAt: Date?
        /// The first byte that was read in parts next to the whole, each hashed from the state before it; `nil` if there is none.
        package var partsFrom: Int64?

        package init(
            size: Int64, diffID: Digest? = nil, cacheStatus: String? = nil, isFromBehindCache: Bool = false,
            isReadThrough: Bool = false, isFromElsewhere: Bool = false, namedDigest: String? = nil
        ) {
            self.size = size
            self.diffID = diffID
            self.cacheStatus = cacheStatus
            self.isFromBehindCache = isFromBehindCache
            self.isReadThrough = isReadThrough
            self.isFromElsewhere = isFromElsewhere
            self.namedDigest = namedDigest
        }
    }

    /// An earlier proof that replaces a pull.
    package struct Reuse: Codable, Hashable, Sendable {
        /// When the last byte was hashed.
        package var provenAt: Date
        /// The number of the run that hashed it, in the ledger of its machine.
        package var run: Int64
        /// That machine, if it is another one whose ledger was imported.
        package var vantage: String?
        /// The number of hashed bytes.
        package var size: Int64
        package var diffID: Digest?
        /// The address and port that answered.
        package var address: String?
        /// The cache status that the reply reported.
        package var cacheStatus: String?
        /// When a spot check last found it right.
        package var spotCheckedAt: Date?
        /// The repository that the bytes were hashed under, if it is another one.
        package var repository: RepositoryName?

        package init(
            provenAt: Date, run: Int64, vantage: String?, size: Int64, diffID: Digest? = nil, address: String?,
            cacheStatus: String?, spotCheckedAt: Date?, repository: RepositoryName? = nil
        ) {
            self.provenAt = provenAt
            self.run = run
            self.vantage = vantage
            self.size = size
            self.diffID = diffID
            self.address = address
            self.cacheStatus = cacheStatus
            self.spotCheckedAt = spotCheckedAt
            self.repository = repository
        }
    }
}

/// Encoded flat: `{"state": "verified", "size": 5, ...}`.
extension Run.Claim.Status: Codable {
    private enum State: String, Codable {
        case verified
        case reused
        case shared
        case present
        case notAsked = "not-asked"
        case planned
        case otherShard = "other-shard"
        case faulty
    }

    private enum CodingKeys: String, CodingKey {
        case state
        case shard
        case isRead
        case finding
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self =
            switch try values.decode(State.self, forKey: .state) {
            case .verified: .verified(try Run.Claim.Verified(from: decoder))
            case .reused: .reused(try Run.Claim.Reuse(from: decoder))
            case .shared: .shared(try Run.Claim.Shared(from: decoder))
            case .present: .present
            case .notAsked: .notAsked
            case .planned: .planned
            case .otherShard:
                .otherShard(
                    try values.decode(Int.self, forKey: .shard), isRead: try values.decode(Bool.self, forKey: .isRead))
            case .faulty: .faulty(try values.decode(Finding.self, forKey: .finding))
            }
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .verified(let verified):
            try values.encode(State.verified, forKey: .state)
            try verified.encode(to: encoder)
        case .reused(let reuse):
            try values.encode(State.reused, forKey: .state)
            try reuse.encode(to: encoder)
        case .shared(let shared):
            try values.encode(State.shared, forKey: .state)
            try shared.encode(to: encoder)
        case .present: try values.encode(State.present, forKey: .state)
        case .notAsked: try values.encode(State.notAsked, forKey: .state)
        case .planned: try values.encode(State.planned, forKey: .state)
        case .otherShard(let shard, let isRead):
            try values.encode(State.otherShard, forKey: .state)
            try values.encode(shard, forKey: .shard)
            try values.encode(isRead, forKey: .isRead)
        case .faulty(let finding):
            try values.encode(State.faulty, forKey: .state)
            try values.encode(finding, forKey: .finding)
        }
    }
}
