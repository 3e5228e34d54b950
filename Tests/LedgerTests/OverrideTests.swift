import Foundation
import GRDB
import OCI
import Record
import Testing

@testable import Ledger

struct OverrideTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func add(
        _ store: LedgerStore, _ number: Int = 1, backend: String? = "one", registry: String? = "registry.example:5000",
        until seconds: TimeInterval = 60
    ) async throws -> Override {
        let scope = try OverrideScope(
            .content(digest(number)), backend: backend, registry: registry.map { try #require(RegistryName($0)) })
        return try #require(
            await store.addOverrides([scope], reason: "known, ticket 7", who: "ann@deploy1", expiresAt: at(seconds))
                .first)
    }

    @Test func recordedOverridesAreListed() async throws {
        let scratch = try Scratch()
        let store = try scratch.open()
        let first = try await add(store)
        let second = try await add(store, 2, backend: nil, registry: nil, until: 90.0004)
        #expect(try await scratch.open().overrides() == [second, first])
        #expect(first.reason == "known, ticket 7")
        #expect(first.who == "ann@deploy1")
        #expect(first.createdAt == at(0))
        #expect(first.expiresAt == at(60))
        #expect(first.withdrawnAt == nil)
        #expect(second.id > first.id)
    }

    @Test func anOverrideIsActiveUntilItExpiresOrIsWithdrawn() async throws {
        let clock = Clock()
        let store = try scratch.open(clock: clock)
        let short = try await add(store, until: 60)
        let long = try await add(store, 2, until: 3600)
        #expect(try await store.overrides(activeAt: at(0)) == [long, short])
        #expect(try await store.overrides(activeAt: at(59.999)) == [long, short])
        #expect(try await store.overrides(activeAt: at(60)) == [long])
        clock.move(5)
        let ended = try #require(try await store.withdrawOverride(long.id))
        #expect(ended.withdrawnAt == at(5))
        clock.move(5)
        #expect(try await store.withdrawOverride(long.id) == ended)
        #expect(try await store.withdrawOverride(99) == nil)
        #expect(try await store.overrides(activeAt: at(10)) == [short])
        #expect(try await store.overrides().map(\.id) == [long.id, short.id])
        // The clock was ahead when it was recorded and is right now.
        #expect(try await store.overrides(activeAt: at(-300)) == [short])
        #expect(try await store.overrides(activeAt: at(-301)).isEmpty)
    }

    @Test func severalAreRecordedAtOnceAndATagIsKept() async throws {
        let store = try scratch.open()
        let repository = try #require(RepositoryName("team/app"))
        let tag = try #require(Tag("1.2"))
        let scopes = try [
            OverrideScope(.tag(repository, tag), backend: "one", registry: RegistryName("registry.example")),
            OverrideScope(.content(digest(1)), backend: nil, registry: nil),
        ]
        let added = try await store.addOverrides(scopes, reason: "ticket 7", who: "ann", expiresAt: at(60))
        #expect(try await store.overrides() == added.reversed())
        #expect(added.map(\.wholeSubject) == ["team/app:1.2", try digest(1).description])
        let registry = try #require(RegistryName("registry.example"))
        let place = FaultPlace(registry, backend: "one", repository: repository, tag: tag)
        #expect(added.map { $0.covers(place) } == [true, false])
        for other in [
            FaultPlace(registry, backend: "two", repository: repository, tag: tag),
            FaultPlace(registry, backend: "one", repository: repository, tag: Tag("1.3")),
            FaultPlace(registry, backend: "one", repository: RepositoryName("team/web"), tag: tag),
            FaultPlace(registry, backend: "one", repository: repository, digest: try digest(2), tag: tag),
        ] { #expect(!added[0].covers(other), "\(other)") }
    }

    @Test func overridesOfAnOlderVersionAreKept() async throws {
        do {
            let queue = try scratch.connect()
            try Schema.migrator.migrate(queue, upTo: "6 layers of configurations")
            try await queue.write { db in
                try db.execute(
                    sql: """
                        INSERT INTO exception (id, digest, backend, registry, reason, who, createdAt, expiresAt, withdrawnAt)
                        VALUES (7, ?, 'one', NULL, 'r', 'w', 1, 2, 3)
                        """, arguments: [digest(1).description])
            }
            try queue.close()
        }
        let store = try scratch.open()
        let old = try #require(try await store.overrides().first)
        #expect(try old.id == 7 && old.digest == digest(1) && old.backend == "one" && old.withdrawnAt != nil)
        #expect(try await add(store).id == 8)
    }

    @Test(
        arguments: [
            ("one", "registry.example:5000", true, false, false), (nil, "registry.example:5000", true, true, false),
            ("one", nil, true, false, true), (nil, nil, true, true, true),
        ] as [(String?, String?, Bool, Bool, Bool)])
    func whatItCovers(backend: String?, registry: String?, same: Bool, otherBackend: Bool, otherRegistry: Bool)
        async throws
    {
        let override = try await add(LedgerStore.inMemory(), backend: backend, registry: registry)
        let own = try #require(RegistryName("registry.example:5000"))
        let other = try #require(RegistryName("other.example"))
        #expect(try override.covers(FaultPlace(own, backend: "one", digest: digest(1))) == same)
        #expect(try override.covers(FaultPlace(own, backend: "two", digest: digest(1))) == otherBackend)
        #expect(try override.covers(FaultPlace(other, backend: "one", digest: digest(1))) == otherRegistry)
        #expect(try !override.covers(FaultPlace(own, backend: "one", digest: digest(2))))
    }
}
