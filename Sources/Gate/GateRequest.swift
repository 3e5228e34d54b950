package import Foundation
package import Ledger
package import OCI
package import Record
package import Registry
package import Release

/// The input of one run: what to prove, on which backends, and by which policy.
package struct GateRequest: Sendable {
    /// The images of the release.
    package var images: [ImageUse]
    /// The registries of the images.
    package var registries: [RegistryName: RegistryBackends]
    /// The platforms to prove; empty means all that an index lists.
    package var platforms: [Platform]
    /// Retries, deadlines and reuse.
    package var policy: Policy
    /// The subcommand, for the record.
    package var command: Run.Command
    /// The inputs in a form that `recheck` can repeat; opaque to the gate.
    package var inputs: Data
    /// The machine and network position of the run.
    package var vantage: String
    /// The identity of this machine: proofs of backends with addresses of one machine hold only here. Without one, the vantage
    /// stands for it.
    package var machine: String?
    /// The version of Blobgate.
    package var version: String
    /// The file or existing directory to save a right copy of a faulty blob to, if one is available.
    package var saveGood: String?
    /// Remarks about the inputs, for the report only.
    package var inputNotices: [Notice] = []
    /// The part of the images to check.
    package var focus = Focus.images
    /// The shard to prove; `nil` for the whole release.
    package var shard: Shard?
    /// For a round of a watch: what it may and must read.
    package var watch: WatchRound?
    /// For a recheck: the run whose unproven claims are checked again.
    package var recheckOf: RunID?

    package init(
        images: [ImageUse], registries: [RegistryName: RegistryBackends], platforms: [Platform] = [],
        policy: Policy = Policy(), command: Run.Command = .check, inputs: Data = Data(), vantage: String,
        version: String,
        recheckOf: RunID? = nil
    ) {
        self.images = images
        self.registries = registries
        self.platforms = platforms
        self.policy = policy
        self.command = command
        self.inputs = inputs
        self.vantage = vantage
        self.version = version
        self.recheckOf = recheckOf
    }
}

/// One registry and its settings.
package struct RegistryBackends: Sendable {
    /// Its backends in configuration order; empty if none are configured or discovered.
    package var backends: [Backend]
    /// Why there are no backends, if there are none.
    package var obstacle: String?
    /// Whether that stays like this: the name does not exist, or a node's configuration blocks the registry.
    package var isLasting: Bool?
    /// Whether a proof in one repository counts for the others (`proof: by-digest`).
    package var sharesProofs: Bool
    /// The maximum number of parallel transfers per backend.
    package var transfers: Int
    /// Where it stores its blobs, if configured.
    package var storage: StorageKind?
    /// How backends were chosen from the addresses of names with several.
    package var addresses: [AddressChoice] = []

    /// Why no backend is asked for an image.
    static func evidence(without registry: RegistryBackends?) -> Evidence {
        let names = registry?.backends.map(\.name) ?? []
        guard names.isEmpty else { return .noBackend(obstacle: nil, isLasting: true, notAsked: names) }
        return .noBackend(obstacle: registry?.obstacle, isLasting: registry?.isLasting)
    }

    /// Whether none of its backends has a cache that a pull could fill.
    var hasNoCaches: Bool {
        backends.allSatisfy { $0.role == .direct || $0.cache?.declaresNoCache == true }
    }

    package init(backends: [Backend], obstacle: String? = nil, sharesProofs: Bool = false, transfers: Int = 4) {
        self.backends = backends
        self.obstacle = obstacle
        self.sharesProofs = sharesProofs
        self.transfers = transfers
    }
}

/// Limits for following indexes. Anything beyond them is a mistake in the push or an attack.
struct IndexLimits: Sendable {
    /// The nesting depth of indexes.
    var depth = 5
    /// The manifests of one index for the requested platforms.
    var entries = 1000
    /// The manifests of all indexes of one image on one backend.
    var entriesOfImage = 10_000
}

/// Retries, deadlines and reuse.
package struct Policy: Sendable {
    /// The maximum age of a proof that may replace a pull.
    package var maxAge: Duration
    /// Whether no proof from before this run is reused.
    package var fresh: Bool
    /// The number of retries for transient access faults.
    package var retries: Int
    /// The time limit of the run; `nil` for none.
    package var deadline: Duration?
    /// The maximum number of parallel transfers over all backends.
    package var jobs: Int
    /// Scales the pauses between attempts, for tests.
    var pace = 1.0
    /// The limits for following indexes.
    var indexLimits = IndexLimits()
    /// How much the run checks.
    package var depth: Depth
    /// Whether layers that the registry does not have are pulled from the URLs in their descriptors.
    package var foreign: Bool
    /// The kinds of nodes that pull the release. Whatever one of them refuses is refused.
    package var nodes = NodeKinds.standard
    /// Whether referrers of the images are proven too: signatures, attestations, SBOMs.
    package var referrers = false
    /// How long a run keeps rechecking refused or undecided claims; `nil` for a single round.
    package var hold: Duration?
    /// Whether every backend is read, regardless of earlier proofs and of wrong bytes on the first backend. The user asked for
    /// all of them and accepts that the pulls fill caches.
    package var readsAll = false
    /// How to judge flapping content.
    package var flapping = FlappingPolicy.refuse
    /// The budget for spot checks of reused proofs; `nil` for none.
    package var spot: SpotBudget?
    /// How an undecided run affects the deploy.
    package var undecided = UndecidedPolicy.block
    /// How faults in the rollback set affect the deploy.
    package var rollback = RollbackPolicy.block

    /// Chooses how many transfers run at a time: two for each core, and at least one for each backend.
    package mutating func adaptJobs(cores: Int, backends: Int) {
        jobs = min(32, max(Self().jobs, 2 * cores, backends))
    }

    /// The default time limit of a run.
    package static let standardDeadline = Duration.seconds(8 * 60)

    /// The defaults are those of the configuration.
    package init(
        maxAge: Duration = .seconds(6 * 3600), fresh: Bool = false, retries: Int = 3,
        deadline: Duration? = Self.standardDeadline, jobs: Int = 8, depth: Depth = .full, foreign: Bool = false
    ) {
        self.maxAge = maxAge
        self.fresh = fresh
        self.retries = retries
        self.deadline = deadline
        self.jobs = jobs
        self.depth = depth
        self.foreign = foreign
    }
}
