import Foundation
import Ledger
import OCI
import Record
import Report

/// Finds the runs of an incident in the ledger.
struct IncidentRuns {
    /// How many runs are looked at in each direction, and how many a range may have.
    static let most = 300

    let store: LedgerStore

    /// The runs of a range; empty if the ledger has none. Of a longer range, the first runs.
    func runs(of range: IncidentRange) async throws(LedgerError) -> [IncidentRun] {
        switch range {
        case .between(let first, let last):
            var found: [IncidentRun] = []
            for id in try await store.runs(from: first, limit: Self.most) where id <= last {
                if let record = try await store.run(id), !record.summary.isImport {
                    found.append(IncidentRun(record))
                }
            }
            return found
        case .around(let id):
            guard let record = try await store.run(id) else { return [] }
            return try await around(record)
        case .newest:
            let refused = try await store.runs(limit: Self.most).first { $0.verdict == .refused }
            guard let id = refused?.id, let record = try await store.run(id) else { return [] }
            return try await around(record)
        }
    }

    /// The last run that is used of a range with too many; `nil` if all are.
    func cut(_ range: IncidentRange) async throws(LedgerError) -> RunID? {
        guard case .between(let first, let last) = range else { return nil }
        let ids = try await store.runs(from: first, limit: Self.most + 1).filter { $0 <= last }
        return ids.count > Self.most ? ids[Self.most - 1] : nil
    }

    /// A run, the earlier ones of the same release up to the last good one, and the later ones up to the first good one.
    private func around(_ anchor: RunRecord) async throws(LedgerError) -> [IncidentRun] {
        var release = SameRelease(anchor)
        var before: [IncidentRun] = []
        let earliest = RunID(rawValue: max(1, anchor.id.rawValue - Int64(Self.most)))
        for id in try await store.runs(from: earliest, limit: Self.most).reversed() where id < anchor.id {
            guard let record = try await store.run(id), !record.summary.isImport, release.takes(record) else {
                continue
            }
            before.append(IncidentRun(record))
            if record.summary.verdict == .verified { break }
        }
        var after: [IncidentRun] = []
        // A run that was refused and then verified within one hold is over by itself.
        if anchor.summary.verdict != .verified {
            for id in try await store.runs(from: anchor.id, limit: Self.most) where id > anchor.id {
                guard let record = try await store.run(id), !record.summary.isImport, release.takes(record) else {
                    continue
                }
                after.append(IncidentRun(record))
                if record.summary.verdict == .verified { break }
            }
        }
        return before.reversed() + [IncidentRun(anchor)] + after
    }
}

/// Whether runs are of one release: they have the same images, or one rechecks the other.
private struct SameRelease {
    private let images: Set<ImageReference>
    private var related: Set<RunID>

    init(_ anchor: RunRecord) {
        images = Set(anchor.run?.images.map(\.reference) ?? [])
        related = [anchor.id]
        if let earlier = anchor.summary.recheckOf { related.insert(earlier) }
    }

    /// Also remembers the run, so that its rechecks are taken too.
    mutating func takes(_ record: RunRecord) -> Bool {
        let isRelated = related.contains(record.id) || record.summary.recheckOf.map(related.contains) == true
        let isSame = !images.isEmpty && Set(record.run?.images.map(\.reference) ?? []) == images
        guard isRelated || isSame else { return false }
        related.insert(record.id)
        if let earlier = record.summary.recheckOf { related.insert(earlier) }
        return true
    }
}

extension RunSummary {
    /// Whether it only took over the proofs of another ledger.
    fileprivate var isImport: Bool { command == "import" }
}

extension IncidentRun {
    init(_ record: RunRecord) {
        let run = record.summary
        self.init(
            number: run.id.rawValue, started: run.startedAt, finished: run.finishedAt, command: run.command,
            vantage: run.vantage, version: run.version, verdict: run.verdict, exitCode: run.exitCode,
            record: record.run)
    }
}

extension IncidentHistory {
    /// A reused proof is no read, and neither is one that ended without bytes.
    init(_ history: PathHistory) {
        self.init(
            registry: history.path.registry, backend: history.path.backend, repository: history.path.repository,
            digest: history.path.digest, firstProven: history.firstProvenAt,
            reads: history.claims.compactMap { claim in
                guard claim.outcome == .verified || claim.outcome == .refused else { return nil }
                return Read(
                    IncidentMoment(at: claim.at, run: claim.run.rawValue), isGood: claim.outcome == .verified)
            })
    }
}
