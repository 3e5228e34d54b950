import Foundation
import OCI
import Record
import Testing

struct DecisionTests {
    @Test func aProvenReleaseIsVerified() throws {
        var builder = try Builder()
        try builder.add("app", layers: [1, 2])
        let run = builder.run
        #expect(run.verdict == .verified && run.exitCode == .verified)
        #expect(run.images.map(\.verdict) == [.verified])
        #expect(run.images[0].views.map(\.verdict) == [.verified, .verified])
        #expect(run.totals.claims == 6 && run.totals.manifests == 2 && run.totals.verifiedBlobs == 4)
        #expect(run.totals.blobBytes == 400)
    }

    @Test func aReleaseWithoutImagesIsUndecided() throws {
        let run = try Builder().run
        #expect(run.verdict == .undecided && run.exitCode == .undecided)
    }

    @Test(
        arguments: [
            (.contentDigest, .refused, .refused), (.absenceBlob, .refused, .refused),
            (.accessConnect, .undecided, .undecided), (.accessCredentials, .undecided, .credentials),
        ] as [(FindingCode, Verdict, ExitCode)])
    func faultsDecideTheVerdict(code: FindingCode, verdict: Verdict, exitCode: ExitCode) throws {
        var builder = try Builder()
        try builder.add("app", layers: [1])
        try builder.add("side", layers: [2])
        try builder.fail(1, on: "two", code)
        let run = builder.run
        #expect(run.verdict == verdict && run.exitCode == exitCode)
        #expect(run.images.map(\.verdict) == [verdict, .verified])
        #expect(run.images[0].views.map(\.verdict) == [.verified, verdict])
    }

    @Test func aPolicyMayWaiveUndecidedButNotRefused() throws {
        var builder = try Builder()
        try builder.add("app", layers: [1])
        builder.facts.policy.undecided = .warn
        try builder.fail(1, on: "two", .accessConnect)
        #expect(builder.run.exitCode == .verified && builder.run.decision.isWaived)
        try builder.fail(1, on: "one", .contentDigest)
        #expect(builder.run.exitCode == .refused && !builder.run.decision.isWaived)
    }

    @Test func aSignalOutranksARefusal() throws {
        var builder = try Builder()
        try builder.add("app", layers: [1])
        try builder.fail(1, on: "two", .contentDigest)
        builder.facts.stopped = .signal(number: 2)
        #expect(builder.run.exitCode == .interrupted && builder.run.verdict == .refused)
        builder.facts.stopped = .signal(number: 15)
        #expect(builder.run.exitCode == .terminated)
    }

    @Test func reportedFindingsProveNothing() throws {
        var builder = try Builder(backends: ["one"])
        try builder.add("app", layers: [])
        try builder.set(1000, on: "one") { claim in
            let place = FaultPlace(
                claim.registry, backend: "one", repository: claim.repository, digest: claim.digest)
            return .faulty(Finding(.absenceManifest, weight: .reported, at: place, .present))
        }
        #expect(builder.run.verdict == .undecided)
    }

    @Test(arguments: RollbackPolicy.allCases)
    func thePolicyDecidesAboutFaultsOfTheRollbackSet(policy: RollbackPolicy) throws {
        var builder = try Builder()
        try builder.add("app", layers: [1])
        try builder.add("old", layers: [2], set: .rollback)
        try builder.fail(2, on: "one", .contentDigest)
        builder.facts.policy.rollback = policy
        let run = builder.run
        #expect(run.verdict == (policy == .warn ? .verified : .refused))
        #expect(run.rollback?.verdict == .refused && run.rollback?.isWaived == (policy == .warn))
        #expect(run.findings.count == 1)
    }

    @Test func claimsOfOtherShardsDoNotWeakenTheVerdict() throws {
        var builder = try Builder()
        builder.facts.shard = Shard(1, of: 2)
        try builder.add("app", layers: [1, 2])
        for backend in builder.backends { try builder.set(2, on: backend) { _ in .otherShard(2, isRead: false) } }
        #expect(builder.run.verdict == .verified && builder.run.totals.otherShard == 2)
        // In the record of a whole release, no shard proves it.
        builder.facts.shard = nil
        #expect(builder.run.verdict == .undecided)
    }

    @Test func decodingDecidesFromTheFactsAlone() throws {
        var builder = try Builder()
        try builder.add("app", layers: [1])
        try builder.fail(1, on: "two", .contentDigest)
        let data = try RunCoding.encode(builder.run)
        let text = String(decoding: data, as: UTF8.self)
        let forged = text.replacing("\"verdict\":\"refused\"", with: "\"verdict\":\"verified\"")
            .replacing("\"exitCode\":1", with: "\"exitCode\":0")
        #expect(forged != text)
        let run = try RunCoding.decode(Run.self, from: Data(forged.utf8))
        #expect(run.verdict == .refused && run.exitCode == .refused)
    }

    @Test func hugeDeclaredSizesDoNotOverflow() throws {
        var builder = try Builder()
        try builder.add("app", layers: [1])
        for index in builder.facts.claims.indices { builder.facts.claims[index].size = .max }
        builder.facts.bytesPulled = .max
        #expect(builder.run.totals.blobBytes == .max)
    }
}
