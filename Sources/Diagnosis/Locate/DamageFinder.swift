internal import Gate
internal import OCI
internal import Record
internal import Registry

/// Turns wrong pieces into damage descriptions: byte range, number of wrong bytes and shape.
struct DamageFinder: Sendable {
    let client: RegistryClient
    let copies: RightCopies?
    let search: DamageSearch
    /// The most wrong pieces per backend that are compared byte by byte. Of a longer run, only the ends are compared.
    var mostPieces = 48
    /// The most searches per backend for wrong bytes elsewhere. Each may cost hundreds of reads.
    var mostSearches = 4

    /// The damage found by a comparison, and its limits.
    struct Found: Sendable {
        var damages: [Damage] = []
        var limits: [InvestigationLimit] = []
    }

    /// The remaining read budget for a backend.
    private struct Budget {
        var pieces: Int
        var searches: Int
    }

    func find(in scan: BlobScan) async -> Found {
        var found = Found()
        var budget = Budget(pieces: mostPieces, searches: mostSearches)
        var uncompared = 0
        for run in scan.wrongRuns {
            // Without time, what is known to be wrong is still listed.
            let pieces = Task.isCancelled ? [] : Self.chosen(from: run, budget: budget.pieces)
            guard !pieces.isEmpty else {
                uncompared += 1
                found.damages.append(
                    Damage(bytes: scan.grid.bytes(of: run), isExact: false, differing: nil, kind: .unknown))
                continue
            }
            budget.pieces -= pieces.count
            found.damages += await damages(
                in: run, comparing: pieces, scan: scan, budget: &budget, limits: &found.limits)
        }
        if uncompared > 0 {
            found.limits.append(.notCompared(backend: scan.claim.backend.name, places: uncompared))
        }
        if let cut = await cut(in: scan) { found.damages.append(cut) }
        found.damages.sort { $0.bytes.lowerBound < $1.bytes.lowerBound }
        return found
    }

    /// All pieces of a short run. Of a long run, as much of both ends as the budget allows, or nothing if it does not allow
    /// both.
    static func chosen(from run: Range<Int>, budget: Int) -> [Int] {
        guard run.count > budget else { return Array(run) }
        return Array(run.prefix(budget / 2)) + run.suffix(budget / 2)
    }

    private func damages(
        in run: Range<Int>, comparing pieces: [Int], scan: BlobScan, budget: inout Budget,
        limits: inout [InvestigationLimit]
    ) async -> [Damage] {
        let grid = scan.grid
        let whole = grid.bytes(of: run)
        var collector = DiffCollector(from: whole.lowerBound)
        var compared = 0
        var sample: (piece: Int, bytes: [UInt8])?
        var zeros = 0
        for piece in pieces where !Task.isCancelled {
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
        guard compared == pieces.count, let first = runs.first, let end = collector.end else {
            if compared == pieces.count {
                limits.append(
                    .rightWhenReadAgain(backend: scan.claim.backend.name, bytes: ByteRange(wrappedValue: whole)))
            }
            if zeros == run.count {
                return [
                    Damage(
                        bytes: whole, isExact: false, differing: nil, kind: .zeros(in: ByteRange(wrappedValue: whole)))
                ]
            }
            let kind = sample.map {
                DamageShape.kind(ofPiece: $0.bytes, at: grid.bytes(of: $0.piece).lowerBound, in: scan.claim)
            }
            return [Damage(bytes: whole, isExact: false, differing: nil, kind: kind ?? .unknown)]
        }
        guard compared == run.count, !collector.isFull else {
            let bytes = first.bytes.lowerBound..<end
            // If an end was right when it was read again, the bytes in between are in doubt.
            let isExact =
                compared == run.count
                || grid.bytes(of: run.lowerBound).contains(bytes.lowerBound)
                    && grid.bytes(of: run.upperBound - 1).contains(end - 1)
            return [
                Damage(
                    bytes: isExact ? bytes : whole, isExact: isExact, differing: nil,
                    kind: await kind(of: first, scan, &budget))
            ]
        }
        var damages: [Damage] = []
        for run in runs {
            damages.append(
                Damage(
                    bytes: run.bytes, isExact: true, differing: run.differing,
                    kind: await kind(of: run, scan, &budget)))
        }
        return damages
    }

    private func kind(
        of run: DiffCollector.Run, _ scan: BlobScan, _ budget: inout Budget
    ) async -> DamageKind {
        if let kind = DamageShape.kind(of: run) { return kind }
        guard let copies, let sample = DamageSearch.sample(of: run) else { return .unlike }
        guard budget.searches > 0 else { return .unknown }
        budget.searches -= 1
        return await search.kind(of: sample, at: run.bytes.lowerBound, in: scan, copies: copies)
    }

    private func read(_ piece: Int, _ scan: BlobScan) async -> [UInt8] {
        let claim = scan.claim
        return await client.part(
            scan.grid.bytes(of: piece), ofBlob: claim.digest, of: claim.repository, from: claim.backend
        ) { BufferingTap() }.tap.bytes
    }

    /// The point where a reply ended early. Exact if the received bytes of its last piece were right.
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
