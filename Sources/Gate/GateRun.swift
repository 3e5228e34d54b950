package import Foundation
package import Ledger
package import OCI
internal import Registry

/// A finished run: everything that a report may say.
package struct GateRun: Sendable {
    /// Its number in the ledger, if the ledger could keep it.
    package let id: RunID?
    /// The subcommand: `check`, `plan`, `recheck` or `diagnose`.
    package let command: String
    /// The run that was looked at again.
    package let recheckOf: RunID?
    /// When it began.
    package let started: Date
    /// When it was decided.
    package internal(set) var finished: Date
    /// The machine and network position that it looked from.
    package let vantage: String
    /// The version of Blobgate.
    package let version: String
    /// The platforms that were asked for; none means all.
    package let platforms: [Platform]
    /// How far it looked.
    package internal(set) var depth = Depth.full
    /// The part of the release that it proved; `nil` for all of it.
    package internal(set) var shard: Shard?
    /// Whether what refers to the images was looked at too.
    package internal(set) var referrers = false
    /// The registries with their backends.
    package let registries: [RegistryName: RegistryBackends]
    /// The images, in the order of the release.
    package let images: [ImageResult]
    /// All claims: manifests first, then blobs.
    package let claims: [ClaimResult]
    /// All findings, worst first.
    package let findings: [Finding]
    /// What a closer look at faulty blobs found.
    package internal(set) var investigations: [Investigation] = []
    /// Where everything that a look on demand was about is right and wrong on each backend; none for other runs.
    package internal(set) var lookedAt: [Investigation] = []
    /// Who used the faulty bytes in earlier runs, as the ledger remembers it.
    package internal(set) var earlierUses: [Digest: [EarlierUse]] = [:]
    /// How long it was to wait at most for what was refused or undecided.
    package internal(set) var hold: Duration?
    /// The looks of a hold, in order; none where no hold was asked for.
    package internal(set) var looks: [Look] = []
    /// What all looks of a hold have pulled.
    var pulledByLooks: Int64?
    /// What an undecided verdict means to the deploy.
    package internal(set) var undecidedPolicy = UndecidedPolicy.block
    /// What "bad, then good" meant.
    package internal(set) var flappingPolicy = FlappingPolicy.refuse
    /// How much of what was reused was to be read again in part; `nil` for none.
    package internal(set) var spot: SpotBudget?
    /// What else a person should know.
    package internal(set) var notices: [String]
    /// Why it ended before it was done.
    package internal(set) var stopped: RunControl.Reason?
    /// The verdict.
    package let verdict: Verdict
    /// How the rollback set stands; `nil` where none was named.
    package internal(set) var rollback: RollbackStanding?
    /// Whether refused credentials left something undecided that decides the verdict.
    private var isDenied: Bool {
        let decisive = rollback.map { ReleaseSets(images).decisive(images, claims, by: $0.policy) } ?? findings
        return decisive.contains { $0.code == .accessCredentials && $0.weight == .undecided }
    }

    /// The totals of the claims.
    package var totals: Totals {
        var totals = Totals(claims)
        if let pulledByLooks { totals.bytesPulled = pulledByLooks }
        return totals
    }

    /// The exit code, by the table: a signal beats a refusal beats refused credentials beats undecided.
    package var exitCode: ExitCode {
        if case .signal(let number) = stopped { return number == 15 ? .terminated : .interrupted }
        if verdict == .refused { return .refused }
        if isDenied { return .credentials }
        // A plan proves nothing; it succeeds when every name led to its blobs.
        if command == "plan", !claims.isEmpty, findings.allSatisfy({ $0.weight == .reported }) { return .verified }
        return verdict.isGood || isLetPass ? .verified : .undecided
    }

    /// Whether an undecided verdict lets the deploy go on, by the policy. A run that looked at nothing never does, nor
    /// a plan; refused credentials have an exit code of their own.
    package var isLetPass: Bool {
        let isGate = command != "plan" && !images.isEmpty
        return undecidedPolicy == .warn && verdict == .undecided && isGate && !isDenied
    }
}

/// Counts over the claims of a run.
package struct Totals: Hashable, Sendable {
    /// Claims proven in this run.
    package private(set) var verified = 0
    /// Claims that an earlier proof stands for.
    package private(set) var reused = 0
    /// Claims of which a backend only says that it has them.
    package private(set) var present = 0
    /// Claims that the depth leaves out.
    package private(set) var notAsked = 0
    /// Claims that a plan would pull.
    package private(set) var planned = 0
    /// Claims that are left to other shards.
    package private(set) var elsewhere = 0
    /// Layers that were unpacked, now or by an earlier run.
    package private(set) var unpacked = 0
    /// Claims that refuse.
    package private(set) var refused = 0
    /// Claims that nobody could decide.
    package private(set) var undecided = 0
    /// Claims whose fault is only reported.
    package private(set) var reported = 0
    /// Bytes that were pulled, bad ones included.
    package fileprivate(set) var bytesPulled: Int64 = 0
    /// Bytes that earlier proofs stand for.
    package private(set) var bytesReused: Int64 = 0
    /// Bytes that a plan would pull.
    package private(set) var bytesPlanned: Int64 = 0
    /// What was read again of what earlier proofs stand for.
    package let spot: SpotTotals

    init(_ claims: [ClaimResult]) {
        spot = SpotTotals(claims)
        for result in claims {
            bytesPulled = bytesPulled.addingBytes(result.bytesPulled)
            switch result.standing {
            case .verified(let blob):
                verified += 1
                if blob.diffID != nil { unpacked += 1 }
            case .present: present += 1
            case .notAsked: notAsked += 1
            case .elsewhere: elsewhere += 1
            case .reused(let proof):
                if proof.diffID != nil { unpacked += 1 }
                reused += 1
                bytesReused = bytesReused.addingBytes(proof.size)
            case .planned:
                planned += 1
                bytesPlanned = bytesPlanned.addingBytes(result.claim.size ?? 0)
            case .faulty(let finding):
                switch finding.weight {
                case .refuses: refused += 1
                case .undecided: undecided += 1
                case .reported: reported += 1
                }
            }
        }
    }

    /// All claims.
    package var all: Int {
        verified + reused + present + notAsked + elsewhere + planned + refused + undecided + reported
    }
}
