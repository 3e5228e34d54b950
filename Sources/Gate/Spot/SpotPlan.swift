internal import Foundation

/// Chooses the 1 MiB pieces of one backend's proven blobs to read again.
///
/// The stalest blobs come first, with one piece each, so every run continues where the last one stopped and no blob is skipped
/// forever. The rest of the budget is spread over random pieces of all blobs.
struct SpotPlan {
    /// A proven blob.
    struct Candidate {
        let size: Int64
        /// When the whole blob was proven.
        let provenAt: Date
        /// When it was last spot-checked.
        let checkedAt: Date?
    }

    /// The pieces of one candidate to read.
    struct Choice: Equatable {
        /// The index of the candidate.
        let candidate: Int
        /// The pieces in order, at least one.
        let pieces: [Int]
    }

    /// The reads, stalest candidate first.
    let choices: [Choice]
    /// The number of bytes to read, at most the budget.
    let bytes: Int64

    /// Plans reads of at most `budget` bytes.
    init(_ candidates: [Candidate], budget: Int64, using random: inout some RandomNumberGenerator) {
        let grids = candidates.map { PieceGrid(size: $0.size, sliceBytes: nil) }
        // Shuffled before sorting, so that ties are broken at random.
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

    /// Blobs that were never spot-checked first, older proofs before newer; then those whose last check is oldest.
    private static func isStaler(_ one: Candidate, _ other: Candidate) -> Bool {
        switch (one.checkedAt, other.checkedAt) {
        case (nil, nil): one.provenAt < other.provenAt
        case (nil, _?): true
        case (_?, nil): false
        case (let first?, let second?): first < second
        }
    }
}
