import OCI
import Record
import Testing

@testable import Gate

/// The split of work over shards, for random releases.
struct ShardSplitTests {
    private static func digest(_ number: UInt64) throws -> Digest {
        let hex = String(number, radix: 16)
        return try Digest(parsing: "sha256:" + String(repeating: "0", count: 64 - hex.count) + hex)
    }

    /// A few large blobs and many small ones, as in real releases.
    private static func work(_ count: Int, seed: UInt64) throws -> [Digest: Int64] {
        var random = SeededGenerator(state: seed)
        return try Dictionary(
            (0..<count).map { _ in
                let size = Int64.random(
                    in: 0...(Int.random(in: 0..<10, using: &random) == 0 ? 900_000 : 9000), using: &random)
                return (try digest(random.next()), size)
            }
        ) { first, _ in first }
    }

    @Test(arguments: [1, 2, 3, 4, 7, 16], 0..<20 as Range<UInt64>)
    func everyContentIsInExactlyOneShardAndTheWorkIsEven(total: Int, seed: UInt64) throws {
        let work = try Self.work(Int(seed) * 9, seed: seed + 1)
        let split = ShardSplit(work, over: total)
        let parts = Dictionary(grouping: work.keys) { split.owner(of: $0) }
        #expect(Set(parts.keys).isSubset(of: Set(1...total)))
        #expect(parts.values.reduce(0) { $0 + $1.count } == work.count)
        let loads = (1...total).map { shard in (parts[shard] ?? []).reduce(0) { $0 + max(1, work[$1] ?? 0) } }
        #expect(loads == split.loads)
        let mean = loads.reduce(0, +) / Int64(total)
        #expect((loads.max() ?? 0) <= mean + (work.values.max() ?? 0) + 1)
    }

    @Test func theOrderDoesNotMatter() throws {
        let work = try Self.work(300, seed: 5)
        let split = ShardSplit(work, over: 5)
        for seed in 0..<5 as Range<UInt64> {
            var random = SeededGenerator(state: seed)
            let again = ShardSplit(
                Dictionary(uniqueKeysWithValues: work.shuffled(using: &random).map { ($0.key, $0.value) }), over: 5)
            #expect(work.keys.allSatisfy { again.owner(of: $0) == split.owner(of: $0) })
        }
    }

    /// The expected numbers are fixed, for other processes and machines.
    @Test func theSplitIsTheSameEverywhere() throws {
        let digests = try (1...6).map { try Self.digest($0) }
        let split = ShardSplit([digests[0]: 10, digests[1]: 7, digests[2]: 7, digests[3]: 3], over: 2)
        #expect(digests.prefix(4).map { split.owner(of: $0) } == [1, 2, 2, 1])
        #expect(digests.suffix(2).map { split.owner(of: $0) } == [2, 1])
        #expect(ShardSplit([:], over: 1).owner(of: digests[0]) == 1)
    }

    /// Manifests, which all shards read, are distributed too.
    @Test func contentOutsideTheSplitIsDistributed() throws {
        let split = ShardSplit([:], over: 4)
        var random = SeededGenerator(state: 3)
        let owners = try (0..<400).map { _ in split.owner(of: try Self.digest(random.next())) }
        for shard in 1...4 { #expect(owners.count { $0 == shard } > 60) }
    }

    @Test(arguments: [("1/1", 1, 1), ("2/4", 2, 4), ("1000/1000", 1000, 1000)])
    func shardsAreParsed(text: String, index: Int, total: Int) throws {
        let shard = try #require(Shard(text))
        #expect(shard.index == index)
        #expect(shard.total == total)
        #expect(shard.description == "\(index) of \(total)")
    }

    @Test(arguments: [
        "", "1", "0/4", "5/4", "1/0", "1/1001", "-1/4", "+1/4", "1 /4", "1/4/", "a/b", "1//4", "/", "2of4",
    ])
    func invalidShardsAreRejected(text: String) { #expect(Shard(text) == nil) }
}
