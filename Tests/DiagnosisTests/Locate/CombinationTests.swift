import Record
import Testing

@testable import Diagnosis

/// The search for the combination of versions with the right hash.
@Suite struct CombinationTests {
    private func search(_ versions: [Int], right: [Int]) -> CombinationSearch<[Int]> {
        CombinationSearch(
            versions: versions,
            extend: { state, choice, version in
                #expect(state.count == choice)
                return state + [version]
            }, isRight: { $0 == right })
    }

    @Test(arguments: [
        ([2, 2, 2], [0, 0, 0], 1), ([2, 2, 2], [1, 1, 1], 8), ([3, 1, 2], [2, 0, 1], 6), ([4], [3], 4), ([], [], 1),
    ])
    func everyCombinationIsTriedOnce(_ versions: [Int], _ right: [Int], _ count: Int) async throws {
        let result = try await search(versions, right: right).run(from: [])
        #expect(result == .init(chosen: right, combinations: count))
    }

    @Test func theSearchEndsIfNoCombinationIsRight() async throws {
        let result = try await search([2, 3], right: [9]).run(from: [])
        #expect(result == .init(chosen: nil, combinations: 6))
    }

    @Test func theSearchEndsAtItsLimit() async throws {
        let result = try await search(Array(repeating: 2, count: 20), right: [9]).run(from: [])
        #expect(result == .init(chosen: nil, combinations: 4096))
    }

    @Test func findsASubsequence() {
        let bytes = noise(3, 10_000)
        for place in [0, 1, 77, 9_488] {
            #expect(DamageSearch.index(of: Array(bytes[place..<place + 512]), in: bytes) == place)
        }
        #expect(DamageSearch.index(of: noise(4, 512), in: bytes) == nil)
        #expect(DamageSearch.index(of: bytes + [0], in: bytes) == nil)
    }
}
