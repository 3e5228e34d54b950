import Foundation
import Ledger
import OCI
import Record
import Registry
import Testing
import Transfer

@testable import Gate
@testable import blobgate

/// Creates events for the progress display.
struct ProgressEvents {
    static let mega: Int64 = 1_000_000

    let registry: RegistryName
    let repository: RepositoryName

    init(registry: String = "registry.example") throws {
        self.registry = try #require(RegistryName(registry))
        repository = try #require(RepositoryName("app"))
    }

    func backend(_ name: String, role: Backend.Role = .serving) -> Backend {
        Backend(
            registry: registry, name: name, address: .init(host: "127.0.0.1", port: 443), role: role,
            source: .commandLine)
    }

    /// A claim for a blob whose digest consists of this character.
    func claim(
        _ backend: String, _ letter: Character, megabytes: Int64 = 100, role: Backend.Role = .serving,
        kind: Run.Claim.Kind = .layer
    ) throws -> Claim {
        Claim(
            backend: self.backend(backend, role: role), repository: repository,
            digest: try Digest(parsing: "sha256:" + String(repeating: letter, count: 64)),
            size: megabytes * Self.mega, kind: kind, mediaType: nil)
    }

    func planned(_ claims: [Claim]) -> RunEvent {
        .planned(
            claims: claims.count, bytes: claims.reduce(0) { $0 + ($1.size ?? 0) }, provenClaims: 7, provenBytes: 70)
    }

    func retrying(_ claim: Claim, _ code: FindingCode = .accessTruncated, after pause: Duration) -> RunEvent {
        .retrying(
            claim,
            JudgedObservation(
                observation(.status(500, ErrorBody([]))), code: code,
                .status(status: 500, body: ErrorBody([]), cache: nil)),
            after: pause)
    }

    func verified(_ claim: Claim, cache: String? = nil) throws -> RunEvent {
        let size = try #require(claim.size)
        let seen = observation(
            .body(BodyFacts(received: size, digest: claim.digest, declaredLength: size, opening: ServerText(""))),
            cache: cache)
        guard case .good(let blob) = Judge.judge(seen, of: claim) else {
            throw TransferFailure(kind: .other, message: "the judge does not accept the fixture")
        }
        return .finished(ClaimResult(claim: claim, status: .verified(blob), attempts: []))
    }

    func reused(_ claim: Claim) throws -> RunEvent {
        let path = ProofPath(
            registry: registry, backend: claim.backend.name, repository: repository, digest: claim.digest)
        let proof = Proof(
            path: path, size: try #require(claim.size), endpoint: "", address: nil, cacheStatus: nil, provenAt: .now,
            run: RunID(rawValue: 1234))
        return .finished(ClaimResult(claim: claim, status: .reused(proof), attempts: []))
    }

    func faulty(_ claim: Claim, _ code: FindingCode) -> RunEvent {
        let finding = ClaimConclusion.finding(SeenFault(code, .nothingAsked), claim)
        return .finished(ClaimResult(claim: claim, status: .faulty(finding), attempts: []))
    }

    private func observation(_ outcome: Observation.Outcome, cache: String? = nil) -> Observation {
        var headers: [String: ServerText] = [:]
        if let cache { headers["x-cache-status"] = ServerText(cache) }
        return Observation(
            outcome: outcome, url: "https://registry.example/", status: 200, headers: headers, started: .now)
    }
}

extension ByteCounter {
    /// A counter with this value.
    convenience init(megabytes: Int) {
        self.init()
        add(megabytes * 1_000_000)
    }
}
