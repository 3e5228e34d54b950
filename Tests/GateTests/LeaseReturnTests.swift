import Foundation
import Ledger
import OCI
import Record
import Registry
import Support
import Testing

@testable import Gate

/// A run that kept the lease of a claim that is done could wait for another run, which waits for that lease.
@Suite struct LeaseReturnTests {
    enum End: CaseIterable {
        case verified, verifiedElsewhere, shared, toleratedFlapping, refused, unanswered, stopped
    }

    @Test("Every result of a claim gives its lease back", arguments: End.allCases)
    func everyResult(_ end: End) async throws {
        try await Scene.run(1) { scene in
            let store = try scene.store()
            let claim = try aClaim(on: aBackend(role: .direct))
            let path = ProofPath(
                registry: claim.backend.registry, backend: claim.backend.name, repository: claim.repository,
                digest: claim.digest)
            let keepers = (0..<2).map { _ in
                LedgerKeeper(store: store, vantage: "test", observer: SilentObserver(), notices: [])
            }
            await keepers[0].begin(try scene.request(), at: .now)
            #expect(await acquire(path, keepers[0]) == .acquired)
            guard case .held = await acquire(path, keepers[1]) else {
                Issue.record("a lease that is not held cannot be given back")
                return
            }
            await keepers[0].record(
                try result(of: claim, end), path: path, proof: ProofFacts())
            #expect(await acquire(path, keepers[1]) == .acquired)
        }
    }

    /// No proof is old enough to be reused.
    private func acquire(_ path: ProofPath, _ keeper: LedgerKeeper) async -> LeaseOutcome {
        await keeper.acquire(path, acceptingProofSince: .distantFuture, endpoint: "any", certificates: []) { _ in true }
    }

    private func result(of claim: Claim, _ end: End) throws -> ClaimResult {
        guard case .good(var blob) = Judge.judge(try body("good"), of: claim) else {
            throw CocoaError(.coderInvalidValue)
        }
        func faulty(_ code: FindingCode) -> ClaimResult {
            ClaimResult(
                claim: claim, status: .faulty(ClaimConclusion.finding(SeenFault(code, .present), claim)), attempts: [])
        }
        switch end {
        case .verified:
            return ClaimResult(claim: claim, status: .verified(blob), attempts: [])
        case .verifiedElsewhere:
            blob.isFromElsewhere = true
            return ClaimResult(claim: claim, status: .verified(blob), attempts: [])
        case .shared:
            let other = try aClaim(on: claim.backend, repository: "other")
            guard case .good(let read) = Judge.judge(try body("good"), of: other),
                let bytes = ProvenBytes(
                    ClaimRunner.Outcome(result: ClaimResult(claim: other, status: .verified(read), attempts: [])),
                    certificate: { _ in nil }),
                let shared = Judge.judge(head: seen(.head(declaredLength: 4)), of: claim, like: bytes)
            else { throw CocoaError(.coderInvalidValue) }
            return ClaimResult(claim: claim, status: .shared(shared), attempts: [])
        case .toleratedFlapping:
            let remark = Finding(.contentFlapping, weight: .reported, at: claim.place, .present)
            return ClaimResult(claim: claim, status: .verified(blob), attempts: [], remark: remark)
        case .refused: return faulty(.contentDigest)
        case .unanswered: return faulty(.accessConnect)
        case .stopped: return faulty(.accessInterrupted)
        }
    }
}
