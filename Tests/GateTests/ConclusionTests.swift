import Foundation
import OCI
import Registry
import Release
import Testing

@testable import Gate

@Suite struct ConclusionTests {
    private func conclude(_ attempts: [Attempt], role: Backend.Role = .serving) throws -> Standing {
        let claim = try aClaim(on: aBackend(role: role))
        var verified: VerifiedBlob?
        if attempts.last?.code == nil, !attempts.isEmpty,
            case .good(let blob) = Judge.judge(try body("good"), of: claim)
        {
            verified = blob
        }
        return ClaimConclusion.standing(of: claim, attempts: attempts, verified: verified)
    }

    @Test(
        arguments: [
            ([(.contentDigest, "bad")], .contentDigest, "bad"),
            ([(.contentDigest, "bad"), (.contentDigest, "bad")], .contentDigest, "bad, twice"),
            ([(.contentDigest, "bad"), (.contentDigest, "worse")], .contentDigest, "bad; read again: worse"),
            ([(.contentDigest, "bad"), (nil, "good")], .contentFlapping, "first bad; then good on a new connection"),
            ([(.absenceBlob, "404"), (.absenceBlob, "404")], .absenceBlob, "404, twice"),
            ([(.absenceBlob, "404"), (nil, "good")], .absenceBlob, "first 404; then good on a new connection"),
            ([(.absenceBlob, "404"), (.contentDigest, "bad")], .contentDigest, "404; read again: bad"),
            ([(.contentDigest, "bad"), (.absenceBlob, "404")], .contentDigest, "bad; read again: 404"),
            ([(.contentDigest, "bad"), (.accessReset, "cut")], .contentDigest, "bad; it could not be read again: cut"),
            ([(.accessReset, "cut"), (.contentDigest, "bad"), (.contentDigest, "bad")], .contentDigest, "bad, twice"),
            (
                [(.accessReset, "cut"), (.contentSize, "short"), (nil, "good")], .contentFlapping,
                "first short; then good on a new connection"
            ),
            ([(.accessReset, "cut")], .accessReset, "cut"),
            ([(.accessReset, "cut"), (.accessServerError, "503")], .accessServerError, "503 (2 tries)"),
            ([], .accessOther, "nothing was asked"),
            (
                [(.contentDigest, "bad"), (nil, "good"), (nil, "good"), (.contentDigest, "bad")], .contentFlapping,
                "first bad; then good 2 times in a row; then bad (bad: read 1 and 4 of 4)"
            ),
            (
                [(.contentDigest, "bad"), (nil, "good"), (.absenceBlob, "404")], .contentFlapping,
                "first bad; then good on a new connection; then 404 (bad: read 1 and 3 of 3)"
            ),
            (
                [(.contentDigest, "bad"), (nil, "good"), (.accessReset, "cut")], .contentFlapping,
                "first bad; then good on a new connection; it could not be read again: cut"
            ),
            ([(nil, "good"), (.contentDigest, "bad")], .contentFlapping, "first good on a new connection; then bad"),
        ] as [([(FindingCode?, String)], FindingCode, String)])
    func faults(attempts: [(FindingCode?, String)], code: FindingCode, words: String) throws {
        let finding = try conclude(attempts.map { attempt($0.0, $0.1) }).finding
        #expect(finding?.code == code)
        #expect(finding?.seen == words)
        #expect(finding?.attempts.count == attempts.count)
        #expect(finding?.weight == (code.family == .access ? .undecided : .refuses))
    }

    @Test(arguments: [[nil], [.accessReset, nil], [.accessStalled, .accessReset, nil]] as [[FindingCode?]])
    func good(codes: [FindingCode?]) throws {
        guard case .verified = try conclude(codes.map { attempt($0) }) else {
            Issue.record("not verified")
            return
        }
    }

