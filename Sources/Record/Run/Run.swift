package import Foundation
package import OCI

/// The run record: the facts that a run established and the decision that follows from them. It is made once, at the end of a
/// run or by merging shards. The ledger stores it, and every report renders it.
///
/// Encoded flat: the keys of `RunFacts` next to those of `Decision`. Decoding reads the facts and decides again, so no record
/// can carry a verdict that contradicts its own facts.
@dynamicMemberLookup
package struct Run: Sendable, Hashable {
    /// The version of the encoding. Keys may be added within a version; no key changes its meaning.
    package static let schemaVersion = 1
    package static let tool = "blobgate"

    /// The established facts, with the verdicts of images and views.
    package let facts: RunFacts
    package let decision: Decision
    /// The faults to act on, worst first.
    package private(set) var diagnoses: [Diagnosis]

    package init(_ facts: RunFacts, diagnoses: [Diagnosis] = []) {
        decision = Decision(facts)
        self.facts = decision.applied(to: facts)
        self.diagnoses = diagnoses
    }

    /// The same run with these diagnoses.
    package func explained(by diagnoses: [Diagnosis]) -> Run {
        var run = self
        run.diagnoses = diagnoses
        return run
    }

    package subscript<Value>(dynamicMember path: KeyPath<RunFacts, Value>) -> Value { facts[keyPath: path] }

    package var verdict: Verdict { decision.verdict }
    package var exitCode: ExitCode { decision.exitCode }
    /// All findings, worst first.
    package var findings: [Finding] { decision.findings }
    package var totals: Totals { decision.totals }
    package var rollback: RollbackStatus? { decision.rollback }
    package var notes: [RunNote] { decision.notes.map(\.wrappedValue) }
    package var overrides: [UsedOverride] { decision.findings.usedOverrides }
}

extension Run {
    /// The command that made the run.
    package enum Command: String, Codable, Hashable, Sendable, CaseIterable {
        case check
        case plan
        case recheck
        case diagnose
        /// One round of a watch.
        case watch
        case scapBuild = "scap build"
        case scapVerify = "scap verify"
        /// Merges the runs of all shards.
        case merge
    }

    /// Why a run ended early.
    package enum Stop: Codable, Hashable, Sendable {
        case deadline
        case signal(number: Int32)
    }

    /// The settings that define how much a run checks and how faults affect the deploy.
    package struct Policy: Codable, Hashable, Sendable {
        package var depth: Depth
        package var undecided: UndecidedPolicy
        package var rollback: RollbackPolicy
        package var flapping: FlappingPolicy
        /// The longest time to wait for refused or undecided claims to heal.
        package var holdMilliseconds: Int64?
        /// The budget for spot checks of reused proofs; `nil` for none.
        package var spot: SpotBudget?
        /// Whether referrers of the images were proven too.
        package var referrers: Bool
        /// The kinds of nodes that the release is for; `nil` for the standard.
        package var nodes: [NodeKind]?

        package init(
            depth: Depth = .full, undecided: UndecidedPolicy = .block, rollback: RollbackPolicy = .block,
            flapping: FlappingPolicy = .refuse, hold: Duration? = nil, spot: SpotBudget? = nil, referrers: Bool = false,
            nodes: NodeKinds = .standard
        ) {
            self.depth = depth
            self.undecided = undecided
            self.rollback = rollback
            self.flapping = flapping
            holdMilliseconds = hold.map { Int64($0 / .milliseconds(1)) }
            self.spot = spot
            self.referrers = referrers
            self.nodes = nodes == .standard ? nil : nodes.all
        }
    }
}

/// The facts that a run established, before the decision.
package struct RunFacts: Codable, Hashable, Sendable {
    /// The version of Blobgate.
    package var version: String
    package var command: Run.Command
    /// The number of the run in the ledger, if it was stored.
    package var number: Int64?
    /// The run that this one rechecks.
    package var recheckOf: Int64?
    /// The machine and network position of the run.
    package var vantage: String
    /// The identity of that machine, a hash; `nil` for a merge of several, and in records of versions without it.
    package var machine: String?
    package var started: Date
    package var finished: Date
    /// The shard of the release; `nil` for the whole release.
    package var shard: Shard?
    /// The shards of a merge.
    package var shards: [ShardSummary] = []
    /// The requested platforms; empty means all.
    package var platforms: [Platform] = []
    @Described package var policy = Run.Policy()
    package var stopped: Run.Stop?
    /// Sorted by name.
    package var registries: [Run.Registry] = []
    /// In release order.
    package var images: [Run.Image] = []
    /// Manifests first, then blobs.
    package var claims: [Run.Claim] = []
    /// Received body bytes, including wrong ones and those of all rounds.
    package var bytesPulled: Int64 = 0
    /// The requests sent, of all kinds and rounds; `nil` in records of versions that did not count them.
    package var requests: Int?
    /// The investigations of faulty content.
    package var investigations: [Investigation] = []
    /// For `diagnose`: the maps of all covered content on each backend.
    package var overview: [Investigation] = []
    /// The rounds of a hold, in order.
    package var rounds: [Round] = []
    /// For a recheck: what the earlier run saw of the faults that are still the same; `nil` if nothing.
    package var earlierFaults: [EarlierFault]?
    /// Images of earlier runs that used the faulty content.
    package var earlierUses: [EarlierUses] = []
    package var notices: [Described<Notice>] = []

    package init(
        version: String, command: Run.Command, vantage: String, started: Date, finished: Date
    ) {
        self.version = version
        self.command = command
        self.vantage = vantage
        self.started = started
        self.finished = finished
    }

    package func registry(_ name: RegistryName) -> Run.Registry? { registries.first { $0.name == name } }

    /// The backend with this name.
    package func backend(_ name: String, of registry: RegistryName) -> Run.Backend? {
        self.registry(registry)?.backends.first { $0.name == name }
    }
}

extension Run: Codable {
    private struct Heading: Codable {
        let schemaVersion: Int
        let tool: String
    }

    private enum CodingKeys: String, CodingKey {
        case diagnoses
    }

    package init(from decoder: any Decoder) throws {
        let facts = try RunFacts(from: decoder)
        try facts.validate(codingPath: decoder.codingPath)
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(facts, diagnoses: try values.decode([Diagnosis].self, forKey: .diagnoses))
    }

    package func encode(to encoder: any Encoder) throws {
        try Outline(facts: facts, decision: decision, diagnoses: diagnoses).encode(to: encoder)
    }

    /// The record without the elements of the lists that grow with the release: claims, diagnoses, findings and images.
    var outline: some Encodable {
        var facts = facts
        facts.claims = []
        facts.images = []
        return Outline(facts: facts, decision: decision.withoutFindings, diagnoses: [])
    }

    private struct Outline: Encodable {
        let facts: RunFacts
        let decision: Decision
        let diagnoses: [Diagnosis]

        func encode(to encoder: any Encoder) throws {
            try Heading(schemaVersion: Run.schemaVersion, tool: Run.tool).encode(to: encoder)
            try facts.encode(to: encoder)
            try decision.encode(to: encoder)
            var values = encoder.container(keyedBy: CodingKeys.self)
            try values.encode(diagnoses, forKey: .diagnoses)
        }
    }
}

extension RunFacts {
    /// Rejects claim indexes that are out of range, which no run can have written.
    fileprivate func validate(codingPath: [any CodingKey]) throws {
        let all = claims.indices
        for (index, image) in images.enumerated() where !image.views.allSatisfy({ $0.claims.allSatisfy(all.contains) })
        {
            throw DecodingError.invalid("images[\(index)] has a claim that does not exist", at: codingPath)
        }
    }
}
