import Ledger
import OCI
import Record
import Registry
import Testing

@testable import Gate

/// Which claims wait for others, and which are compared.
@Suite struct SharedBytesTests {
    private let plain: Backend
    private let direct: Backend

    init() throws {
        plain = try aBackend()
        direct = try aBackend("two", role: .direct)
    }

    private func claims(_ backend: Backend, _ text: String = "good", _ names: [String] = ["a", "b", "c"]) throws
        -> [Claim]
    {
        try names.map { try aClaim(text, on: backend, size: Int64(text.utf8.count), repository: $0) }
    }

    /// A good pull of the text under a claim.
    private func pulled(_ claim: Claim, _ text: String = "good") throws -> ClaimResult {
        let judgement = Judge.judge(try body(text), of: claim)
        guard case .good(let blob) = judgement else {
            Issue.record("\(judgement.seen)")
            return ClaimResult(claim: claim, status: .notAsked, attempts: [])
        }
        return ClaimResult(claim: claim, status: .verified(blob), attempts: [])
    }

    private func faulty(_ claim: Claim, _ code: FindingCode) -> ClaimResult {
        let finding = ClaimConclusion.finding(SeenFault(code, .nothingAsked), claim)
        return ClaimResult(claim: claim, status: .faulty(finding), attempts: [])
    }

    private func bytes(_ result: ClaimResult) -> ProvenBytes? {
        ProvenBytes(ClaimRunner.Outcome(result: result)) { _ in nil }
    }

    @Test func othersWaitForTheFirstAndAreCompared() throws {
        let claims = try claims(direct)
        var shared = SharedBytes(claims)
        #expect(shared.turn(of: claims[0]).name == "pull")
        #expect(shared.turn(of: claims[1]).name == "wait")
        #expect(shared.turn(of: claims[2]).name == "wait")
        let result = try pulled(claims[0])
        #expect(bytes(result)?.source.place == .storage)
        #expect(shared.ended(result, bytes(result)) == [claims[1], claims[2]])
        #expect(shared.turn(of: claims[1]).name == "compare a")
        #expect(shared.turn(of: claims[2]).name == "compare a")
    }

