import Foundation
import OCI
import Testing

@testable import Record

/// What proves that content is wrong although its transfer did not complete.
struct PartialProofTests {
    private static let size: Int64 = 100

    private func map(
        bad: Range<Int64>? = nil, _ damages: [Damage] = [], stored: Int64? = nil
    ) -> BlobMap {
        BlobMap(
            backend: "two", isDirect: false,
            stretches: bad.map { [BlobMap.Stretch(bytes: $0, state: .bad)] } ?? [], damages: damages, storedSize: stored
        )
    }

    private func cut(at byte: Int64, to end: Int64) -> Damage {
        Damage(bytes: byte..<end, isExact: true, differing: nil, kind: .cutTail(at: byte))
    }

    private func problem(
        _ map: BlobMap, reads: [Int64] = [], _ reference: Investigation.Reference = .copy(backend: "one")
    ) -> PartialProblem? {
        PartialProof.problem(map, size: Self.size, reads: reads, reference: reference)
    }

    @Test("bytes that differ from right ones, to the byte or to the MiB")
    func comparedBytes() {
        let exact = Damage(bytes: 12..<15, isExact: true, differing: 3, kind: .unlike)
        let rough = Damage(bytes: 10..<20, isExact: false, differing: nil, kind: .unknown)
        #expect(problem(map(bad: 10..<20, [exact])) == .wrongBytes(from: 12))
        #expect(problem(map(bad: 10..<20, [rough])) == .wrongBytes(from: 10))
        #expect(problem(map(bad: 10..<20, [exact]), Investigation.Reference.none) == nil)
        #expect(problem(map([exact])) == nil)
    }

    private func problem(_ map: BlobMap, _ reference: Investigation.Reference) -> PartialProblem? {
        problem(map, reads: [], reference)
    }

    @Test("another size that the backend declares")
    func declaredSize() {
        #expect(problem(map(stored: 60)) == .declaredSize(declared: 60, size: 100))
        #expect(problem(map(stored: 0), Investigation.Reference.none) == .declaredSize(declared: 0, size: 100))
    }

    @Test("a body that ends at the same byte in every read")
    func sameEnd() {
        let cut = cut(at: 40, to: 50)
        #expect(problem(map([cut]), reads: [40, 40]) == .endsAt(byte: 40, size: 100, reads: 3))
        #expect(problem(map([cut]), reads: [40, 41]) == nil)
        #expect(problem(map([cut]), reads: [40]) == nil)
        #expect(problem(map(), reads: [40, 40]) == nil)
        #expect(problem(map([cut]), reads: [0, 0]) == nil)
    }

    @Test("a body that lacks what one of its parts lacks: the rest came too early")
    func shortPart() {
        #expect(problem(map([cut(at: 40, to: 50)]), reads: [90, 90]) == .wrongBytes(from: 40))
        #expect(problem(map([cut(at: 40, to: 50)]), reads: [80, 80]) == nil)
    }

    private func facts(_ code: FindingCode, cache: String? = nil, weight: Finding.Weight? = nil) throws -> RunFacts {
        var builder = try Builder()
        try builder.add("app", layers: [1])
        try builder.fail(1, on: "two", code)
        let index = try #require(builder.facts.claims.firstIndex { $0.finding != nil })
        let claim = builder.facts.claims[index]
        builder.facts.claims[index].attempts = [Int64(40), 40].map { bytes in
            var attempt = Attempt(url: "u", started: Builder.start, code: code, .present)
            attempt.bytes = bytes
            attempt.headers["x-cache-status"] = cache
            return attempt
        }
        let place = FaultPlace(claim.registry, backend: "two", repository: claim.repository, digest: claim.digest)
        builder.facts.claims[index].status = .faulty(Finding(code, weight: weight, at: place, .present))
        builder.facts.investigations = [
            Investigation(
                registry: claim.registry, repository: claim.repository, digest: claim.digest, size: 100,
                reference: .none, maps: [map([cut(at: 40, to: 50)])])
        ]
        return builder.facts
    }

    @Test("the claim is refused, and so is the run", arguments: [FindingCode.accessStalled, .accessTruncated])
    func refusal(_ code: FindingCode) throws {
        var facts = try facts(code)
        #expect(Run(facts).exitCode == .undecided)
        #expect(PartialProof.apply(to: &facts).count == 1)
        #expect(Run(facts).exitCode == .refused)
        #expect(Run(facts).findings.map(\.code) == [.contentSize])
    }

    @Test("a cache that cannot write closes the connection too; other faults and waived ones stay")
    func exceptions() throws {
        var full = try facts(.accessTruncated, cache: "MISS")
        #expect(PartialProof.apply(to: &full).isEmpty)
        var kept = try facts(.accessStalled, cache: "HIT")
        #expect(PartialProof.apply(to: &kept).count == 1)
        var other = try facts(.accessServerError)
        #expect(PartialProof.apply(to: &other).isEmpty)
        var waived = try facts(.accessStalled, weight: .reported)
        #expect(PartialProof.apply(to: &waived).isEmpty)
    }

    @Test("the rest of a blob that ends early does not show where the whole ends", arguments: [0, 1])
    func rest(_ attempt: Int) throws {
        var facts = try facts(.accessTruncated)
        let index = try #require(facts.claims.firstIndex { $0.attempts.count == 2 })
        facts.claims[index].attempts[attempt].status = 206
        #expect(PartialProof.apply(to: &facts).isEmpty)
    }
}
