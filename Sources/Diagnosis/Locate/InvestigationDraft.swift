internal import Gate
internal import OCI
internal import Record
internal import Registry

/// The state of the investigation of one blob.
struct InvestigationDraft: Sendable {
    let blob: FaultyBlob
    var right: RightBytes?
    var scans: [BlobScan] = []
    /// The damage in each scan.
    var damages: [[Damage]] = []
    /// The SHA-256 of the right bytes of damaged slices.
    var rightSlices: [Range<Int64>: Digest] = [:]
    var composition: Investigation.Composition?
    var spool: SpoolFile?
    /// The backends that the composed copy came from.
    var sources: [String] = []
    var structure: Investigation.StructureView?
    var otherNames: [Investigation.OtherName] = []
    var savedCopy: Investigation.SavedCopy?
    var limits: [InvestigationLimit] = []

    init(blob: FaultyBlob) { self.blob = blob }

    var grid: PieceGrid { PieceGrid(size: blob.size, sliceBytes: nil) }

    /// The sources of right bytes; `nil` without a reference.
    func copies(_ client: RegistryClient) -> RightCopies? {
        guard let right else { return nil }
        var sources: [RightCopies.Source] = spool.map { [.spool($0)] } ?? []
        sources += blob.intact.map { .claim($0.claim, pieces: nil) }
        sources += scans.map { scan in
            .claim(scan.claim, pieces: Set(scan.pieces.indices.filter { scan.pieces[$0] == .right }))
        }
        return RightCopies(client: client, right: right, grid: grid, sources: sources)
    }

    /// Judges every piece against the composed copy.
    mutating func take(_ composed: Composer.Composed) {
        right = composed.right
        spool = composed.spool
        composition = composed.composition
        sources = Set(scans.map(\.claim.backend.name)).sorted()
        for index in scans.indices {
            for (piece, state) in scans[index].pieces.enumerated() {
                guard case .read(let fingerprint) = state else { continue }
                scans[index].pieces[piece] = fingerprint == composed.fingerprints[piece] ? .right : .wrong
            }
        }
    }

    /// If no backend is intact but the right states are known, a right copy is composed from the pieces that are right
    /// somewhere.
    mutating func addStatesToComposition() {
        guard blob.intact.isEmpty, scans.count > 1, let count = scans.first?.pieces.count else { return }
        var pieces: [Investigation.Composition.Piece] = []
        for piece in 0..<count {
            let right = scans.filter { $0.pieces[piece] == .right }.map(\.claim.backend.name)
            let wrong = scans.filter { $0.pieces[piece] != .right }.map(\.claim.backend.name)
            guard !right.isEmpty else { return }
            guard !wrong.isEmpty else { continue }
            let bytes = grid.bytes(of: piece)
            if let last = pieces.last, last.bytes.upperBound == bytes.lowerBound, last.wrongOn == wrong {
                pieces[pieces.count - 1] = Investigation.Composition.Piece(
                    bytes: last.bytes.lowerBound..<bytes.upperBound, rightOn: right, wrongOn: wrong)
            } else {
                pieces.append(Investigation.Composition.Piece(bytes: bytes, rightOn: right, wrongOn: wrong))
            }
        }
        composition = Investigation.Composition(pieces: pieces, combinations: 0)
    }

    /// The cache status of each slice before the run read it. The read itself may have filled the cache.
    private func slices(of scan: BlobScan) -> [SliceView] {
        let attempt = blob.faulty.first { $0.claim == scan.claim }?.attempts.first { !$0.isOfSpotCheck }
        var before = Dictionary((attempt?.slices ?? []).map { ($0.index, $0.cacheStatus) }) { first, _ in first }
        before[0] = attempt?.observation.cacheStatus
        return scan.slices.map { slice in
            SliceView(
                index: slice.index, bytes: slice.bytes, cacheStatus: before[slice.index] ?? slice.cacheStatus,
                storedTotal: slice.storedTotal, rightDigest: rightSlices[slice.bytes])
        }
    }

    var investigation: Investigation {
        Investigation(
            registry: blob.group.registry, repository: blob.group.repository, digest: blob.digest, size: blob.size,
            reference: right?.reference ?? .none,
            maps: zip(scans, damages).map { scan, damages in
                BlobMap(
                    backend: scan.claim.backend.name, isDirect: scan.claim.backend.role == .direct,
                    stretches: scan.stretches, damages: damages, slices: slices(of: scan), storedSize: scan.storedSize)
            },
            composition: composition, otherNames: otherNames, structure: structure, savedCopy: savedCopy,
            limits: limits)
    }
}
