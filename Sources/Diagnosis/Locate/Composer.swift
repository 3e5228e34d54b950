internal import Foundation
internal import Gate
internal import OCI
internal import Record
internal import Registry
internal import Transfer

/// Composes a right copy from the pieces of several wrong ones, using only the digest to tell which pieces are right.
struct Composer: Sendable {
    /// A right copy and its composition.
    struct Composed: Sendable {
        let right: RightBytes
        let spool: SpoolFile
        let composition: Investigation.Composition
        /// The fingerprint of each right piece.
        let fingerprints: [[UInt8]]
    }

    /// Trying combinations reads and hashes the file repeatedly, which blocks.
    private static let executor = BlockingExecutor("blobgate-composer")

    let client: RegistryClient
    /// The most bytes to write to the temporary directory.
    var spoolLimit: @Sendable () throws -> Int64 = { try SpoolFile.temporaryLimit() }

    /// - Returns: The copy, or the reason why there is none.
    func compose(_ scans: [BlobScan], until deadline: ContinuousClock.Instant) async -> Result<
        Composed, InvestigationLimit
    > {
        guard let first = scans.first, let function = first.claim.digest.algorithm.function else {
            return .failure(.nothingToCompare)
        }
        var tried = 0
        for merging in [true, false] {
            guard var segments = Self.segments(of: scans, merging: merging) else { return .failure(.missingPieces) }
            let choices = segments.indices.filter { segments[$0].versions.count > 1 }
            guard !choices.isEmpty else { return .failure(.allCopiesAlike) }
            if !merging, segments.count == Self.segments(of: scans, merging: true)?.count { break }
            do {
                let (needed, limit) = (SpooledVersions.bytes(of: segments), try spoolLimit())
                guard needed <= limit else { return .failure(.copyNeedsRoom(bytes: needed, limit: limit)) }
                let spool = try SpoolFile(limit: limit)
                try await fill(spool, &segments, scans, deadline)
                let copies = SpooledVersions(grid: first.grid, segments: segments, spool: spool, deadline: deadline)
                let found = try await withTaskExecutorPreference(Self.executor) {
                    try await copies.search(choices, function, first.claim.digest)
                }
                tried += found.combinations
                guard let chosen = found.chosen else { continue }
                return try finish(copies, scans, choices, chosen, tried, function)
            } catch is CancellationError {
                return .failure(.noTime)
            } catch let limit as InvestigationLimit {
                return .failure(limit)
            } catch {
                return .failure(.disk(reason: error.localizedDescription))
            }
        }
        return .failure(.noCombination(tried: tried))
    }

    private func finish(
        _ copies: SpooledVersions, _ scans: [BlobScan], _ choices: [Int], _ chosen: [Int], _ tried: Int,
        _ function: StreamingHash.Function
    ) throws -> Result<Composed, InvestigationLimit> {
        let claim = scans[0].claim
        let grid = scans[0].grid
        let states = try copies.settle(choices, chosen, function)
        guard let right = RightBytes(claim.digest, size: grid.size, states: states, reference: .composed) else {
            return .failure(.nothingToCompare)
        }
        var fingerprints = Array(repeating: [UInt8](), count: grid.count)
        for (index, segment) in copies.segments.enumerated() {
            let version = choices.firstIndex(of: index).map { chosen[$0] } ?? 0
            let scan = scans[segment.versions[version][0]]
            for piece in segment.pieces {
                if case .read(let fingerprint) = scan.pieces[piece] { fingerprints[piece] = fingerprint }
            }
        }
        let pieces = zip(choices, chosen).map { choice, version in
            let segment = copies.segments[choice]
            func names(_ versions: [[Int]]) -> [String] {
                versions.joined().sorted().map { scans[$0].claim.backend.name }
            }
            var wrong = segment.versions
            let right = wrong.remove(at: version)
            return Investigation.Composition.Piece(
                bytes: grid.bytes(of: segment.pieces), rightOn: names([right]), wrongOn: names(wrong))
        }
        return .success(
            Composed(
                right: right, spool: copies.spool,
                composition: Investigation.Composition(pieces: pieces, combinations: tried),
                fingerprints: fingerprints))
    }

    /// Adjacent pieces whose versions are shared by the same backends, or each piece on its own.
    private static func segments(of scans: [BlobScan], merging: Bool) -> [SpooledVersions.Segment]? {
        var segments: [SpooledVersions.Segment] = []
        for piece in 0..<(scans.first?.pieces.count ?? 0) {
            var byPrint: [[UInt8]: [Int]] = [:]
            for (index, scan) in scans.enumerated() {
                if case .read(let fingerprint) = scan.pieces[piece] { byPrint[fingerprint, default: []].append(index) }
            }
            guard !byPrint.isEmpty else { return nil }
            let versions = byPrint.values.sorted { ($1.count, $0[0]) < ($0.count, $1[0]) }
            if let last = segments.last, last.versions == versions, merging || versions.count == 1 {
                segments[segments.count - 1].pieces = last.pieces.lowerBound..<piece + 1
            } else {
                segments.append(SpooledVersions.Segment(pieces: piece..<piece + 1, versions: versions))
            }
        }
        return segments
    }

    /// Reads every version of every piece again and writes it to the file: the first versions in place, the others after the
    /// end.
    private func fill(
        _ spool: SpoolFile, _ segments: inout [SpooledVersions.Segment], _ scans: [BlobScan],
        _ deadline: ContinuousClock.Instant
    ) async throws {
        let grid = scans[0].grid
        var end = Int64(grid.count) * PieceGrid.length
        for index in segments.indices {
            let bytes = grid.bytes(of: segments[index].pieces)
            for (version, sharers) in segments[index].versions.enumerated() {
                let place = version == 0 ? bytes.lowerBound : end
                segments[index].places.append(place)
                for piece in segments[index].pieces {
                    guard ContinuousClock.now < deadline, !Task.isCancelled else { throw CancellationError() }
                    let content = try await read(piece, scans[sharers[0]])
                    try spool.write(content, at: place + grid.bytes(of: piece).lowerBound - bytes.lowerBound)
                }
                if version > 0 { end += Int64(segments[index].pieces.count) * PieceGrid.length }
            }
        }
    }

    private func read(_ piece: Int, _ scan: BlobScan) async throws -> [UInt8] {
        let claim = scan.claim
        let read = await client.part(
            scan.grid.bytes(of: piece), ofBlob: claim.digest, of: claim.repository, from: claim.backend
        ) { BufferingTap() }
        guard case .read(let fingerprint) = scan.pieces[piece],
            StreamingHash.hash(read.tap.bytes, with: .sha256) == fingerprint
        else { throw InvestigationLimit.changingCopy(backend: claim.backend.name) }
        return read.tap.bytes
    }
}
