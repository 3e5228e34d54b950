import Foundation
import OCI
import Record
import Testing

/// Claims proven by bytes that were hashed under another repository.
struct SharedProofTests {
    private static func shared(run: Int64? = nil, object: String? = nil) throws -> Run.Claim.Status {
        .shared(
            Run.Claim.Shared(
                repository: try Builder.reference("app").repository, object: object, size: 100,
                diffID: try Builder.digest(9), provenAt: Builder.start, run: run))
    }

    @Test func itIsAProof() throws {
        var builder = try Builder()
        try builder.add("web", layers: [1, 2])
        let (now, before) = (try Self.shared(object: "https://s3.test:443/a"), try Self.shared(run: 7))
        try builder.set(1, on: "one") { _ in now }
        try builder.set(2, on: "one") { _ in before }
        let run = builder.run
        #expect(run.verdict == .verified)
        #expect(now.isProof && before.isProof)
        #expect(try now.diffID == Builder.digest(9))
        #expect(now.finding == nil)
        #expect(run.totals.shared == 2)
        #expect(run.totals.bytesShared == 200)
        #expect(run.totals.verified == 4)
        #expect(run.totals.proven == 6)
        #expect(run.totals.reused == 0)
        #expect(run.totals.unpacked == 2)
        #expect(try RunCoding.decode(Run.self, from: RunCoding.encode(run)) == run)
    }

    @Test func anEarlierRunIsNamed() throws {
        #expect(try Self.shared().shared?.earlier == nil)
        let earlier = try #require(try Self.shared(run: 7).shared?.earlier)
        #expect(earlier.run == 7)
        #expect(earlier.repository == (try Builder.reference("app").repository))
        #expect(earlier.provenAt == Builder.start)
    }

    /// A fault elsewhere lists what the same content is on the other backends.
    @Test func itIsIntactBesideAFault() throws {
        var builder = try Builder()
        try builder.add("web", layers: [1])
        let (now, before) = (try Self.shared(), try Self.shared(run: 7))
        for (status, isEarlier) in [(now, false), (before, true)] {
            try builder.set(1, on: "one") { _ in status }
            try builder.fail(1, on: "two", .contentDigest)
            let states = try #require(builder.faults.first).others.flatMap(\.states).map(\.state)
            #expect(states.count == 1)
            #expect(states.allSatisfy { $0.isIntact })
            let isReused = states.contains { if case .reused = $0 { true } else { false } }
            #expect(isReused == isEarlier)
        }
    }
}

/// What a plan says about content of several repositories.
struct RepeatedPathsTests {
    private static func notes(
        _ change: (inout Builder) throws -> Void = { _ in }
    ) throws -> [RunNote] {
        var builder = try Builder(command: .plan)
        for name in ["app", "web", "api"] { try builder.add(name, layers: [1, 2]) }
        for digest in [1, 2] {
            for backend in builder.backends { try builder.set(digest, on: backend) { _ in .planned } }
        }
        try change(&builder)
        return builder.run.notes.filter { if case .repeatedPaths = $0 { true } else { false } }
    }

    private static func note(_ backends: [String], paths: Int, _ cost: RunNote.RepeatCost) throws -> RunNote {
        .repeatedPaths(
            registry: try Builder.reference("app").registry, backends: backends, paths: paths,
            bytes: Int64(paths) * 100, cost: cost)
    }

    @Test func eachFurtherRepositoryCostsAPull() throws {
        #expect(try Self.notes() == [Self.note(["one", "two"], paths: 8, .unknown)])
    }

    @Test func theCostDependsOnTheBackend() throws {
        let notes = try Self.notes { builder in
            builder.facts.registries[0].backends[0].cache = CachePolicy(kind: "nginx")
            builder.facts.registries[0].backends[1].role = .direct
        }
        #expect(try notes == [Self.note(["one"], paths: 4, .cached), Self.note(["two"], paths: 4, .head)])
        let none = try Self.notes { $0.facts.registries[0].backends[0].cache = CachePolicy(kind: "none") }
        #expect(try none == [Self.note(["one"], paths: 4, .head), Self.note(["two"], paths: 4, .unknown)])
    }

    /// What is proven under one repository is there to compare with.
    @Test func provenContentCountsAsTheFirst() throws {
        let notes = try Self.notes { builder in
            builder.facts.claims[1].status = .verified(.init(size: 100))
        }
        #expect(try notes == [Self.note(["one", "two"], paths: 8, .unknown)])
    }

    @Test func nothingIsRepeated() throws {
        #expect(try Self.notes { $0.facts.registries[0].sharesProofs = true }.isEmpty)
        #expect(try Self.notes { $0.facts.command = .check }.isEmpty)
        #expect(try Self.notes { $0.facts.policy.depth = .presence }.isEmpty)
    }
}
