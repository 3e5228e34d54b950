package import Foundation
package import OCI
package import Record
import Synchronization

/// A run record built by hand: the answers of each backend for each content are given, and concluded as in the gate.
package struct SampleRun: Sendable {
    /// The observation of one attempt.
    package enum Try: Sendable {
        /// The right bytes.
        case good(cache: String? = nil)
        /// The claimed number of bytes, but of other content, by name.
        case wrong(String, cache: String? = nil, type: String? = nil)
        /// A different number of bytes.
        case size(Int64, cache: String? = nil, type: String? = nil)
        case status(Int, body: ErrorBody? = nil, type: String = "application/json", cache: String? = nil)
        /// A broken transfer, after this many bytes if a reply had arrived.
        case broken(FindingCode, String = "it broke", after: Int64? = nil, cache: String? = nil, tls: TLSProblem? = nil)
        case denied(CredentialFault)
        /// The right bytes, which do not decompress.
        case damagedLayer
    }

    /// The outcome of a claim.
    package enum Answer: Sendable {
        case tries([Try])
        case reused(hours: Double, run: Int64, cache: String? = nil)
        case withheld
        /// The run ended before the claim was proven.
        case stopped
        case planned
        case present
        case notAsked
    }

    /// The outcome of a tag lookup.
    package enum TagAnswer: Sendable {
        case names(String)
        case fault(Try)
    }

    package struct Blob: Sendable {
        package let name: String
        package let size: Int64
        package var kind: Run.Claim.Kind
        package var isOfReferrer: Bool

        package init(name: String, size: Int64, kind: Run.Claim.Kind = .layer, isOfReferrer: Bool = false) {
            self.name = name
            self.size = size
            self.kind = kind
            self.isOfReferrer = isOfReferrer
        }
    }

    package struct Image: Sendable {
        package let reference: ImageReference
        package var origins: [Origin]
        package var blobs: [Blob]
        package var expectations: [Expectation] = []

        package init(
            _ reference: String, origins: [Origin] = [.line(file: "images.txt", number: 1)], blobs: [Blob]
        ) throws {
            self.init(reference: try ImageReference(parsing: reference), origins: origins, blobs: blobs)
        }

        package init(
            reference: ImageReference, origins: [Origin] = [.line(file: "images.txt", number: 1)], blobs: [Blob]
        ) {
            self.reference = reference
            self.origins = origins
            self.blobs = blobs
        }

        package var manifest: String { "manifest of \(reference)" }
    }

    package static let started = Date(timeIntervalSince1970: 1_774_965_731)
    package static let registryName = "docker-registry.discovery.wmnet"
    package static let fronts = ["registry1004", "registry1005", "registry2004"]

    package let registry: RegistryName
    package var backends: [Run.Backend]
    package var images: [Image]
    /// Answers by "backend content".
    package var answers: [String: Answer] = [:]
    /// Answers by "backend reference".
    package var tags: [String: TagAnswer] = [:]
    package var usual = Answer.tries([.good()])
    /// Claims that get wrong bytes regardless of other settings.
    package var bad: (@Sendable (Run.Claim, String) -> Bool)?
    package var number: Int64? = 12
    package var recheckOf: Int64?
    package var command = Run.Command.check
    package var vantage = "deploy1003"
    package var notices: [Notice] = []
    package var stopped: Run.Stop?
    package var obstacle: String?
    package var sharesProofs = false
    package var storage: StorageKind?
    package var policy = Run.Policy()
    package var investigations: [Investigation] = []
    package var overview: [Investigation] = []
    package var earlierUses: [EarlierUses] = []
    package var overrides: [Override] = []
    /// The shard of the release that the run proves.
    package var shard: Shard?
    /// The machine whose ledger has the reused proofs.
    package var provenBy: String?
    /// Spot checks by "backend content".
    package var spots: [String: SpotCheck] = [:]

    package init() throws {
        let name = try Self.reference("multiversion").registry
        registry = name
        backends = Self.fronts.enumerated().map { index, front in
            Self.backend(front, address: "10.64.0.\(index + 4):443", name)
        }
        images = [
            try Image(
                "\(Self.reference("multiversion"))", origins: [.line(file: "images.txt", number: 3)],
                blobs: [
                    Blob(name: "config-a", size: 7_344, kind: .config), Blob(name: "base", size: 48_221_190),
                    Blob(name: "big", size: 1_119_805_497),
                ]),
            try Image(
                "\(Self.reference("webserver"))", origins: [.line(file: "images.txt", number: 4), .argument(1)],
                blobs: [Blob(name: "config-b", size: 2_101, kind: .config), Blob(name: "web", size: 11_979_884)]),
        ]
    }

    /// One of the two images.
    package static func reference(_ last: String) throws -> ImageReference {
        let tag = last == "multiversion" ? "publish" : last
        return try ImageReference(
            parsing: "\(registryName)/restricted/mediawiki-\(last):2025-03-31-105425-\(tag)")
    }

    /// The rollback image, which shares the base layer.
    package static var previous: Image {
        get throws {
            try Image(
                "\(registryName)/restricted/mediawiki-multiversion:2025-03-27-200753-publish",
                origins: [Origin(source: .file("previous.txt"), number: 1, set: .rollback)],
                blobs: [
                    Blob(name: "config-old", size: 7_340, kind: .config), Blob(name: "base", size: 48_221_190),
                    Blob(name: "old", size: 1_118_001_022),
                ])
        }
    }

    package static func backend(
        _ name: String, address: String, _ registry: RegistryName, role: BackendRole = .serving,
        cache: CachePolicy? = nil
    ) -> Run.Backend {
        Run.Backend(
            name: name, address: address, scheme: role == .direct ? .http : .https, role: role,
            source: .configuration(file: "blobgate.yaml"), cache: cache, authority: registry)
    }

    package mutating func addDirect() throws {
        backends.append(Self.backend("registry-direct", address: "127.0.0.1:5000", registry, role: .direct))
    }

    /// Describes a cache for the backends in front of the registry itself.
    package mutating func describeCaches(_ cache: CachePolicy) {
        for index in backends.indices where !backends[index].isDirect { backends[index].cache = cache }
    }

    package mutating func answer(_ content: String, on backends: String..., with answer: Answer) {
        for backend in backends { answers["\(backend) \(content)"] = answer }
    }

    package mutating func answer(_ content: String, on backends: String..., with tries: Try...) {
        for backend in backends { answers["\(backend) \(content)"] = .tries(tries) }
    }

    /// A deterministic digest of content with this name.
    package static func digest(_ name: String) -> Digest {
        known.withLock { known in
            if let digest = known[name] { return digest }
            var state: UInt64 = 14_695_981_039_346_656_037
            let bytes = (0..<32).map { _ in
                for byte in name.utf8 { state = (state ^ UInt64(byte)) &* 1_099_511_628_211 }
                return UInt8(truncatingIfNeeded: state >> 32)
            }
            guard let digest = Digest(.sha256, hash: bytes) else { preconditionFailure("32 bytes are a SHA-256") }
            known[name] = digest
            return digest
        }
    }

    /// Tests ask for a few names a hundred thousand times.
    private static let known = Mutex<[String: Digest]>([:])
}
