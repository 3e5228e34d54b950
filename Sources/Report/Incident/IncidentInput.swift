package import Foundation
package import OCI
package import Record

/// A run, as an incident report needs it.
package struct IncidentRun: Hashable, Sendable {
    package let number: Int64
    package let started: Date
    /// `nil` if it was killed.
    package let finished: Date?
    package let command: String
    package let vantage: String
    package let version: String
    /// `nil` if it was interrupted.
    package let verdict: Verdict?
    package let exitCode: Int32?
    /// The record; `nil` if it did not end, or was recorded by a version with another format.
    package let record: Run?

    /// Whether its exit code tells a deploy whether to continue. The rounds of a watch belong to no deploy.
    package var isGate: Bool {
        switch Run.Command(rawValue: command) {
        case .watch, .plan, .diagnose: false
        default: true
        }
    }

    package init(
        number: Int64, started: Date, finished: Date?, command: String, vantage: String, version: String,
        verdict: Verdict?, exitCode: Int32?, record: Run?
    ) {
        self.number = number
        self.started = started
        self.finished = finished
        self.command = command
        self.vantage = vantage
        self.version = version
        self.verdict = verdict
        self.exitCode = exitCode
        self.record = record
    }
}

/// When some content on one backend was read right or wrong, by any run.
package struct IncidentHistory: Hashable, Sendable {
    /// One read.
    package struct Read: Hashable, Sendable {
        package let moment: IncidentMoment
        /// Whether the bytes were right; otherwise the read refused.
        package let isGood: Bool

        package init(_ moment: IncidentMoment, isGood: Bool) {
            self.moment = moment
            self.isGood = isGood
        }
    }

    package let registry: RegistryName
    package let backend: String
    /// `nil` if proofs are shared by all repositories.
    package let repository: RepositoryName?
    package let digest: Digest
    /// When it was first proven, if ever.
    package let firstProven: Date?
    /// In order.
    package let reads: [Read]

    package init(
        registry: RegistryName, backend: String, repository: RepositoryName?, digest: Digest, firstProven: Date?,
        reads: [Read]
    ) {
        self.registry = registry
        self.backend = backend
        self.repository = repository
        self.digest = digest
        self.firstProven = firstProven
        self.reads = reads
    }

    func isOf(_ place: FaultPlace) -> Bool {
        registry == place.registry && backend == place.backend && digest == place.digest
            && (repository == nil || repository == place.repository)
    }
}

/// A time, and the run that saw something then.
package struct IncidentMoment: Hashable, Sendable {
    package let at: Date
    /// `nil` if the ledger no longer knows the run.
    package let run: Int64?

    package init(at: Date, run: Int64?) {
        self.at = at
        self.run = run
    }
}
