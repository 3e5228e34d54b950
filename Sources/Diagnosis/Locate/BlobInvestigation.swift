internal import Gate
internal import Layer
internal import OCI
internal import Record
internal import Registry
internal import Transfer

/// Investigates one faulty content at a time.
struct BlobInvestigation: Sendable {
    /// The most damaged slices that get their own digest.
    private static let mostSlices = 16

    let context: RunContext
    let deadline: ContinuousClock.Instant

    func investigate(_ blob: FaultyBlob) async -> Investigation {
        guard blob.kind != .manifest else {
            let (found, right) = await ManifestComparison(context: context).compare(blob)
            return keeper?.save(found, right) ?? found
        }
        var look = InvestigationDraft(blob: blob)
        if let right = await rightBytes(of: blob) {
            look.right = right
            look.scans = await scan(blob, right)
            look.addStatesToComposition()
        } else {
            look.scans = await scan(blob, nil)
            await compose(&look)
        }
        if look.right.map({ $0.reference == .none }) ?? true { look.structure = await structure(of: blob) }
        await locate(&look)
        look.otherNames = await otherNames(look)
        await keeper?.save(&look, look.copies(context.client))
        return look.investigation
    }

    private var keeper: RightCopyWriter? { context.request.saveGood.map { RightCopyWriter(place: $0) } }

    /// The hash states of the right bytes, from an available copy or an earlier proof.
    private func rightBytes(of blob: FaultyBlob) async -> RightBytes? {
        for copy in blob.intact {
            guard case .verified(let verified) = copy.status, let states = verified.checkpoints else { continue }
            return RightBytes(
                blob.digest, size: blob.size, states: states, reference: .copy(backend: copy.claim.backend.name))
        }
        if let right = Self.rightRead(of: blob) { return right }
        guard let known = await context.checkpoints(of: blob.digest, size: blob.size) else { return nil }
        return RightBytes(
            blob.digest, size: blob.size, states: known.list,
            reference: known.provenAt.map { .remembered(provenAt: $0) }
                ?? blob.intact.first.map { .copy(backend: $0.claim.backend.name) } ?? .none)
    }

    /// A faulty backend that sent right bytes in another read, or before its cache stored them.
    private static func rightRead(of blob: FaultyBlob) -> RightBytes? {
        for result in blob.faulty {
            for attempt in result.attempts {
                guard case .body(let facts) = attempt.observation.outcome, facts.digest == blob.digest,
                    facts.received == blob.size, let states = facts.checkpoints
                else { continue }
                return RightBytes(
                    blob.digest, size: blob.size, states: states,
                    reference: .copy(backend: result.claim.backend.name))
            }
        }
        return nil
    }

