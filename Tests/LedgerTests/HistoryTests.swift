import Foundation
import OCI
import Record
import Testing

@testable import Ledger

/// What the ledger knows about a content over all runs.
struct HistoryTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test func claimsOfAllRunsAreInOrder() async throws {
        let store = try scratch.open()
        let (one, two) = (try path(backend: "one"), try path(backend: "two"))
        let first = try await store.prove(one, at: at(10))
        let second = try await store.begin(start(at: at(20)))
        try await store.recordFailure(claim(one, .refused, at: at(21)), run: second, erasingProof: true, lease: nil)
        try await store.recordFailure(claim(two, .undecided, at: at(22)), run: second, erasingProof: false, lease: nil)
        try await store.prove(try path(2, backend: "one"), at: at(30))
        let found = try await store.history(of: [digest(1)])
        #expect(found.map(\.path) == [one, two])
        #expect(found[0].claims.map(\.run) == [first, second])
        #expect(found[0].claims.map(\.outcome) == [.verified, .refused])
        #expect(found[0].claims.map(\.at) == [at(10), at(21)])
        #expect(found[0].firstProvenAt == at(10) && found[0].lastRefusedAt == at(21))
        #expect(found[1].firstProvenAt == nil && found[1].claims.map(\.outcome) == [.undecided])
        // The latest claims are kept.
        #expect(try await store.history(of: [digest(1)], limit: 1)[0].claims.map(\.run) == [second])
        #expect(try await store.history(of: [digest(9)]) == [])
        #expect(try await store.history(of: []) == [])
    }

    @Test func runsFromANumberOn() async throws {
        let store = try scratch.open()
        var runs: [RunID] = []
        for second in 0..<4 { runs.append(try await store.begin(start(at: at(Double(second))))) }
        #expect(try await store.runs(from: runs[1], limit: 9) == Array(runs[1...]))
        #expect(try await store.runs(from: runs[1], limit: 2) == Array(runs[1...2]))
        #expect(try await store.runs(from: RunID(rawValue: 99), limit: 9) == [])
    }
}
