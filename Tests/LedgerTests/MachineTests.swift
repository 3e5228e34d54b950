import Foundation
import OCI
import Record
import Testing

@testable import Ledger

/// Backends with addresses of one machine: the same address elsewhere is another backend.
struct MachineTests {
    private func path(on machine: String?) throws -> ProofPath {
        let shared = try LedgerTests.path()
        return ProofPath(
            registry: shared.registry, backend: shared.backend, repository: shared.repository, digest: shared.digest,
            machine: machine)
    }

    @Test("a proof of one machine is none on another, and neither is a refusal")
    func proofs() async throws {
        let store = try LedgerStore.inMemory()
        let run = try await store.begin(start())
        let (one, other) = (try path(on: "a"), try path(on: "b"))
        try await store.record(aProof(one, run: run), claim: claim(one), lease: nil)
        #expect(try await store.proofs(for: [one, other, path(on: nil)]).keys.map(\.machine) == ["a"])
        try await store.recordFailure(claim(other, .refused), run: run, erasingProof: true, lease: nil)
        #expect(try await store.proofs(for: [one])[one] != nil)
        #expect(try await store.verifiedPaths(in: run) == [one])
        // A ledger from before this version does not know the machine.
        let nowhere = try path(on: nil)
        try await store.record(aProof(nowhere, run: run), claim: claim(nowhere), lease: nil)
        #expect(try await store.proofs(for: [other]).isEmpty)
    }

    @Test("an import takes entries of this machine and of no machine", arguments: ["a", "b"])
    func imports(machine: String) async throws {
        let (from, to) = (try LedgerStore.inMemory(), try LedgerStore.inMemory())
        let run = try await from.begin(start())
        for path in [try path(on: nil), try path(on: "a")] {
            try await from.record(aProof(path, at: .now, run: run), claim: claim(path), lease: nil)
        }
        let text = LedgerArchive.write(try await from.entries(), vantage: "there", writer: "1.0", at: .now)
        let result = try await to.take(LedgerArchive.read(text, named: "x"), as: start("import"), on: machine)
        #expect(result.taken == (machine == "a" ? 2 : 1))
        #expect(result.ofOtherMachines == (machine == "a" ? 0 : 1))
        let known = try await to.proofs(for: [path(on: nil), path(on: "a"), path(on: "b")])
        #expect(Set(known.keys.map(\.machine)) == (machine == "a" ? [nil, "a"] : [nil]))
    }
}
