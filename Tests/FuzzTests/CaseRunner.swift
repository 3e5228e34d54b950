import Diagnosis
import Foundation
import Ledger
import OCI
import Record
import Registry
import Release
import Support
import Synchronization
import Transfer

@testable import Gate

/// Runs a case: a clean run on a warm ledger or none, runs with the faults, and one after everything has healed.
struct CaseRunner {
    /// A run of a few small images takes milliseconds. What is far over its deadline hangs.
    private static let grace = Duration.seconds(60)

    let fuzzed: FuzzCase

    /// What is wrong with the records; empty if nothing is.
    func run() async throws -> [String] {
        var registries: [ScriptedRegistry] = []
        for _ in fuzzed.places { registries.append(try await ScriptedRegistry.start()) }
        let outcome: Result<[String], any Error>
        do { outcome = .success(try await problems(registries)) } catch { outcome = .failure(error) }
        for registry in registries { await registry.stop() }
        return try outcome.get()
    }

    private func problems(_ registries: [ScriptedRegistry]) async throws -> [String] {
        for registry in registries {
            try fuzzed.release.push(to: registry)
            if fuzzed.settings.usesTokens { registry.access = .bearer(TokenRealm()) }
        }
        let store = try LedgerStore.inMemory()
        if fuzzed.settings.isWarm {
            let clean = CaseOracle(fuzzed, .clean)
            let problems = try await judged("warming", clean, registries, store)
            guard problems.isEmpty else { return problems }
        }
        for (place, registry) in zip(fuzzed.places, registries) {
            for trouble in place.troubles { try trouble.apply(to: registry) }
        }
        let faulty = CaseOracle(
            fuzzed, .faulty(afterClean: fuzzed.settings.isWarm), isStopped: fuzzed.settings.stop != nil)
        var runs: [Run] = []
        var problems = try await judged("first", faulty, registries, store, fuzzed.settings.stop) { runs.append($0) }
        let number = fuzzed.settings.rechecks ? runs.last?.number.map(RunID.init(rawValue:)) : nil
        if problems.isEmpty, fuzzed.settings.repeats, fuzzed.troubles.allSatisfy(\.isSteady) {
            let again = CaseOracle(fuzzed, .faulty(afterClean: fuzzed.settings.isWarm))
            problems = try await judged("repeated", again, registries, store, recheckOf: number) { runs.append($0) }
            // Neither depends on the order of requests. What is given up or not asked may.
            let isComparable = fuzzed.settings.stop == nil && fuzzed.troubles.allSatisfy { $0.expected != .either }
            if isComparable, Set(runs.map(\.verdict.isGood)).count > 1 {
                problems.append("nothing changed, yet the verdicts are \(runs.map(\.verdict))")
            }
        }
        guard problems.isEmpty else { return problems }
        for registry in registries {
            registry.heal()
            registry.transport = .plain
            try fuzzed.release.push(to: registry)
        }
        return try await judged("healed", CaseOracle(fuzzed, .clean), registries, store, recheckOf: number)
    }

    /// The problems of a run, or of two at the same time.
    private func judged(
        _ name: String, _ oracle: CaseOracle, _ registries: [ScriptedRegistry], _ store: LedgerStore,
        _ stop: FuzzCase.Stop? = nil, recheckOf: RunID? = nil, _ note: (Run) -> Void = { _ in }
    ) async throws -> [String] {
        var request = try request(registries, stop)
        request.recheckOf = recheckOf
        if recheckOf != nil { request.command = .recheck }
        let isFaulty = oracle.isFaulty
        async let other = fuzzed.settings.isDouble ? check(request, store, stop, isFaulty: isFaulty) : nil
        let run = try await check(request, store, stop, isFaulty: isFaulty)
        let second = try await other
        guard let run, second != nil || !fuzzed.settings.isDouble else { return ["\(name) run: HANG"] }
        note(run)
        return ([run] + [second].compactMap(\.self)).flatMap { problems(of: $0, name, oracle) }
    }