    @Test func nothingWaitsWithoutAnotherRepository() throws {
        let claims = try claims(direct, "good", ["a"]) + claims(plain, "good", ["a"]) + claims(direct, "other", ["a"])
        var shared = SharedBytes(claims)
        for claim in claims { #expect(shared.turn(of: claim).name == "pull") }
    }

    @Test func whatMayNotBeSharedIsPulled() throws {
        let claims = try claims(direct)
        var shared = SharedBytes([claims[0], claims[1]])
        #expect(shared.turn(of: claims[0]).name == "pull")
        #expect(shared.turn(of: claims[2]).name == "pull")
    }

    /// After the first blob that a backend sends itself, nothing of that size waits any more.
    @Test func aBackendThatSendsContentItself() throws {
        let (small, large) = (try claims(plain), try claims(plain, "good and long"))
        var shared = SharedBytes(small + large)
        #expect(shared.turn(of: large[0]).name == "pull")
        #expect(shared.turn(of: large[1]).name == "wait")
        #expect(shared.turn(of: small[0]).name == "pull")
        #expect(shared.turn(of: small[1]).name == "wait")
        #expect(shared.ended(try pulled(small[0]), nil) == [small[1]])
        #expect(shared.turn(of: small[1]).name == "pull")
        #expect(shared.turn(of: small[2]).name == "pull")
        // Larger ones may still be redirected.
        #expect(shared.turn(of: large[2]).name == "wait")
        #expect(shared.ended(try pulled(large[0], "good and long"), nil) == [large[1], large[2]])
        #expect(shared.turn(of: large[1]).name == "pull")
    }

    @Test func afterAFaultAllArePulled() throws {
        for code in [FindingCode.contentDigest, .accessStatus] {
            let claims = try claims(direct)
            var shared = SharedBytes(claims)
            _ = shared.turn(of: claims[0])
            _ = shared.turn(of: claims[1])
            #expect(shared.ended(faulty(claims[0], code), nil) == [claims[1]])
            #expect(shared.turn(of: claims[1]).name == "pull")
            #expect(shared.turn(of: claims[2]).name == "pull")
        }
    }

    @Test func afterAnAbsenceTheNextLeads() throws {
        let claims = try claims(direct)
        var shared = SharedBytes(claims)
        _ = shared.turn(of: claims[0])
        _ = shared.turn(of: claims[1])
        #expect(shared.ended(faulty(claims[0], .absenceBlob), nil) == [claims[1]])
        #expect(shared.turn(of: claims[1]).name == "pull")
        #expect(shared.turn(of: claims[2]).name == "wait")
    }

    @Test func aLeaderThatLeavesOrComesBack() throws {
        let claims = try claims(direct)
        var shared = SharedBytes(claims)
        _ = shared.turn(of: claims[0])
        _ = shared.turn(of: claims[1])
        // It was postponed, and starts again.
        #expect(shared.turn(of: claims[0]).name == "pull")
        #expect(shared.left(claims[1]).isEmpty)
        #expect(shared.left(claims[0]) == [claims[1]])
        #expect(shared.turn(of: claims[1]).name == "pull")
        #expect(shared.turn(of: claims[2]).name == "wait")
        #expect(shared.rest() == [claims[2]])
        #expect(shared.rest().isEmpty)
    }

    /// A backend with objects of each repository is not asked for every one of them.
    @Test func comparisonsInVain() throws {
        let claims = try claims(direct, "good", ["a", "b", "c", "d", "e", "f", "g"])
        var shared = SharedBytes(claims)
        _ = shared.turn(of: claims[0])
        let first = try pulled(claims[0])
        _ = shared.ended(first, bytes(first))
        for claim in claims[1...4] {
            #expect(shared.turn(of: claim).name == "compare a")
            _ = shared.ended(try pulled(claim), nil)
        }
        #expect(shared.turn(of: claims[5]).name == "pull")
        #expect(shared.turn(of: claims[6]).name == "pull")
    }

    @Test func oneMatchIsEnoughToGoOn() throws {
        let claims = try claims(direct, "good", ["a", "b", "c", "d", "e", "f", "g"])
        var shared = SharedBytes(claims)
        _ = shared.turn(of: claims[0])
        let first = try pulled(claims[0])
        _ = shared.ended(first, bytes(first))
        let known = try #require(bytes(first))
        let head = try #require(
            Judge.judge(head: seen(.head(declaredLength: 4)), of: claims[1], like: known))
        #expect(shared.turn(of: claims[1]).name == "compare a")
        _ = shared.ended(ClaimResult(claim: claims[1], status: .shared(head), attempts: []), known)
        for claim in claims[2...5] {
            _ = shared.turn(of: claim)
            _ = shared.ended(try pulled(claim), nil)
        }
        #expect(shared.turn(of: claims[6]).name == "compare a")
    }

    @Test func knownBytesAreComparedAtOnce() throws {
        let claims = try claims(direct)
        let known = try #require(bytes(try pulled(claims[0])))
        var shared = SharedBytes([claims[1], claims[2]], known: [known])
        #expect(shared.turn(of: claims[1]).name == "compare a")
        var alone = SharedBytes([claims[1]], known: [known])
        #expect(alone.turn(of: claims[1]).name == "compare a")
        var strict = SharedBytes([claims[1], claims[2]], known: [known]) { _, _ in false }
        #expect(strict.turn(of: claims[1]).name == "pull")
        #expect(strict.turn(of: claims[2]).name == "wait")
    }
}

extension SharedBytes.Turn {
    fileprivate var name: String {
        switch self {
        case .pull: "pull"
        case .wait: "wait"
        case .compare(let bytes): "compare \(bytes.repository)"
        }
    }
}
