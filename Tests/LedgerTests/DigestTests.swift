import Foundation
import OCI
import Record
import Testing

@testable import Ledger

/// Abbreviated digests.
struct DigestTests {
    private static func prefix(_ text: String) throws -> DigestPrefix { try #require(DigestPrefix(text)) }

    @Test func contentOfAnyKindIsFoundOnce() async throws {
        let store = try LedgerStore.inMemory(now: { at(0) })
        try await store.prove(path(1))
        try await store.prove(path(1, backend: "two"))
        let other = try Digest(parsing: "sha256:ab" + String(repeating: "f", count: 62))
        _ = try await store.addOverrides(
            [OverrideScope(.content(other), backend: nil, registry: nil)], reason: "r", who: "w", expiresAt: at(3600))
        let start = "sha256:" + String(repeating: "0", count: 20)
        #expect(try await store.digests(startingWith: Self.prefix(start), limit: 5) == [digest(1)])
        #expect(try await store.digests(startingWith: Self.prefix("sha256:abffff"), limit: 5) == [other])
        #expect(try await store.digests(startingWith: Self.prefix("sha256:abfffe"), limit: 5).isEmpty)
        #expect(try await store.digests(startingWith: Self.prefix("sha512:abffff"), limit: 5).isEmpty)
    }

    @Test func allCandidatesAreListedUpToTheLimit() async throws {
        let store = try LedgerStore.inMemory(now: { at(0) })
        for number in 1...4 { try await store.prove(path(number)) }
        let start = try Self.prefix("sha256:000000")
        #expect(try await store.digests(startingWith: start, limit: 10) == (1...4).map { try digest($0) })
        #expect(try await store.digests(startingWith: start, limit: 2) == [digest(1), digest(2)])
    }
}