    /// What the policy lets pass is verified, and told.
    @Test func flappingThatThePolicyLetsPass() throws {
        let claim = try aClaim()
        guard case .good(let blob) = Judge.judge(try body("good"), of: claim) else { throw CancellationError() }
        func conclude(_ codes: FindingCode?..., flapping: FlappingPolicy) -> ClaimResult {
            ClaimConclusion.result(
                of: claim, attempts: codes.map { attempt($0, "bad") }, verified: codes.last == .some(nil) ? blob : nil,
                flapping: flapping)
        }
        let passed = conclude(.contentDigest, nil, nil, nil, flapping: .reads(3))
        #expect(passed.standing.isProof)
        #expect(passed.finding?.code == .contentFlapping)
        #expect(passed.finding?.weight == .reported)
        #expect(passed.finding?.seen == "first bad; then good 3 times in a row (bad: read 1 of 4)")
        #expect(passed.finding?.attempts.count == 4)
        for refused in [
            conclude(.contentDigest, nil, nil, nil, flapping: .refuse),
            conclude(.contentDigest, nil, nil, flapping: .reads(3)),
            conclude(.contentDigest, nil, .contentDigest, nil, nil, nil, flapping: .reads(3)),
            conclude(.contentDigest, nil, .accessReset, nil, nil, flapping: .reads(3)),
            conclude(.absenceBlob, nil, nil, nil, flapping: .reads(3)),
            conclude(.contentDigest, nil, nil, nil, .contentDigest, flapping: .reads(3)),
        ] { #expect(refused.standing.verdict == .refused) }
        #expect(conclude(nil, flapping: .reads(3)).finding == nil)
        #expect(conclude(.accessReset, nil, flapping: .reads(1)).finding == nil)
    }

    @Test func policiesOfFlappingAreWords() {
        #expect(FlappingPolicy("refuse") == .refuse)
        #expect(FlappingPolicy("reads:3") == .reads(3))
        #expect(FlappingPolicy("reads: 3") == .reads(3))
        #expect(FlappingPolicy.reads(3).description == "reads:3")
        for text in ["", "reads", "reads:", "reads:0", "reads:101", "reads:-1", "reads:two", "read:3", "pass"] {
            #expect(FlappingPolicy(text) == nil, "\(text)")
        }
    }

    @Test func aStandbyMayLackButNotLie() throws {
        let absent = try conclude([attempt(.absenceBlob), attempt(.absenceBlob)], role: .standby)
        #expect(absent.finding?.weight == .reported)
        #expect(absent.verdict == .verified)
        let bad = try conclude([attempt(.contentDigest), attempt(.contentDigest)], role: .standby)
        #expect(bad.verdict == .refused)
        let both = try conclude([attempt(.contentDigest), attempt(.absenceBlob)], role: .standby)
        #expect(both.verdict == .refused)
        let silent = try conclude([attempt(.accessConnect)], role: .standby)
        #expect(silent.verdict == .undecided)
    }
}

@Suite struct DecisionTests {
    private func result(
        _ code: FindingCode?, _ claim: Claim, weight: Finding.Weight? = nil
    ) throws -> ClaimResult {
        if let code {
            let finding = Finding(
                code: code, weight: weight, backend: claim.backend, registry: claim.backend.registry,
                repository: claim.repository, digest: claim.digest, seen: "")
            return ClaimResult(claim: claim, standing: .faulty(finding), attempts: [])
        }
        guard case .good(let blob) = Judge.judge(try body("good"), of: claim) else { throw CancellationError() }
        return ClaimResult(claim: claim, standing: .verified(blob), attempts: [])
    }

    private func image(_ views: [[Claim]], findings: [Finding] = []) throws -> ImageResult {
        ImageResult(
            use: ImageUse(reference: try ImageReference(parsing: "registry.test/app:v1"), origins: []),
            views: try views.map {
                ImageView(
                    backend: try $0.first?.backend ?? aBackend(), digest: nil, platforms: [], claims: $0, findings: [],
                    tagAttempts: [])
            }, findings: findings, verdict: .undecided)
    }

    private func finding(_ code: FindingCode, _ weight: Finding.Weight? = nil) throws -> Finding {
        Finding(
            code: code, weight: weight, backend: nil, registry: try #require(RegistryName(registryName)),
            repository: nil, seen: "")
    }

    @Test func verdictsOfOneImage() throws {
        let one = try aClaim(on: aBackend("one"))
        let two = try aClaim(on: aBackend("two"))
        func verdict(_ first: FindingCode?, _ second: FindingCode?, weight: Finding.Weight? = nil) throws -> Verdict {
            let results = try [result(first, one), result(second, two, weight: weight)]
            let decision = Decision(images: [try image([[one], [two]])], claims: results)
            #expect(decision.images[0].verdict == decision.verdict)
            return decision.verdict
        }
        #expect(try verdict(nil, nil) == .verified)
        #expect(try verdict(nil, .contentDigest) == .refused)
        #expect(try verdict(nil, .absenceBlob) == .refused)
        #expect(try verdict(nil, .accessReset) == .undecided)
        #expect(try verdict(.accessReset, .contentDigest) == .refused)
        #expect(try verdict(nil, .absenceBlob, weight: .reported) == .verified)
        #expect(try verdict(.accessReset, .absenceBlob, weight: .reported) == .undecided)
    }

