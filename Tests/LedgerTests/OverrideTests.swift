import Foundation
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
        try await store.addOverride(
            digest(number), backend: backend, registry: registry.map { try #require(RegistryName($0)) },
            reason: "known, ticket 7", who: "ann@deploy1", expiresAt: at(seconds))
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
