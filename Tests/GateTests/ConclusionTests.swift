import Foundation
import OCI
import Record
import Registry
import Release
import Report
import Testing

@testable import Gate

@Suite struct ConclusionTests {
    private func conclude(_ attempts: [JudgedObservation], role: Backend.Role = .serving) throws -> Status {
        let claim = try aClaim(on: aBackend(role: role))
        var verified: VerifiedBlob?
        if attempts.last?.code == nil, !attempts.isEmpty,
            case .good(let blob) = Judge.judge(try body("good"), of: claim)
        {
            verified = blob
        }
        return ClaimConclusion.status(of: claim, attempts: attempts, verified: verified)
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
            ([(.contentDigest, "bad"), (.accessReset, "cut")], .contentDigest, "bad; the second read failed: cut"),
            ([(.accessReset, "cut"), (.contentDigest, "bad"), (.contentDigest, "bad")], .contentDigest, "bad, twice"),
            (
                [(.accessReset, "cut"), (.contentSize, "short"), (nil, "good")], .contentFlapping,
                "first short; then good on a new connection"
            ),
            ([(.accessReset, "cut")], .accessReset, "cut"),
            ([(.accessReset, "cut"), (.accessServerError, "503")], .accessServerError, "503 (2 tries)"),
            ([], .accessOther, "no request was sent"),
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
                "first bad; then good on a new connection; the next read failed: cut"
            ),
            ([(nil, "good"), (.contentDigest, "bad")], .contentFlapping, "first good on a new connection; then bad"),
        ] as [([(FindingCode?, String)], FindingCode, String)])
    func faults(attempts: [(FindingCode?, String)], code: FindingCode, words: String) throws {
        let finding = try conclude(attempts.map { attempt($0.0, $0.1) }).finding
        #expect(finding?.code == code)
        #expect(finding.map { EvidenceWords.long($0.evidence) } == words)
        #expect(finding?.weight == (code.family == .access ? .undecided : .refuses))
    }

    @Test(arguments: [[nil], [.accessReset, nil], [.accessStalled, .accessReset, nil]] as [[FindingCode?]])
    func good(codes: [FindingCode?]) throws {
        guard case .verified = try conclude(codes.map { attempt($0) }) else {
            Issue.record("not verified")
            return
        }
    }

    /// Flapping that the policy waives is verified and reported.
    @Test func flappingWaivedByThePolicy() throws {
        let claim = try aClaim()
        guard case .good(let blob) = Judge.judge(try body("good"), of: claim) else { throw CancellationError() }
        func conclude(_ codes: FindingCode?..., flapping: FlappingPolicy) -> ClaimResult {
            ClaimConclusion.result(
                of: claim, attempts: codes.map { attempt($0, "bad") }, verified: codes.last == .some(nil) ? blob : nil,
                flapping: flapping)
        }
        let passed = conclude(.contentDigest, nil, nil, nil, flapping: .reads(3))
        #expect(passed.status.isProof)
        #expect(passed.finding?.code == .contentFlapping)
        #expect(passed.finding?.weight == .reported)
        #expect(passed.finding?.seen == "first bad; then good 3 times in a row (bad: read 1 of 4)")
        #expect(passed.attempts.count == 4)
        for refused in [
            conclude(.contentDigest, nil, nil, nil, flapping: .refuse),
            conclude(.contentDigest, nil, nil, flapping: .reads(3)),
            conclude(.contentDigest, nil, .contentDigest, nil, nil, nil, flapping: .reads(3)),
            conclude(.contentDigest, nil, .accessReset, nil, nil, flapping: .reads(3)),
            conclude(.absenceBlob, nil, nil, nil, flapping: .reads(3)),
            conclude(.contentDigest, nil, nil, nil, .contentDigest, flapping: .reads(3)),
        ] { #expect(refused.status.verdict == .refused) }
        #expect(conclude(nil, flapping: .reads(3)).finding == nil)
        #expect(conclude(.accessReset, nil, flapping: .reads(1)).finding == nil)
    }

    @Test func flappingPoliciesAreParsed() {
        #expect(FlappingPolicy("refuse") == .refuse)
        #expect(FlappingPolicy("reads:3") == .reads(3))
        #expect(FlappingPolicy("reads: 3") == .reads(3))
        #expect(FlappingPolicy.reads(3).description == "reads:3")
        for text in ["", "reads", "reads:", "reads:0", "reads:101", "reads:-1", "reads:two", "read:3", "pass"] {
            #expect(FlappingPolicy(text) == nil, "\(text)")
        }
    }

    @Test func aStandbyMayLagButNotServeWrongBytes() throws {
        let absent = try conclude([attempt(.absenceBlob), attempt(.absenceBlob)], role: .standby)
        #expect(absent.finding?.weight == .reported)
        #expect(absent.verdict == .verified)
        let bad = try conclude([attempt(.contentDigest), attempt(.contentDigest)], role: .standby)
        #expect(bad.verdict == .refused)
        let both = try conclude([attempt(.contentDigest), attempt(.absenceBlob)], role: .standby)
        #expect(both.verdict == .refused)
        let silent = try conclude([attempt(.accessConnect)], role: .standby)
        #expect(silent.finding?.weight == .reported && silent.verdict == .verified)
        let ended = try conclude([attempt(.accessDeadline)], role: .standby)
        #expect(ended.verdict == .undecided)
    }
}
