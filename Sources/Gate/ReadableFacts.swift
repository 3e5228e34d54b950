package import Foundation
internal import Ledger
package import OCI
internal import Registry
internal import Release
internal import Transfer

/// A backend as a report shows it.
package struct BackendFacts: Hashable, Sendable {
    /// A cache as the configuration describes it.
    package struct Cache: Hashable, Sendable {
        /// The software, for example `nginx`.
        package let kind: String
        /// The template of the cache key.
        package let key: String?
        /// The size of a slice in bytes.
        package let sliceBytes: Int64?
        /// The directory of the cache on the backend's host.
        package let path: String?
        /// The levels of its directories.
        package let levels: String?
    }

    /// Its name.
    package let name: String
    /// Where connections go, `HOST:PORT`.
    package let address: String
    /// `http` or `https`.
    package let scheme: String
    /// `serving`, `standby` or `direct`.
    package let role: String
    /// Who named it, in the words of a report.
    package let source: String
    /// How it caches, when the configuration says so.
    package let cache: Cache?
    /// Whether its certificate is checked; a file of the nodes can say that it is not.
    package let checksCertificate: Bool

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
    package var isDirect: Bool { role == Backend.Role.direct.rawValue }
}

/// An earlier proof that stands for a read.
package struct Reuse: Hashable, Sendable {
    /// When the last byte was hashed.
    package let provenAt: Date
    /// The number of the run that saw it, in the ledger of its machine.
    package let run: Int64
    /// The machine that it was seen from, where that is another one and its ledger told this one.
    package let vantage: String?
    /// How many bytes were hashed.
    package let size: Int64
    /// The address and port that answered then.
    package let address: String?
    /// What the reply said of the cache then.
    package let cacheStatus: String?
    /// When a part of the bytes was last read again and was right, before this run.
    package let spotCheckedAt: Date?

    /// A proof as it was told.
    package init(
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
    package var seenBy: String { "run \(run)" + (vantage.map { " on \($0)" } ?? "") }
}

extension RegistryBackends {
    /// The backends as a report shows them.
    package var facts: [BackendFacts] { backends.map(BackendFacts.init) }
}

extension GateRun {
    /// The run's number in the ledger.
    package var number: Int64? { id?.rawValue }
    /// The number of the run that was looked at again.
    package var recheckNumber: Int64? { recheckOf?.rawValue }
}

extension ImageResult {
    /// The image.
    package var reference: ImageReference { use.reference }
    /// Every place that names it, in words.
    package var origins: [String] { use.origins.map(\.description) }

    /// The image as other places of the release write it, where that differs from the reference.
    package var spellings: [ImageReference] { use.spellings }
    /// The sets of the deploy that name it: `new`, `rollback` or both.
    package var sets: [String] { ReleaseSet.allCases.filter(use.sets.contains).map(\.rawValue) }
    /// Whether the deploy does not start it, and only returns to it when it fails.
    package var isRollbackOnly: Bool { use.isRollbackOnly }
}

extension ImageView {
    /// The name of the backend.
    package var backendName: String { backend.name }
}

extension Claim {
    /// The name of the backend.
    package var backendName: String { backend.name }
    /// The registry that the backend answers for.
    package var registry: RegistryName { backend.registry }
    /// Whether the backend is the registry itself, behind its caches.
    package var isDirect: Bool { backend.role == .direct }
}

extension Finding {
    /// The name of the backend, where it is one backend's fault.
    package var backendName: String? { backend?.name }
}

extension Standing {
    /// The digest of what the layer unpacks to, where it was unpacked, now or by an earlier run.
    package var diffID: Digest? {
        switch self {
        case .verified(let blob): blob.diffID
        case .reused(let proof): proof.diffID
        case .present, .notAsked, .planned, .elsewhere, .faulty: nil
        }
    }

    /// The earlier proof, where one stands for the read.
    package var reuse: Reuse? {
        guard case .reused(let proof) = self else { return nil }
        return Reuse(
            provenAt: proof.provenAt, run: (proof.origin?.run ?? proof.run).rawValue, vantage: proof.origin?.vantage,
            size: proof.size, address: proof.address, cacheStatus: proof.cacheStatus, spotCheckedAt: proof.spotCheckedAt
        )
    }
}

extension VerifiedBlob {
    /// What the reply that proved it says of the cache.
    package var cacheStatus: String? { observation.cacheStatus }
}

extension Attempt {
    /// The URL that was asked first, without query.
    package var url: String { observation.url }
    /// The URLs that it was sent on to, without query.
    package var redirects: [String] { observation.redirects }
    /// The address and port that really answered.
    package var address: String? { observation.remote?.description }
    /// The SHA-256 of the certificate that the last reply came under, in hexadecimal.
    package var certificate: String? { observation.certificate }
    /// The version of HTTP that the last reply came with, for example `1.1` or `2`.
    package var httpVersion: String? { observation.httpVersion }
    /// The status of the last reply.
    package var status: Int? { observation.status }
    /// The header fields that are kept as evidence, made safe.
    package var headers: [String: String] { observation.headers.mapValues(\.description) }
    /// Body bytes of the last reply.
    package var bytes: Int64 { observation.bodyBytes }
    /// When it began.
    package var started: Date { observation.started }
    /// How long its last request took, in milliseconds.
    package var milliseconds: Int64 { Int64(observation.timing.total / .milliseconds(1)) }
    /// What the reply says of the cache: a hint, never a proof.
    package var cacheStatus: String? { observation.cacheStatus }
}
