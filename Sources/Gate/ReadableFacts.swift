public import Foundation
internal import Ledger
public import OCI
internal import Registry
internal import Release
internal import Transfer

/// A backend as a report shows it.
public struct BackendFacts: Hashable, Sendable {
    /// A cache as the configuration describes it.
    public struct Cache: Hashable, Sendable {
        /// The software, for example `nginx`.
        public let kind: String
        /// The template of the cache key.
        public let key: String?
        /// The size of a slice in bytes.
        public let sliceBytes: Int64?
        /// The directory of the cache on the backend's host.
        public let path: String?
        /// The levels of its directories.
        public let levels: String?
    }

    /// Its name.
    public let name: String
    /// Where connections go, `HOST:PORT`.
    public let address: String
    /// `http` or `https`.
    public let scheme: String
    /// `serving`, `standby` or `direct`.
    public let role: String
    /// Who named it, in the words of a report.
    public let source: String
    /// How it caches, when the configuration says so.
    public let cache: Cache?
    /// Whether its certificate is checked; a file of the nodes can say that it is not.
    public let checksCertificate: Bool

    init(_ backend: Backend) {
        name = backend.name
        address = backend.address.description
        scheme = backend.scheme.rawValue
        role = backend.role.rawValue
        source = backend.source.description
        checksCertificate = backend.trust.verifiesPeer
        cache = backend.cache.map { policy in
            Cache(
                kind: policy.kind, key: policy.key, sliceBytes: policy.sliceBytes, path: policy.path,
                levels: policy.levels)
        }
    }

    /// Whether it is the registry itself, behind its caches.
    public var isDirect: Bool { role == Backend.Role.direct.rawValue }
}

/// An earlier proof that stands for a read.
public struct Reuse: Hashable, Sendable {
    /// When the last byte was hashed.
    public let provenAt: Date
    /// The number of the run that saw it, in the ledger of its machine.
    public let run: Int64
    /// The machine that it was seen from, where that is another one and its ledger told this one.
    public let vantage: String?
    /// How many bytes were hashed.
    public let size: Int64
    /// The address and port that answered then.
    public let address: String?
    /// What the reply said of the cache then.
    public let cacheStatus: String?
    /// When a part of the bytes was last read again and was right, before this run.
    public let spotCheckedAt: Date?

    /// A proof as it was told.
    public init(
        provenAt: Date, run: Int64, vantage: String?, size: Int64, address: String?, cacheStatus: String?,
        spotCheckedAt: Date?
    ) {
        self.provenAt = provenAt
        self.run = run
        self.vantage = vantage
        self.size = size
        self.address = address
        self.cacheStatus = cacheStatus
        self.spotCheckedAt = spotCheckedAt
    }

    /// Who saw it, in words: `run 12`, or of another machine `run 12 on ci-7`.
    public var seenBy: String { "run \(run)" + (vantage.map { " on \($0)" } ?? "") }
}

extension RegistryBackends {
    /// The backends as a report shows them.
    public var facts: [BackendFacts] { backends.map(BackendFacts.init) }
}

extension GateRun {
    /// The run's number in the ledger.
    public var number: Int64? { id?.rawValue }
    /// The number of the run that was looked at again.
    public var recheckNumber: Int64? { recheckOf?.rawValue }
}

extension ImageResult {
    /// The image.
    public var reference: ImageReference { use.reference }
    /// Every place that names it, in words.
    public var origins: [String] { use.origins.map(\.description) }

    /// The image as other places of the release write it, where that differs from the reference.
    public var spellings: [ImageReference] { use.spellings }
    /// The sets of the deploy that name it: `new`, `rollback` or both.
    public var sets: [String] { ReleaseSet.allCases.filter(use.sets.contains).map(\.rawValue) }
    /// Whether the deploy does not start it, and only returns to it when it fails.
    public var isRollbackOnly: Bool { use.isRollbackOnly }
}

extension ImageView {
    /// The name of the backend.
    public var backendName: String { backend.name }
}

extension Claim {
    /// The name of the backend.
    public var backendName: String { backend.name }
    /// The registry that the backend answers for.
    public var registry: RegistryName { backend.registry }
    /// Whether the backend is the registry itself, behind its caches.
    public var isDirect: Bool { backend.role == .direct }
}

extension Finding {
    /// The name of the backend, where it is one backend's fault.
    public var backendName: String? { backend?.name }
}

extension Standing {
    /// The digest of what the layer unpacks to, where it was unpacked, now or by an earlier run.
    public var diffID: Digest? {
        switch self {
        case .verified(let blob): blob.diffID
        case .reused(let proof): proof.diffID
        case .present, .notAsked, .planned, .elsewhere, .faulty: nil
        }
    }

    /// The earlier proof, where one stands for the read.
    public var reuse: Reuse? {
        guard case .reused(let proof) = self else { return nil }
        return Reuse(
            provenAt: proof.provenAt, run: (proof.origin?.run ?? proof.run).rawValue, vantage: proof.origin?.vantage,
            size: proof.size, address: proof.address, cacheStatus: proof.cacheStatus, spotCheckedAt: proof.spotCheckedAt
        )
    }
}

extension VerifiedBlob {
    /// What the reply that proved it says of the cache.
    public var cacheStatus: String? { observation.cacheStatus }
}

extension Attempt {
    /// The URL that was asked first, without query.
    public var url: String { observation.url }
    /// The URLs that it was sent on to, without query.
    public var redirects: [String] { observation.redirects }
    /// The address and port that really answered.
    public var address: String? { observation.remote?.description }
    /// The SHA-256 of the certificate that the last reply came under, in hexadecimal.
    public var certificate: String? { observation.certificate }
    /// The version of HTTP that the last reply came with, for example `1.1` or `2`.
    public var httpVersion: String? { observation.httpVersion }
    /// The status of the last reply.
    public var status: Int? { observation.status }
    /// The header fields that are kept as evidence, made safe.
    public var headers: [String: String] { observation.headers.mapValues(\.description) }
    /// Body bytes of the last reply.
    public var bytes: Int64 { observation.bodyBytes }
    /// When it began.
    public var started: Date { observation.started }
    /// How long its last request took, in milliseconds.
    public var milliseconds: Int64 { Int64(observation.timing.total / .milliseconds(1)) }
    /// What the reply says of the cache: a hint, never a proof.
    public var cacheStatus: String? { observation.cacheStatus }
}
