internal import Foundation

/// Chooses the pieces of 1 MiB that are read again of the proven blobs of one backend: pure.
///
/// The stalest blobs come first, each with one piece: so every run goes on where the last one stopped, and no blob is
/// left out for ever. What is left of the budget goes to pieces of all blobs alike, by chance.
struct SpotPlan {
    /// A proven blob.
    struct Candidate {
        let size: Int64
        /// When the blob was proven whole.
        let provenAt: Date
        /// When a part of it was last read again.
        let checkedAt: Date?
    }

    /// The pieces of one candidate that are read again.
    struct Choice: Equatable {
        /// The place of the candidate in the list.
        let candidate: Int
        /// In order, at least one.
        let pieces: [Int]
    }

    /// What is read again, the stalest first.
    let choices: [Choice]
    /// How many bytes that is; never more than the budget.
    let bytes: Int64

    /// A plan for some candidates, of which no more than `budget` bytes are to be asked for.
    init(_ candidates: [Candidate], budget: Int64, using random: inout some RandomNumberGenerator) {
        let grids = candidates.map { PieceGrid(size: $0.size, sliceBytes: nil) }
        // Shuffled before the sort, so that among equally stale ones chance decides.
        let order = candidates.indices.filter { grids[$0].count > 0 }.shuffled(using: &random)
            .sorted { Self.isStaler(candidates[$0], candidates[$1]) }
        var left = budget
        var chosen: [Int: Set<Int>] = [:]
        func take(_ piece: Int, of candidate: Int) {
            let bytes = grids[candidate].bytes(of: piece)
            let length = bytes.upperBound - bytes.lowerBound
            guard length <= left else { return }
            left -= length
            chosen[candidate, default: []].insert(piece)
        }
        for candidate in order {
            take(Int.random(in: 0..<grids[candidate].count, using: &random), of: candidate)
        }
        if left > 0 {
            let rest = order.flatMap { candidate in
                (0..<grids[candidate].count).lazy.map { (candidate, $0) }
                    .filter { chosen[$0.0]?.contains($0.1) != true }
            }
            for (candidate, piece) in rest.shuffled(using: &random) where left > 0 { take(piece, of: candidate) }
        }
        choices = order.compactMap { candidate in
            chosen[candidate].map { Choice(candidate: candidate, pieces: $0.sorted()) }
        }
        bytes = budget - left
    }

    /// Never read again before read again long ago; among the former the older proof.
    private static func isStaler(_ one: Candidate, _ other: Candidate) -> Bool {
        switch (one.checkedAt, other.checkedAt) {
        case (nil, nil): one.provenAt < other.provenAt
        case (nil, _?): true
        case (_?, nil): false
        case (let first?, let second?): first < second
        }
    }
}
