package import Foundation
package import OCI

extension Run {
    /// What a run had to prove of one path: "this backend serves this content under this repository, intact", and how it
    /// ended.
    package struct Claim: Codable, Hashable, Sendable {
        /// What the content is to the image.
        package enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
            /// A manifest or an index.
            case manifest
            /// An image's configuration.
            case config
            /// A layer, or whatever else a manifest lists in its place.
            case layer
        }

        /// The name of the backend.
        package var backend: String
        package var registry: RegistryName
        package var repository: RepositoryName
        package var digest: Digest
        /// Bytes; `nil` for a manifest that was named by its digest alone.
        package var size: Int64?
        package var kind: Kind
        package var mediaType: MediaType?
        /// Whether only a list of referrers led to it: it is no part of the image, but about it.
        package var isOfReferrer = false
        package var status: Status
        /// All attempts of this run, in order; none for a claim that was reused.
        package var attempts: [Attempt] = []
        /// A fault that a policy waives, though the claim holds: shown, and no more.
        package var remark: Finding?
        /// The spot check of an earlier proof of it.
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

        /// The fault, or what a policy waives.
        package var finding: Finding? { status.finding ?? remark }

        package var group: ClaimGroup { ClaimGroup(registry: registry, repository: repository, digest: digest) }
    }
}

extension Run.Claim {
    /// How a claim ended.
    package enum Status: Hashable, Sendable {
        /// Pulled and proven in this run.
        case verified(Verified)
        /// Proven by an earlier run, recently enough.
        case reused(Reuse)
        /// The backend says that it has the content: a hint, at a depth that asks for no more.
        case present
        /// Not asked for, at a depth that asks for no blob.
        case notAsked
        /// Would be pulled: only in a plan.
        case planned
        /// Left to another shard, though this one may have read it and found it right.
        case otherShard(Int, isRead: Bool)
        /// A fault; its finding says whether it refuses, leaves undecided, or is only reported.
        case faulty(Finding)

        package var verdict: Verdict {
            switch self {
            case .verified, .reused: .verified
            case .present, .notAsked, .otherShard: .unproven
            case .planned: .undecided
            case .faulty(let finding): finding.verdict
            }
        }

        package var finding: Finding? { if case .faulty(let finding) = self { finding } else { nil } }

        package var isOtherShard: Bool { if case .otherShard = self { true } else { false } }

        /// Whether bytes were hashed and were right, now or lately.
        package var isProof: Bool {
            switch self {
            case .verified, .reused: true
            case .present, .notAsked, .planned, .otherShard, .faulty: false
            }
        }

        /// Whether this run knows the content to be right, whichever shard has to prove it.
        package var isKnownRight: Bool { if case .otherShard(_, let isRead) = self { isRead } else { isProof } }

        package var reuse: Reuse? { if case .reused(let reuse) = self { reuse } else { nil } }

        package var verified: Verified? { if case .verified(let verified) = self { verified } else { nil } }

        /// The digest of what the layer unpacks to, where it was unpacked, now or by an earlier run.
        package var diffID: Digest? { verified?.diffID ?? reuse?.diffID }
    }

    /// The facts of a proof that this run made.
    package struct Verified: Codable, Hashable, Sendable {
        /// Bytes that were hashed.
        package var size: Int64
        package var diffID: Digest?
        /// What the reply says of the cache: a hint.
        package var cacheStatus: String?
        /// Whether the reply came from behind the cache, so that the storage was right just now.
        package var isFromBehindCache: Bool
        /// Whether it came from behind the cache and was not read again from it: that proves storage and path, not what the
        /// cache stored (invariant 10).
        package var isReadThrough: Bool
        /// Whether a URL of the descriptor served it, and not the backend.
        package var isFromElsewhere: Bool
        /// The value of `Docker-Content-Digest`, where the reply had one.
        package var namedDigest: String?

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
        /// The run that hashed it, by its number in the ledger of its machine.
        package var run: Int64
        /// That machine, where it is another one whose ledger was imported.
        package var vantage: String?
        /// Bytes that were hashed.
        package var size: Int64
        package var diffID: Digest?
        /// The address and port that answered then.
        package var address: String?
        /// What the reply said of the cache then.
        package var cacheStatus: String?
        /// When a part of it was last read again and was right.
        package var spotCheckedAt: Date?

        package init(
            provenAt: Date, run: Int64, vantage: String?, size: Int64, diffID: Digest? = nil, address: String?,
            cacheStatus: String?, spotCheckedAt: Date?
        ) {
            self.provenAt = provenAt
            self.run = run
            self.vantage = vantage
            self.size = size
            self.diffID = diffID
            self.address = address
            self.cacheStatus = cacheStatus
            self.spotCheckedAt = spotCheckedAt
        }
    }
}

/// Encoded flat: `{"state": "verified", "size": 5, ...}`.
extension Run.Claim.Status: Codable {
    private enum State: String, Codable {
        case verified
        case reused
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