    @Test func unknownIsNotGood() throws {
        let claim = try aClaim()
        #expect(Decision(images: [], claims: []).verdict == .undecided)
        #expect(Decision(images: [try image([])], claims: []).verdict == .undecided)
        #expect(Decision(images: [try image([[]])], claims: []).verdict == .undecided)
        #expect(Decision(images: [try image([[claim]])], claims: []).verdict == .undecided)
        let planned = ClaimResult(claim: claim, standing: .planned, attempts: [])
        #expect(Decision(images: [try image([[claim]])], claims: [planned]).verdict == .undecided)
        // One backend resolved, the other led nowhere and nobody says why.
        let good = try result(nil, claim)
        #expect(Decision(images: [try image([[claim], []])], claims: [good]).verdict == .undecided)
        // Everything that is known is an absence that does not refuse.
        let lacking = try result(.absenceManifest, claim, weight: .reported)
        #expect(Decision(images: [try image([[claim]])], claims: [lacking]).verdict == .undecided)
        #expect(
            Decision(images: [try image([], findings: [finding(.accessResolve)])], claims: []).verdict == .undecided)
    }

    @Test func oneBadImageRefusesTheRelease() throws {
        let good = try aClaim()
        let bad = try aClaim("other", size: 5)
        let decision = Decision(
            images: [try image([[good]]), try image([[bad]]), try image([])],
            claims: [try result(nil, good), try result(.contentDigest, bad)])
        #expect(decision.images.map(\.verdict) == [.verified, .refused, .undecided])
        #expect(decision.verdict == .refused)
    }

