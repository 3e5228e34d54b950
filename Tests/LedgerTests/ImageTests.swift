import Foundation
import GRDB
import OCI
import Record
import Testing

@testable import Ledger

/// Which images of which runs used some content.
struct ImageTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private static func image(
        _ name: String, _ contents: Int..., origins: [String] = ["images.txt:1"],
        registry: String = "registry.example:5000"
    ) throws -> RunImage {
        RunImage(
            reference: name, origins: origins, registry: try #require(RegistryName(registry)),
            contents: Set(try contents.map { try digest($0) }))
    }

    private func run(_ store: LedgerStore, at seconds: TimeInterval, _ images: RunImage...) async throws -> RunID {
        let run = try await store.begin(start(at: at(seconds)))
        try await store.finish(run, try end(.verified, at: at(seconds + 1)), images: images)
        return run
    }

    @Test func theNewestUseOfEachImageComesFirst() async throws {
        let store = try scratch.open()
        let first = try await run(store, at: 0, Self.image("app:1", 1, 2), Self.image("web:1", 2, 3))
        let second = try await run(store, at: 10, Self.image("app:1", 1, 2), Self.image("job:1", 4))
        let third = try await run(
            store, at: 20, Self.image("app:1", 5), Self.image("web:1", 2, 3, origins: ["b.txt:2", "c.txt:3"]))
        func uses(_ number: Int, excluding: RunID? = nil, limit: Int = 9) async throws -> [String] {
            try await store.uses(of: digest(number), excluding: excluding, limit: limit).map {
                "\($0.reference) \($0.run) \($0.origins.joined(separator: " ")) \(Int($0.startedAt.timeIntervalSince(at(0))))"
            }
        }
        #expect(try await uses(1) == ["app:1 \(second) images.txt:1 10"])
        #expect(
            try await uses(2) == [
                "web:1 \(third) b.txt:2 c.txt:3 20", "app:1 \(second) images.txt:1 10", "web:1 \(first) images.txt:1 0",
            ])
        #expect(try await uses(2, limit: 1) == ["web:1 \(third) b.txt:2 c.txt:3 20"])
        #expect(try await uses(1, excluding: second) == ["app:1 \(first) images.txt:1 0"])
        #expect(try await uses(9) == [])
    }

    @Test func contentsBelongToTheirRegistry() async throws {
        let store = try scratch.open()
        _ = try await run(
            store, at: 0, Self.image("a/app:1", 1, registry: "a"), Self.image("b/app:1", 1, registry: "b"))
        let registry: RegistryName = try #require(RegistryName("b"))
        let own = try await store.uses(of: digest(1), in: registry, limit: 9)
        #expect(own.map(\.reference) == ["b/app:1"])
        #expect(try await store.uses(of: digest(1), limit: 9).count == 2)
    }

    @Test func contentsAreDeletedWithTheirRuns() async throws {
        let clock = Clock()
        let scratch = try Scratch()
        let store = try scratch.open(clock: clock)
        _ = try await run(store, at: 0, Self.image("app:1", 1, 2), Self.image("old:1", 3))
        let kept = try await run(store, at: 100, Self.image("app:1", 1, 2))
        clock.move(200)
        #expect(try await store.prune(runsBefore: at(50), proofsBefore: at(50)).runs == 1)
        #expect(try await store.uses(of: digest(1), limit: 9).map(\.run) == [kept])
        #expect(try await store.uses(of: digest(3), limit: 9).isEmpty)
        #expect(try await counts(scratch) == [1, 1, 2, 2, 3])
        #expect(try await store.prune(runsBefore: at(150), proofsBefore: at(150)).runs == 1)
        #expect(try await counts(scratch) == [0, 0, 0, 0, 0])
    }

    private func counts(_ scratch: Scratch) async throws -> [Int] {
        try await scratch.connect().read { db in
            try ["imageUse", "contentSet", "contentSetMember", "content", "word"].map {
                try Int.fetchOne(db, sql: "SELECT count(*) FROM \($0)") ?? -1
            }
        }
    }

    /// 200 images of 60 blobs, 10 of them shared by all: how much their record adds to the file.
    @Test func aLargeReleaseStaysSmall() async throws {
        let scratch = try Scratch()
        let store = try scratch.open()
        let images = try (0..<200).map { image in
            RunImage(
                reference: "registry.example:5000/team/app\(image):1.2.3", origins: ["release/images.txt:\(image)"],
                registry: try #require(RegistryName("registry.example:5000")),
                contents: Set(try (0..<60).map { try digest($0 < 10 ? $0 : image * 60 + $0) }))
        }
        func pages() async throws -> Int {
            try await scratch.connect().read { db in
                try Int.fetchOne(
                    db, sql: "SELECT sum(pgsize) FROM dbstat WHERE name NOT IN ('run', 'claim', 'path', 'proof')") ?? 0
            }
        }
        let empty = try await pages()
        func add() async throws {
            let run = try await store.begin(start())
            try await store.finish(run, try end(.verified), images: images)
        }
        try await add()
        let once = try await pages()
        #expect(once - empty < 3 << 20)
        for _ in 0..<9 { try await add() }
        #expect(try await pages() - once < 9 * 12 << 10)
        #expect(try await store.uses(of: digest(3), limit: 50).count == 50)
    }

    @Test func namesUnderWhichContentWasRequested() async throws {
        let scratch = try Scratch()
        let store = try scratch.open()
        let first = try await store.prove(path(backend: "one", repository: "team/app"))
        let second = try await store.begin(start(at: at(5)))
        try await store.recordFailure(
            claim(path(backend: "two", repository: "team/web"), .refused, at: at(6)), run: second, erasingProof: true,
            lease: nil)
        let places = try await store.places(of: digest(1))
        #expect(places.map(\.repository?.description) == ["team/web", "team/app"])
        #expect(places.map(\.run) == [second, first])
        #expect(places.map(\.size) == [1234, 1234])
        #expect(places.map(\.kind) == ["layer", "layer"])
        #expect(places.map(\.isOpen) == [true, false])
        #expect(try await store.places(of: digest(8)).isEmpty)
    }

    @Test func diagnosesAreNotRechecked() async throws {
        let store = try scratch.open()
        let check = try await store.begin(start())
        try await store.finish(check, try end(.refused))
        let look = try await store.begin(start("diagnose"))
        try await store.finish(look, try end(.refused))
        let again = try await store.begin(start("recheck", recheckOf: look))
        try await store.finish(again, try end(.refused))
        let last = try await store.begin(start("recheck", recheckOf: again))
        try await store.finish(last, try end(.undecided))
        #expect(try await store.lastUnverifiedRun()?.id == check)
    }
}
