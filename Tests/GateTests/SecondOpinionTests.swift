import Foundation
import OCI
import Record
import Registry
import Testing

@testable import Gate

/// From which backends content may be read after one served it wrong (invariant 9).
@Suite struct SecondOpinionTests {
    private typealias Read = SecondOpinion.Read

    private static func read(
        _ outcome: Read.Outcome, _ source: CacheReply?, isDirect: Bool = false
    ) -> Read { Read(outcome: outcome, isDirect: isDirect, source: source) }

    private func permission(
        _ reads: [Read], storageIsGood: Bool = false, wasLeftUnread: Bool = false
    ) -> SecondOpinion.Permission {
        SecondOpinion.permission(after: reads, storageIsGood: storageIsGood, wasLeftUnread: wasLeftUnread)
    }

    @Test("A HIT is evidence about a cache: one more backend is read, then all once it was good")
    func aHitAllowsOneMore() {
        #expect(permission([Self.read(.bad, .hit)]) == .oneMore)
        #expect(permission([Self.read(.bad, .hit), Self.read(.bad, .hit)]) == .oneMore)
        #expect(permission([Self.read(.bad, .hit), Self.read(.good, .hit)]) == .all)
        #expect(permission([Self.read(.bad, .hit), Self.read(.good, .miss)]) == .all)
        #expect(permission([Self.read(.bad, .hit), Self.read(.bad, .miss)]) == .harmless)
    }

    @Test(
        "Wrong bytes from behind a cache, or of unknown source, allow only harmless reads",
        arguments: [CacheReply.miss, nil])
    func aMissAllowsOnlyHarmlessReads(source: CacheReply?) {
        #expect(permission([Self.read(.bad, source)]) == .harmless)
        #expect(permission([Self.read(.bad, source), Self.read(.good, .hit)]) == .harmless)
        #expect(permission([Self.read(.bad, source), Self.read(.good, .miss)]) == .all)
        #expect(permission([Self.read(.bad, source), Self.read(.bad, .hit)]) == .harmless)
    }

    @Test("An empty object is not requested from other caches", arguments: [CacheReply.miss, .hit, nil])
    func anEmptyObjectIsNotSpread(source: CacheReply?) {
        let empty = Read(outcome: .bad, isDirect: false, source: source, isEmpty: true)
        #expect(permission([empty]) == .none)
        #expect(permission([empty], wasLeftUnread: true) == .none)
        #expect(permission([empty, Self.read(.good, .miss)]) == .all)
        #expect(permission([empty], storageIsGood: true) == .all)
    }

    @Test("If the registry itself is wrong, no cold cache is filled", arguments: [CacheReply.hit, .miss, nil])
    func aBadRegistryAllowsOnlyHarmlessReads(source: CacheReply?) {
        let direct = Self.read(.bad, source, isDirect: true)
        #expect(permission([direct]) == .harmless)
        #expect(permission([direct, Self.read(.good, .hit)]) == .harmless)
        #expect(permission([direct], wasLeftUnread: true) == .harmless)
    }

    @Test("Good storage and an override allow every read", arguments: [CacheReply.hit, .miss, nil])
    func goodStorageAndOverridesAllowAll(source: CacheReply?) {
        #expect(permission([Self.read(.bad, source)], storageIsGood: true) == .all)
        #expect(permission([Self.read(.waived, source)]) == .all)
        #expect(permission([Self.read(.waived, source, isDirect: true)]) == .all)
        #expect(permission([Self.read(.waived, .hit), Self.read(.bad, source)]) != .all)
    }

    @Test("A recheck of a run that stopped here reads one more, not all", arguments: [CacheReply.miss, nil])
    func aRecheckReadsOneMore(source: CacheReply?) {
        #expect(permission([Self.read(.bad, source)], wasLeftUnread: true) == .oneMore)
        #expect(permission([Self.read(.bad, source), Self.read(.bad, .miss)], wasLeftUnread: true) == .harmless)
    }

    // MARK: Evidence

    private func result(
        _ status: String?, slices: [String?] = [], code: FindingCode? = .contentDigest, kept: Bool = false,
        on backend: Backend? = nil
    ) throws -> ClaimResult {
        let claim = try aClaim("good", on: backend)
        let evidence: Evidence = kept ? .keptWrong(offset: 0) : .nothingAsked
        let views = slices.enumerated().map {
            SliceView(index: Int64($0 + 1), bytes: 0..<1, cacheStatus: $1, storedTotal: nil)
        }
        let seen = JudgedObservation(
            try body("bad!", headers: status.map { ["x-cache-status": $0] } ?? [:]), code: code, evidence, slices: views
        )
        let finding = Finding(code ?? .contentFlapping, at: claim.place, evidence)
        return ClaimResult(claim: claim, status: .faulty(finding), attempts: [seen])
    }

    @Test("One slice from behind the cache is enough to doubt the storage")
    func theSourceOfWrongBytes() throws {
        #expect(SecondOpinion.source(of: try result("HIT")) == .hit)
        #expect(SecondOpinion.source(of: try result("HIT", slices: ["HIT", "HIT"])) == .hit)
        #expect(SecondOpinion.source(of: try result("HIT", slices: ["HIT", "MISS"])) == .miss)
        #expect(SecondOpinion.source(of: try result("MISS", slices: ["HIT"])) == .miss)
        #expect(SecondOpinion.source(of: try result("HIT", slices: [nil])) == nil)
        #expect(SecondOpinion.source(of: try result(nil)) == nil)
        #expect(SecondOpinion.source(of: try result("MISS", code: .accessReset)) == nil)
    }

    @Test("Right bytes from behind a cache show good storage; right bytes from a cache do not")
    func whatShowsGoodStorage() throws {
        #expect(SecondOpinion.showsGoodStorage(try result("MISS", code: nil)))
        #expect(SecondOpinion.showsGoodStorage(try result("MISS", slices: ["MISS"], code: nil)))
        #expect(!SecondOpinion.showsGoodStorage(try result("MISS", slices: ["HIT"], code: nil)))
        #expect(!SecondOpinion.showsGoodStorage(try result("HIT", code: nil)))
        #expect(!SecondOpinion.showsGoodStorage(try result(nil, code: nil)))
        #expect(!SecondOpinion.showsGoodStorage(try result("MISS")))
        #expect(SecondOpinion.showsGoodStorage(try result("MISS", kept: true)))
    }
}
