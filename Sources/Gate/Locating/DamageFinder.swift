internal import OCI
internal import Registry

/// Turns wrong pieces into damages: from which byte to which, how many, and what they look like.
struct DamageFinder: Sendable {
    /// As many wrong pieces are compared byte by byte, for each backend; of a longer run the ends.
    static let mostPieces = 48

    let client: RegistryClient
    let copies: RightCopies?
    let search: DamageSearch

    /// What a comparison found, and what it could not find out.
    struct Found: Sendable {
        var damages: [Damage] = []
        var limits: [String] = []
    }

    func find(in scan: BlobScan) async -> Found {
        var found = Found()
        var budget = Self.mostPieces
        for run in scan.wrongRuns {
            let pieces = Self.chosen(from: run, budget: budget)
            budget -= pieces.count
            found.damages += await damages(in: run, comparing: pieces, scan: scan, limits: &found.limits)
        }
        if let cut = await cut(in: scan) { found.damages.append(cut) }
        found.damages.sort { $0.bytes.lowerBound < $1.bytes.lowerBound }
        return found
    }

    /// All of a short run; of a long one as many of its ends as the budget allows.
    static func chosen(from run: Range<Int>, budget: Int) -> [Int] {
        guard run.count > max(budget, 2) else { return Array(run) }
        let half = max(1, budget / 2)
        return Array(run.prefix(half)) + run.suffix(half)
    }

    private func damages(
        in run: Range<Int>, comparing pieces: [Int], scan: BlobScan, limits: inout [String]
    ) async -> [Damage] {
        let grid = scan.grid
        let whole = grid.bytes(of: run)
        var collector = DiffCollector(from: whole.lowerBound)
        var compared = 0
        var sample: (piece: Int, bytes: [UInt8])?
        var zeros = 0
        for piece in pieces {
            let wrong = await read(piece, scan)
            if sample == nil, !wrong.isEmpty { sample = (piece, wrong) }
            if !wrong.isEmpty, wrong.allSatisfy({ $0 == 0 }) { zeros += 1 }
            guard let copies, let right = await copies.bytes(of: piece), right.count == wrong.count else { continue }
            compared += 1
            collector.skip(to: grid.bytes(of: piece).lowerBound)
            right.withUnsafeBytes { right in
                wrong.withUnsafeBytes { collector.take(right: right, wrong: $0) }
            }
        }
        let runs = collector.runs
        guard compared == pieces.count, let first = runs.first, let last = runs.last else {
            if compared == pieces.count {
                limits.append(
                    "\(scan.claim.backend.name) sent bytes \(whole.lowerBound) to \(whole.upperBound - 1) right when they "
                        + "were read once more.")
            }
            if zeros == run.count {
                return [Damage(bytes: whole, isExact: false, differing: nil, kind: .zeros(whole))]
            }
            let kind = sample.map { DamageShape.kind(ofPiece: $0.bytes, at: grid.bytes(of: $0.piece).lowerBound) }
            return [Damage(bytes: whole, isExact: false, differing: nil, kind: kind ?? .unknown)]
        }
        guard compared == run.count, !collector.isFull else {
            return [
                Damage(
                    bytes: first.bytes.lowerBound..<last.bytes.upperBound, isExact: true, differing: nil,
                    kind: await kind(of: first, scan))
            ]
        }
        var damages: [Damage] = []
        for run in runs {
            damages.append(
                Damage(bytes: run.bytes, isExact: true, differing: run.differing, kind: await kind(of: run, scan)))
        }
        return damages
    }

    private func kind(of run: DiffCollector.Run, _ scan: BlobScan) async -> DamageKind {
        if let kind = DamageShape.kind(of: run) { return kind }
        guard let copies else { return .unlike }
        return await search.kind(of: run, in: scan, copies: copies)
    }

    private func read(_ piece: Int, _ scan: BlobScan) async -> [UInt8] {
        let claim = scan.claim
        return await client.part(
            scan.grid.bytes(of: piece), ofBlob: claim.digest, of: claim.repository, from: claim.backend
        ) { KeepingTap() }.tap.bytes
    }

    /// Where a reply ended that should have gone on: exact when what came of its last piece was right.
    private func cut(in scan: BlobScan) async -> Damage? {
        guard let cut = scan.cut else {
            guard let stored = scan.storedSize, stored < scan.grid.size else { return nil }
            return Damage(
                bytes: stored..<scan.grid.size, isExact: true, differing: nil, kind: .cutTail(at: stored))
        }
        let end =
            scan.storedSize.map { $0 < scan.grid.size && cut.end >= $0 } == true
            ? scan.grid.size : cut.wanted.upperBound
        guard cut.end < end else { return nil }
        let right = await copies?.bytes(of: cut.piece)
        let isRight = cut.bytes.isEmpty || right?.starts(with: cut.bytes) == true
        return Damage(
            bytes: cut.end..<end, isExact: isRight, differing: nil, kind: .cutTail(at: cut.end))
    }
}
