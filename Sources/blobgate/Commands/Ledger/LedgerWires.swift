import Foundation
import Ledger
import OCI
import Record

/// The JSON of `blobgate ledger runs`. Keys are only ever added within a schema version.
struct RunListWire: Codable, Hashable, Sendable {
    struct RunWire: Codable, Hashable, Sendable {
        let run: Int64
        let startedAt: Date
        /// Missing while it is running, and if its process was killed.
        let finishedAt: Date?
        /// A `Run.Command`, or `import`.
        let command: String
        /// The run that it repeats.
        let recheckOf: Int64?
        /// `finished`, `running` or `interrupted`.
        let state: State
        /// Only of a finished run.
        let verdict: Verdict?
        let exitCode: Int32?
        /// The number of claims by outcome, each manifest and blob once per backend; without those that are 0.
        let claims: [String: Int]
        let vantage: String
        let version: String
    }

    /// How far a run came.
    enum State: String, Codable, Sendable {
        case finished
        case running
        case interrupted
    }

    let schemaVersion: Int
    /// The path of the ledger.
    let ledger: String
    /// Newest first.
    let runs: [RunWire]

    init(_ runs: [RunSummary], ledger: String) {
        schemaVersion = 1
        self.ledger = ledger.escapedASCII(limit: 4096)
        self.runs = runs.map(RunWire.init)
    }
}

extension RunListWire.RunWire {
    init(_ run: RunSummary) {
        self.init(
            run: run.id.rawValue, startedAt: run.startedAt, finishedAt: run.finishedAt, command: run.command,
            recheckOf: run.recheckOf?.rawValue,
            state: run.verdict != nil ? .finished : run.isRunning ? .running : .interrupted,
            verdict: run.verdict, exitCode: run.exitCode,
            claims: Dictionary(
                uniqueKeysWithValues: run.claims.filter { $0.value > 0 }.map { ($0.key.rawValue, $0.value) }),
            vantage: run.vantage.escapedASCII(limit: 400), version: run.version.escapedASCII(limit: 80))
    }
}

/// The JSON of `blobgate override list`. Keys are only ever added within a schema version.
struct OverrideListWire: Codable, Hashable, Sendable {
    struct OverrideWire: Codable, Hashable, Sendable {
        let number: Int64
        let state: OverrideState
        /// The content that it waives; missing for a tag.
        let digest: Digest?
        /// The tag that it waives; missing for content.
        let repository: RepositoryName?
        let tag: Tag?
        /// Missing: on every backend.
        let backend: String?
        /// Missing: in every registry.
        let registry: RegistryName?
        let reason: String
        let who: String
        let createdAt: Date
        let expiresAt: Date
        let withdrawnAt: Date?
    }

    let schemaVersion: Int
    /// The path of the ledger.
    let ledger: String
    /// Newest first.
    let overrides: [OverrideWire]

    init(_ all: [Override], ledger: String, at now: Date) {
        schemaVersion = 1
        self.ledger = ledger.escapedASCII(limit: 4096)
        overrides = all.map { OverrideWire($0, at: now) }
    }
}

extension OverrideListWire.OverrideWire {
    init(_ one: Override, at now: Date) {
        self.init(
            number: one.id, state: OverrideState(one, at: now), digest: one.digest, repository: one.repository,
            tag: one.tag, backend: one.backend.map(OverrideTable.safe), registry: one.registry,
            reason: OverrideTable.safe(one.reason), who: OverrideTable.safe(one.who), createdAt: one.createdAt,
            expiresAt: one.expiresAt, withdrawnAt: one.withdrawnAt)
    }
}