    /// Reads every faulty copy in parts, starting at the point where its hash states first differ if the right ones are known.
    private func scan(
        _ blob: FaultyBlob, _ right: RightBytes?
    ) async -> [BlobScan] {
        let scanner = BlobScanner(client: context.client)
        return await withTaskGroup(of: (Int, BlobScan).self) { group in
            for (index, result) in blob.faulty.enumerated() {
                let first = right.flatMap { Self.firstDifference(of: result, from: $0) } ?? 0
                group.addTask {
                    (index, await scanner.scan(result.claim, right: right, from: first, until: deadline))
                }
            }
            var scans: [(Int, BlobScan)] = []
            for await scan in group { scans.append(scan) }
            return scans.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    /// The first piece by which all reads of this run had left the right hash states.
    private static func firstDifference(of result: ClaimResult, from right: RightBytes) -> Int? {
        let pieces = result.attempts.compactMap { attempt -> Int? in
            guard attempt.code?.family == .content, case .body(let facts) = attempt.observation.outcome,
                let states = facts.checkpoints
            else { return nil }
            // The stream was right but the cached copy is not, so the stream's states say nothing about the cached bytes.
            if attempt.code == .contentDigest, facts.digest == result.claim.digest { return 0 }
            return right.states.firstDifference(from: states) ?? states.count
        }
        return pieces.min()
    }

    private func compose(_ look: inout InvestigationDraft) async {
        guard look.scans.count > 1 else {
            look.limits.append(.nothingToCompare)
            return
        }
        switch await Composer(client: context.client).compose(look.scans, until: deadline) {
        case .success(let composed): look.take(composed)
        case .failure(let limit): look.limits.append(limit)
        }
    }

    /// How far the layer decompresses and unpacks, which is informative even without a reference.
    private func structure(of blob: FaultyBlob) async -> Investigation.StructureView? {
        guard let claim = blob.faulty.first?.claim, claim.mediaType.flatMap({ LayerFormat($0) }) != nil else {
            return nil
        }
        let (observation, tap) = await context.client.blob(
            claim.digest, size: blob.size, of: claim.repository, from: claim.backend
        ) { LayerTap(claim) }
        // A transfer that ended early shows nothing about the layer.
        guard case .body = observation.outcome else { return nil }
        switch tap.layer {
        case .failure(let fault):
            return Investigation.StructureView(
                backend: claim.backend.name, damagedBy: fault.packedOffset, reason: fault.reason)
        case .success:
            return Investigation.StructureView(backend: claim.backend.name, damagedBy: nil, reason: nil)
        case nil:
            return nil
        }
    }

    private func locate(_ look: inout InvestigationDraft) async {
        let copies = look.copies(context.client)
        let finder = DamageFinder(
            client: context.client, copies: copies,
            search: DamageSearch(client: context.client, others: look.blob.otherBlobs))
        for index in look.scans.indices {
            let found = await finder.find(in: look.scans[index])
            look.damages.append(found.damages)
            look.limits += found.limits
        }
        if let copies { await hashSlices(&look, copies) }
        if case .remembered = look.right?.reference, look.blob.intact.isEmpty, let used = await copies?.used {
            look.sources = used.sorted()
        }
    }

    /// The right digest of each damaged slice. With it, one command on the backend's host separates cache from storage.
    private func hashSlices(_ look: inout InvestigationDraft, _ copies: RightCopies) async {
        for (index, damages) in look.damages.enumerated() {
            let damaged = look.scans[index].slices.filter { slice in
                damages.contains { $0.bytes.overlaps(slice.bytes) }
            }
            for slice in damaged.prefix(Self.mostSlices) where look.rightSlices[slice.bytes] == nil {
                guard let bytes = await copies.bytes(in: slice.bytes) else { continue }
                look.rightSlices[slice.bytes] = Digest(.sha256, hash: StreamingHash.hash(bytes, with: .sha256))
            }
        }
    }

    /// The damaged bytes under their other names in the release.
    private func otherNames(
        _ look: InvestigationDraft
    ) async -> [Investigation.OtherName] {
        var names: [Investigation.OtherName] = []
        for (scan, damages) in zip(look.scans, look.damages) {
            let backend = scan.claim.backend
            for other in look.blob.namesakes where other.claim.backend == backend {
                switch other.status {
                case .verified(let blob):
                    names.append(
                        Investigation.OtherName(
                            backend: backend.name, repository: other.claim.repository, isIntact: true,
                            cacheStatus: blob.cacheStatus))
                case .reused, .shared:
                    guard ContinuousClock.now < deadline, let right = look.right, let damage = damages.first,
                        damage.bytes.lowerBound < look.blob.size
                    else { continue }
                    let piece = Int(damage.bytes.lowerBound / PieceGrid.length)
                    let read = await context.client.part(
                        scan.grid.bytes(of: piece), ofBlob: look.blob.digest, of: other.claim.repository, from: backend
                    ) { BufferingTap() }
                    guard read.outcome != .nothing else { continue }
                    names.append(
                        Investigation.OtherName(
                            backend: backend.name, repository: other.claim.repository,
                            isIntact: right.isRight(read.tap.bytes, piece: piece),
                            cacheStatus: read.observation.cacheStatus))
                case .faulty(let finding) where finding.code.family == .content && !finding.code.isForCorrectBytes:
                    names.append(
                        Investigation.OtherName(
                            backend: backend.name, repository: other.claim.repository, isIntact: false,
                            cacheStatus: other.attempts.first?.observation.cacheStatus))
                default: continue
                }
            }
        }
        return names
    }
}
