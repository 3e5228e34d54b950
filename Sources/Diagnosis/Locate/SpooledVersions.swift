internal import Gate
internal import OCI
internal import Transfer

/// The versions of a blob from several backends in one file: shared pieces once, differing pieces in every version.
struct SpooledVersions: Sendable {
    /// Adjacent pieces whose versions are shared by the same backends.
    struct Segment: Sendable {
        var pieces: Range<Int>
        /// For each version, the indexes of the scans that share it; the most shared version comes first.
        let versions: [[Int]]
        /// The offset of each version in the file.
        var places: [Int64] = []
    }

    /// The size of the versions of these segments in the file.
    static func bytes(of segments: [Segment]) -> Int64 {
        segments.reduce(0) { $0 + Int64($1.versions.count * $1.pieces.count) * PieceGrid.length }
    }

    let grid: PieceGrid
    let segments: [Segment]
    let spool: SpoolFile
    let deadline: ContinuousClock.Instant

    /// Searches for the combination of segment versions that matches the digest.
    func search(
        _ choices: [Int], _ function: StreamingHash.Function, _ digest: Digest
    ) async throws -> CombinationSearch<StreamingHash>.Result {
        var start = StreamingHash(function)
        for segment in 0..<(choices.first ?? 0) { try each(segment, 0) { start.update($0) } }
        let search = CombinationSearch<StreamingHash>(
            versions: choices.map { segments[$0].versions.count },
            extend: { state, choice, version in
                var state = state
                try each(choices[choice], version) { state.update($0) }
                let next = choice + 1 < choices.count ? choices[choice + 1] : segments.count
                for segment in choices[choice] + 1..<next { try each(segment, 0) { state.update($0) } }
                return state
            },
            isRight: { $0.value == digest.hash })
        return try await search.run(from: start)
    }

    /// Moves the chosen versions into place, so that the file starts with the right copy.
    ///
    /// - Returns: Its hash states.
    func settle(_ choices: [Int], _ chosen: [Int], _ function: StreamingHash.Function) throws -> CheckpointList {
        var hash = CheckpointingHash(function)
        for (index, segment) in segments.enumerated() {
            let version = choices.firstIndex(of: index).map { chosen[$0] } ?? 0
            var place = grid.bytes(of: segment.pieces).lowerBound
            for piece in segment.pieces {
                try checkTime()
                let bytes = try content(of: piece, in: segment, version)
                bytes.withUnsafeBytes { hash.update($0) }
                if version > 0 { try spool.write(bytes, at: place) }
                place += Int64(bytes.count)
            }
        }
        try spool.cut(at: grid.size)
        return hash.checkpoints
    }

    private func each(_ segment: Int, _ version: Int, _ body: (UnsafeRawBufferPointer) -> Void) throws {
        for piece in segments[segment].pieces {
            try checkTime()
            try content(of: piece, in: segments[segment], version).withUnsafeBytes { body($0) }
        }
    }

    private func checkTime() throws {
        guard ContinuousClock.now < deadline, !Task.isCancelled else { throw CancellationError() }
    }

    private func content(of piece: Int, in segment: Segment, _ version: Int) throws -> [UInt8] {
        let bytes = grid.bytes(of: piece)
        let place = segment.places[version] + bytes.lowerBound - grid.bytes(of: segment.pieces).lowerBound
        return try spool.read(place..<place + (bytes.upperBound - bytes.lowerBound))
    }
}
