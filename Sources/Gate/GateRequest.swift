package import Foundation
package import Ledger
package import OCI
package import Record
package import Registry
package import Release

/// Everything that one run has to know: what to prove, of whom, and by which policy.
package struct GateRequest: Sendable {
    /// The images of the release.
    package var images: [ImageUse]
    /// The registries that the images name.
    package var registries: [RegistryName: RegistryBackends]
    /// The platforms to prove; none means all that an index lists.
    package var platforms: [Platform]
    /// How hard to try, how long, and what may be reused.
    package var policy: Policy
    /// The subcommand, for the record.
    package var command: Run.Command
    /// The inputs in a form that `recheck` can repeat, opaque here.
    package var inputs: Data
    /// The machine and network position that the run looks from.
    package var vantage: String
    /// The version of Blobgate.
    package var version: String
    /// Where a right copy of a faulty blob is saved, when one can be had: a file, or a directory that exists.
    package var saveGood: String?
    /// What a person should know of the inputs: for the report, and nothing to say at once.
    package var inputNotices: [String] = []
    /// What of the images is looked at.
    package var focus = Focus.images
    /// The part of the release that this run proves; `nil` for all of it.
    package var shard: Shard?
    /// Set for a recheck: the run whose unproven claims are looked at again.
    package var recheckOf: RunID?

    /// A request.
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

/// What is known of one registry.
package struct RegistryBackends: Sendable {
    /// Its backends in the order of the configuration; none when nobody could name one.
    package var backends: [Backend]
    /// Why there are none.
    package var obstacle: String?
    /// Whether a proof under one repository counts for the others (`proof: by-digest`).
    package var sharesProofs: Bool
    /// How many transfers may run at a time on each backend.
    package var transfers: Int

    /// A registry with its backends.
    package init(backends: [Backend], obstacle: String? = nil, sharesProofs: Bool = false, transfers: Int = 4) {
        self.backends = backends
        self.obstacle = obstacle
        self.sharesProofs = sharesProofs
        self.transfers = transfers
    }
}

/// How far indexes are followed: beyond it is an error of whoever pushed them, or an attack.
struct IndexLimits: Sendable {
    /// Indexes within indexes.
    var depth = 5
    /// Manifests that one index leads to, of the platforms that were asked for.
    var entries = 1000
    /// Manifests that all indexes of one image lead to on one backend.
    var entriesOfImage = 10_000
}

/// How hard to try, how long, and what may be reused.
package struct Policy: Sendable {
    /// Proofs younger than this are reused.
    package var maxAge: Duration
    /// Nothing that was proven before this run began is reused.
    package var fresh: Bool
    /// How often a fault of access that may pass is tried again.
    package var retries: Int
    /// How long the run may take; `nil` for no limit.
    package var deadline: Duration?
    /// How many transfers run at a time, over all backends.
    package var jobs: Int
    /// Scales the pauses between attempts, so that a test need not wait for them.
    var pace = 1.0
    /// How far indexes are followed.
    var indexLimits = IndexLimits()
    /// How far the run looks.
    package var depth: Depth
    /// Whether layers that the registry does not hold are pulled from the URLs that their descriptors name.
    package var foreign: Bool
    /// Whether what refers to the images is proven too: signatures, attestations, lists of parts.
    package var referrers = false
    /// How long a run waits for what is refused or undecided to heal, looking again and again; `nil` for one look.
    package var hold: Duration?
    /// Whether every backend is read, whatever was proven before and however bad the first one was: a person asked to see
    /// all of them, and answers for what the pull leaves in caches.
    package var readsAll = false
    /// What "bad, then good" means.
    package var flapping = FlappingPolicy.refuse
    /// How much of what is reused is read again in part; `nil` for none.
    package var spot: SpotBudget?
    /// What an undecided run means to a deploy.
    package var undecided = UndecidedPolicy.block
    /// What a fault of the images to which the deploy would return means to it.
    package var rollback = RollbackPolicy.block

    /// How long a run may take, unless the configuration says otherwise.
    package static let standardDeadline = Duration.seconds(8 * 60)

    /// A policy; the defaults are those of the configuration, which refers to them.
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
