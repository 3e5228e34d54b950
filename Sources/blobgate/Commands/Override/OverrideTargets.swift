import Ledger
import OCI
import Record

/// What an override is for: resolves the arguments against the ledger and the configuration.
struct OverrideTargets {
    /// How many known backends are listed.
    private static let mostKnown = 20

    let store: LedgerStore
    let registry: RegistryName?
    /// The names given; empty for all.
    let backends: [String]

    /// Rejects a backend that neither the configuration nor a run knows: the override would never apply.
    func checkBackends(configured: Configuration) async throws {
        guard !backends.isEmpty else { return }
        let recorded = try await LedgerOptions.ask { () async throws(LedgerError) in try await store.backends() }
        var known = Set(recorded.filter { registry == nil || $0.registry == registry }.map(\.name))
        for entry in configured.registries where registry == nil || entry.name == nil || entry.name == registry {
            known.formUnion(entry.backends.map(\.name))
        }
        for name in backends where !known.contains(name) {
            let place = registry.map { " of \($0)" } ?? ""
            let list = known.sorted().prefix(Self.mostKnown).map { $0.escapedASCII(limit: 120) }
            let more = known.count > list.count ? " and \(known.count - list.count) more" : ""
            throw CommandFailure(
                .usage,
                "--backend \(name.escapedASCII(limit: 120)): no run used a backend\(place) with this name, and none is "
                    + "configured; "
                    + (list.isEmpty ? "no backends are known" : "known: \(list.joined(separator: ", "))\(more)"))
        }
    }

    /// The scopes of each subject on each backend.
    /// - Parameter subjects: Each with its own registry, if it names one.
    func scopes(of subjects: [(subject: OverrideSubject, registry: RegistryName?)]) -> [OverrideScope] {
        let names: [String?] = backends.isEmpty ? [nil] : backends
        var seen: Set<OverrideScope> = []
        return subjects.flatMap { subject, own in
            names.map { OverrideScope(subject, backend: $0, registry: registry ?? own) }
        }.filter { seen.insert($0).inserted }
    }

    /// The scopes of everything that refused a run.
    /// - Throws: `CommandFailure` if there is nothing that an override could waive.
    func scopes(ofRun id: RunID) async throws -> [OverrideScope] {
        let record = try await LedgerOptions.ask { () async throws(LedgerError) in try await store.run(id) }
        guard let record else {
            throw CommandFailure(.usage, "no run \(id) in \(store.path); see: blobgate ledger runs")
        }
        guard let run = record.run else {
            throw CommandFailure(.input, "run \(id) has no report: it is still running, or its process was killed")
        }
        let scopes = run.overrideScopes.filter { scope in
            (registry == nil || registry == scope.registry)
                && (backends.isEmpty || scope.backend.map(backends.contains) ?? false)
        }
        guard scopes.isEmpty else { return scopes }
        guard run.refusingFindings.isEmpty else {
            throw CommandFailure(.usage, "run \(id) was refused, but by no fault that this override could waive")
        }
        let next =
            run.verdict == .undecided
            ? "what is undecided cannot be waived; check it again: blobgate recheck \(id)" : "there is nothing to waive"
        throw CommandFailure(.usage, "run \(id) was not refused: \(next)")
    }
}
