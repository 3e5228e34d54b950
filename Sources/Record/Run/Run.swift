package import Foundation
package import OCI

/// Everything that a run established, and what follows from it: made once, at the end of a run or from the runs of all
/// shards. The ledger stores it, and every report renders it.
///
/// Encoded flat: the keys of `RunFacts` and those of `Decision` side by side. Decoding reads the facts and decides anew, so
/// that no record can carry a verdict that does not follow from its own facts.
@dynamicMemberLookup
package struct Run: Sendable, Hashable {
    /// The version of the encoded form. Keys may be added within a version; none changes its meaning.
    package static let schemaVersion = 1
    package static let tool = "blobgate"

    /// What was established. Images and views have their verdicts.
    package let facts: RunFacts
    package let decision: Decision
    /// What a person has to act on, worst first.
    package private(set) var diagnoses: [Diagnosis]

    package init(_ facts: RunFacts, diagnoses: [Diagnosis] = []) {
        decision = Decision(facts)
        self.facts = decision.applied(to: facts)
        self.diagnoses = diagnoses
    }

    /// The same run, explained.
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
    /// What a run was made for.
    package enum Command: String, Codable, Hashable, Sendable, CaseIterable {
        case check
        case plan
        case recheck
        case diagnose
        case scapBuild = "scap build"
        case scapVerify = "scap verify"
        /// Of the runs of all shards.
        case merge
    }

    /// Why a run ended before it was done.
    package enum Stop: Codable, Hashable, Sendable {
        case deadline
        case signal(number: Int32)
    }

    /// How far a run went, and what faults mean to the deploy.
    package struct Policy: Codable, Hashable, Sendable {
        package var depth: Depth
        package var undecided: UndecidedPolicy
        package var rollback: RollbackPolicy
        package var flapping: FlappingPolicy
        /// How long it was to wait at most for what was refused or undecided.
        package var holdMilliseconds: Int64?
        /// How much of what was reused was to be read again in part; `nil` for none.
        package var spot: SpotBudget?
        /// Whether what refers to the images was proven too.
        package var referrers: Bool

        package init(
            depth: Depth = .full, undecided: UndecidedPolicy = .block, rollback: RollbackPolicy = .block,
            flapping: FlappingPolicy = .refuse, hold: Duration? = nil, spot: SpotBudget? = nil, referrers: Bool = false
        ) {
            self.depth = depth
            self.undecided = undecided
            self.rollback = rollback
            self.flapping = flapping
            holdMilliseconds = hold.map { Int64($0 / .milliseconds(1)) }
            self.spot = spot
            self.referrers = referrers
        }
    }
}

/// What a run established, before anything is decided.
package struct RunFacts: Codable, Hashable, Sendable {
    /// The version of Blobgate.
    package var version: String
    package var command: Run.Command
    /// Its number in the ledger, if the ledger could keep it.
    package var number: Int64?
    /// The run that was checked again.
    package var recheckOf: Int64?
    /// The machine and network position that it observed from.
    package var vantage: String
    package var started: Date
    package var finished: Date
    /// The part of the release that it proved; `nil` for all of it.
    package var shard: Shard?
    /// Of a merge, the shards.
    package var shards: [ShardSummary] = []
    /// The platforms that were requested; none means all.
    package var platforms: [Platform] = []
    @Described package var policy = Run.Policy()
    package var stopped: Run.Stop?
    /// In the order of their names.
    package var registries: [Run.Registry] = []
    /// In the order of the release.
    package var images: [Run.Image] = []
    /// Manifests first, then blobs.
    package var claims: [Run.Claim] = []
    /// Body bytes that were received, bad ones and those of all rounds included.
    package var bytesPulled: Int64 = 0
    /// What a closer look at faulty content found.
    package var investigations: [Investigation] = []
    /// Of a diagnosis on demand, where everything that it covers is right and wrong on each backend.
    package var overview: [Investigation] = []
    /// The rounds of a hold, in order.
    package var rounds: [Round] = []
    /// Images of earlier runs that used faulty content.
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

    /// A backend by its name.
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
        try Heading(schemaVersion: Self.schemaVersion, tool: Self.tool).encode(to: encoder)
        try facts.encode(to: encoder)
        try decision.encode(to: encoder)
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(diagnoses, forKey: .diagnoses)
    }
}

extension RunFacts {
    /// What no run can have written: a place in `claims` that does not exist.
    fileprivate func validate(codingPath: [any CodingKey]) throws {
        let all = claims.indices
        for (index, image) in images.enumerated() where !image.views.allSatisfy({ $0.claims.allSatisfy(all.contains) })
        {
            throw DecodingError.dataCorrupted(
                .init(codingPath: codingPath, debugDescription: "images[\(index)] has a claim that does not exist"))
        }
    }
}