    private func problems(of run: Run, _ name: String, _ oracle: CaseOracle) -> [String] {
        let problems = oracle.problems(of: run)
        guard !problems.isEmpty else { return [] }
        let claims = run.claims.filter { $0.finding != nil }.prefix(12).map { claim in
            let reads = claim.attempts.map { $0.code?.rawValue ?? "good" }.joined(separator: ", ")
            return "    \(claim.digest) of \(claim.repository) on \(claim.backend): \(reads)"
        }
        let findings = run.findings.prefix(12).map { "    found \($0.code) (\($0.weight)) on \($0.place)" }
        return problems.map { "\(name) run, exit \(run.exitCode.rawValue), expected \(oracle.expected): \($0)" }
            + findings + claims
    }

    /// The record; `nil` if the run does not end.
    private func check(
        _ request: GateRequest, _ store: LedgerStore, _ stop: FuzzCase.Stop?, isFaulty: Bool
    ) async throws -> Run? {
        let control = RunControl()
        // Where the script stalls, a long limit would only cost time.
        let isStall = isFaulty && fuzzed.troubles.contains(where: \.isStall)
        // Each run is a process of its own: it has no connection of the last one, which a fault may have spoiled.
        guard let engine = TransferEngine(loops: 2) else { throw CocoaError(.featureUnsupported) }
        let client = RegistryClient(
            engine: engine, credentials: .anonymous,
            limits: TransferLimits(connect: .seconds(10), stall: isStall ? .milliseconds(700) : .seconds(20)),
            userAgent: "blobgate/test")
        let gate = Gatekeeper(
            client: client, store: store, locator: Investigator(), explain: { Diagnosing.explain($0) })
        if case .signal(let after) = stop {
            Task {
                try? await Task.sleep(for: after)
                control.stop(.signal(number: 15))
            }
        }
        let run = await ended(within: (request.policy.deadline ?? .zero) + Self.grace) {
            await gate.check(request, control: control)
        }
        await client.close()
        return run
    }

    private func request(_ registries: [ScriptedRegistry], _ stop: FuzzCase.Stop?) throws -> GateRequest {
        let settings = fuzzed.settings
        guard let name = RegistryName(PushedRelease.registry) else { throw CocoaError(.coderInvalidValue) }
        let backends = zip(fuzzed.places, registries).map { place, registry in
            Backend(
                registry: name, name: place.name, address: .init(host: registry.host, port: registry.port),
                scheme: .http, role: place.role, source: .commandLine, cache: place.cache)
        }
        var policy = Policy(
            fresh: settings.fresh, retries: settings.retries, deadline: .seconds(60), jobs: settings.jobs,
            depth: settings.depth)
        policy.pace = 0.01
        policy.flapping = settings.flapping
        policy.spot = settings.spot
        policy.hold = settings.hold
        if case .deadline(let limit) = stop { policy.deadline = limit }
        return GateRequest(
            images: try fuzzed.release.references.map {
                ImageUse(reference: try ImageReference(parsing: $0), origins: [])
            },
            registries: [
                name: RegistryBackends(
                    backends: backends, sharesProofs: settings.sharesProofs, transfers: settings.transfers)
            ], policy: policy, vantage: "fuzz", version: "0")
    }

    /// The value, unless it takes longer than the limit. The work is then left running.
    private func ended<Value: Sendable>(
        within limit: Duration, _ work: @escaping @Sendable () async -> Value
    ) async -> Value? {
        let pending = Pending<Value>()
        return await withCheckedContinuation { continuation in
            pending.wait(continuation)
            let timer = Task {
                try await Task.sleep(for: limit)
                pending.end(with: nil)
            }
            Task {
                pending.end(with: await work())
                timer.cancel()
            }
        }
    }
}

/// A continuation that the first of two resumes.
private final class Pending<Value: Sendable>: Sendable {
    private let continuation = Mutex<CheckedContinuation<Value?, Never>?>(nil)

    func wait(_ continuation: CheckedContinuation<Value?, Never>) {
        self.continuation.withLock { $0 = continuation }
    }

    func end(with value: sending Value?) {
        let waiting = continuation.withLock { stored in
            defer { stored = nil }
            return stored
        }
        waiting?.resume(returning: value)
    }
}