    @Test func theWorstFindingFirst() throws {
        let codes: [(FindingCode, Finding.Weight?)] = [
            (.absenceBlob, .reported), (.accessDeadline, nil), (.accessReset, nil), (.contentDigest, nil),
            (.accessWithheld, nil), (.accessStalled, nil), (.absenceManifest, nil),
        ]
        let claims = try codes.enumerated().map { try result($1.0, aClaim("\($0)"), weight: $1.1) }
        #expect(
            Decision(images: [], claims: claims).findings.map(\.code) == [
                .contentDigest, .absenceManifest, .accessReset, .accessStalled, .accessDeadline, .accessWithheld,
                .absenceBlob,
            ])
    }

    private func run(
        _ findings: [Finding], verdict: Verdict, stopped: RunControl.Reason? = nil, command: String = "check",
        claims: [ClaimResult] = []
    ) -> GateRun {
        GateRun(
            id: nil, command: command, recheckOf: nil, started: .now, finished: .now, vantage: "v", version: "0",
            platforms: [], registries: [:], images: [], claims: claims, findings: findings, notices: [],
            stopped: stopped, verdict: verdict)
    }

    @Test func exitCodes() throws {
        let bad = try finding(.contentDigest)
        let login = try finding(.accessCredentials)
        let slow = try finding(.accessStalled)
        #expect(run([], verdict: .verified).exitCode == .verified)
        #expect(run([bad], verdict: .refused).exitCode == .refused)
        #expect(run([slow], verdict: .undecided).exitCode == .undecided)
        #expect(run([login, slow], verdict: .undecided).exitCode == .credentials)
        #expect(run([bad, login], verdict: .refused).exitCode == .refused)
        #expect(run([bad], verdict: .refused, stopped: .signal(2)).exitCode == .interrupted)
        #expect(run([bad], verdict: .refused, stopped: .signal(15)).exitCode == .terminated)
        #expect(run([bad, slow], verdict: .refused, stopped: .deadline).exitCode == .refused)
        #expect(run([slow], verdict: .undecided, stopped: .deadline).exitCode == .undecided)
        #expect(run([], verdict: .verified, stopped: .signal(2)).exitCode == .interrupted)
        #expect(ExitCode.allCases.map(\.rawValue) == [0, 1, 64, 65, 70, 75, 77, 78, 130, 143])
    }

    @Test func undecidedMayPassWhereThePolicySaysSo() throws {
        let login = try finding(.accessCredentials)
        let slow = try finding(.accessStalled)
        let bad = try finding(.contentDigest)
        func warned(
            _ findings: [Finding], _ verdict: Verdict, images: Int = 1, stopped: RunControl.Reason? = nil,
            command: String = "check"
        ) throws -> GateRun {
            var run = GateRun(
                id: nil, command: command, recheckOf: nil, started: .now, finished: .now, vantage: "v", version: "0",
                platforms: [], registries: [:], images: try (0..<images).map { _ in try image([]) }, claims: [],
                findings: findings, notices: [], stopped: stopped, verdict: verdict)
            run.undecidedPolicy = .warn
            return run
        }
        #expect(try warned([slow], .undecided).exitCode == .verified)
        #expect(try warned([slow], .undecided).isLetPass)
        #expect(try warned([slow], .undecided, stopped: .deadline).exitCode == .verified)
        #expect(try warned([slow], .undecided, command: "recheck").exitCode == .verified)
        #expect(try warned([slow, bad], .refused).exitCode == .refused)
        #expect(try !warned([slow, bad], .refused).isLetPass)
        #expect(try warned([login], .undecided).exitCode == .credentials)
        #expect(try warned([], .undecided, images: 0).exitCode == .undecided)
        #expect(try warned([slow], .undecided, stopped: .signal(2)).exitCode == .interrupted)
        #expect(try warned([slow], .undecided, command: "plan").exitCode == .undecided)
        #expect(try !warned([], .verified).isLetPass)
    }

    @Test func exitCodesOfAPlan() throws {
        let claim = try aClaim()
        let planned = ClaimResult(claim: claim, standing: .planned, attempts: [])
        let lacking = try finding(.absenceBlob, .reported)
        #expect(run([], verdict: .undecided, command: "plan", claims: [planned]).exitCode == .verified)
        #expect(run([lacking], verdict: .undecided, command: "plan", claims: [planned]).exitCode == .verified)
        #expect(run([], verdict: .undecided, command: "plan").exitCode == .undecided)
        #expect(
            run([try finding(.accessReset)], verdict: .undecided, command: "plan", claims: [planned]).exitCode
                == .undecided)
    }

    @Test func totalsDoNotOverflow() throws {
        let claims = try ["a", "b"].map {
            ClaimResult(claim: try aClaim($0, size: .max), standing: .planned, attempts: [])
        }
        let totals = run([], verdict: .undecided, claims: claims).totals
        #expect(totals.planned == 2)
        #expect(totals.bytesPlanned == .max)
        #expect([Int64.max, 1].byteSum == .max)
        #expect([Int64(1), 2].byteSum == 3)
    }

    @Test func combinedVerdicts() {
        #expect(Verdict.combined([]) == .verified)
        #expect(Verdict.combined([.verified, .undecided]) == .undecided)
        #expect(Verdict.combined([.refused, .undecided, .verified]) == .refused)
    }
}

@Suite struct PlatformChoiceTests {
    private func child(_ platform: String?, type: MediaType = .ociManifest, _ text: String) throws -> Descriptor {
        let platform = try platform.map { try Platform(parsing: $0) }
        return try #require(Descriptor(mediaType: type, digest: digest(text), size: 1, platform: platform))
    }

    private func choose(_ children: [Descriptor], _ wanted: String...) throws -> [(Int?, [String])] {
        try PlatformChoice.choose(children, requested: wanted.map { try Platform(parsing: $0) }).map { choice in
            (children.firstIndex(of: choice.descriptor), choice.satisfies.map(\.description))
        }
    }

    @Test("img Image Index, platform: of several manifests that match a platform the first wins") func choices() throws
    {
        let children = try [
            child("linux/amd64", "a"), child("linux/arm64", "b"), child("linux/amd64", "c"), child(nil, "d"),
            child(nil, type: .ociIndex, "e"), child("linux/s390x", type: .ociIndex, "f"),
        ]
        #expect(try choose(children).map(\.0) == [0, 1, 2, 3, 4, 5])
        #expect(try choose(children).allSatisfy { $0.1.isEmpty })
        let amd = try choose(children, "linux/amd64")
        #expect(amd.map(\.0) == [0, 4])
        #expect(amd[0].1 == ["linux/amd64"])
        #expect(try choose(children, "linux/arm64", "linux/amd64").map(\.0) == [0, 1, 4])
        #expect(try choose(children, "linux/s390x").map(\.0) == [4, 5])
        #expect(try choose(children, "windows/amd64").map(\.0) == [4])
        #expect(try choose([]).isEmpty)
    }
}
