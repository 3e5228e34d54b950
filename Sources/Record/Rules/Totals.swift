internal import Foundation

/// Totals over the claims of a run, an image or all shards. Claims left to other shards count only in `otherShard`.
package struct Totals: Codable, Hashable, Sendable {
    package private(set) var manifests = 0
    /// Configurations and layers.
    package private(set) var blobs = 0
    /// The bytes of all blob claims. A blob on three backends counts three times.
    package private(set) var blobBytes: Int64 = 0
    /// Claims proven in this run.
    package private(set) var verified = 0
    package private(set) var verifiedBlobs = 0
    /// Claims whose earlier proof is reused.
    package private(set) var reused = 0
    package private(set) var reusedBlobs = 0
    /// Claims proven by bytes that were hashed under another repository.
    package private(set) var shared = 0
    /// Claims whose backend only reports that it has the content.
    package private(set) var present = 0
    /// Claims that the depth does not request.
    package private(set) var notAsked = 0
    /// Claims that a plan would pull.
    package private(set) var planned = 0
    /// Claims left to other shards.
    package private(set) var otherShard = 0
    /// Proven layers that were unpacked, now or by an earlier run.
    package private(set) var unpacked = 0
    /// Proven layers that were only hashed.
    package private(set) var packed = 0
    package private(set) var refused = 0
    package private(set) var undecided = 0
    /// Claims whose fault is only reported.
    package private(set) var reported = 0
    /// Received body bytes, including wrong ones.
    package var bytesPulled: Int64 = 0
    /// Bytes of blobs covered by earlier proofs.
    package private(set) var bytesReused: Int64 = 0
    /// Bytes covered by proofs under other repositories.
    package private(set) var bytesShared: Int64 = 0
    /// Bytes that a plan would pull.
    package private(set) var bytesPlanned: Int64 = 0
    /// The oldest reused proof.
    package private(set) var oldest: Run.Claim.Reuse?
    /// The number of earlier runs that the reused proofs come from.
    package var earlierRuns: Int { runs.count }
    private var runs: Set<EarlierRun> = []
    package private(set) var spot = SpotTotals()

    private struct EarlierRun: Hashable, Sendable, Codable {
        let run: Int64
        let vantage: String?
    }

    private enum CodingKeys: String, CodingKey {
        case manifests, blobs, blobBytes, verified, verifiedBlobs, reused, reusedBlobs, shared, present, notAsked,
            planned, otherShard
        case bytesShared, unpacked, packed, refused, undecided, reported, bytesPulled, bytesReused, bytesPlanned,
            oldest, spot
    }

    package init() {}

    package init(_ claims: some Sequence<Run.Claim>, bytesPulled: Int64 = 0) {
        self.bytesPulled = bytesPulled
        for claim in claims { add(claim) }
    }

    /// All claims, excluding those of other shards.
    package var claims: Int { manifests + blobs }

    /// All proven claims.
    package var proven: Int { verified + reused + shared }

    private mutating func add(_ claim: Run.Claim) {
        if let check = claim.spot { spot.add(check) }
        if case .otherShard = claim.status {
            otherShard += 1
            return
        }
        let isBlob = claim.kind != .manifest
        if isBlob {
            blobs += 1
            blobBytes = blobBytes.addingBytes(claim.size ?? 0)
        } else {
            manifests += 1
        }
        switch claim.status {
        case .verified:
            verified += 1
            if isBlob { verifiedBlobs += 1 }
        case .reused(let reuse): add(reuse, isBlob: isBlob)
        case .shared(let proof):
            shared += 1
            bytesShared = bytesShared.addingBytes(proof.size)
        case .present: present += 1
        case .notAsked: notAsked += 1
        case .otherShard: break
        case .planned:
            planned += 1
            bytesPlanned = bytesPlanned.addingBytes(claim.size ?? 0)
        case .faulty(let finding): add(finding.weight)
        }
        if claim.kind == .layer, claim.status.isProof {
            if claim.status.diffID != nil { unpacked += 1 } else { packed += 1 }
        }
    }

    private mutating func add(_ reuse: Run.Claim.Reuse, isBlob: Bool) {
        reused += 1
        if isBlob {
            reusedBlobs += 1
            bytesReused = bytesReused.addingBytes(reuse.size)
        }
        runs.insert(EarlierRun(run: reuse.run, vantage: reuse.vantage))
        if oldest.map({ reuse.provenAt < $0.provenAt }) ?? true { oldest = reuse }
    }

    /// Counts a finding that does not belong to a claim, such as one about a name.
    package mutating func add(_ weight: Finding.Weight) {
        switch weight {
        case .refuses: refused += 1
        case .undecided: undecided += 1
        case .reported: reported += 1
        }
    }
}

/// Totals over spot checks.
package struct SpotTotals: Codable, Hashable, Sendable {
    /// Reused claims whose ranges were read again and were right.
    package private(set) var checked = 0
    /// The ranges of those claims, each up to 1 MiB.
    package private(set) var ranges = 0
    /// The bytes of those ranges.
    package private(set) var bytes: Int64 = 0
    /// Claims that failed a spot check.
    package private(set) var bad = 0
    /// Claims whose cache entry was refilled or dropped since the proof.
    package private(set) var refilled = 0
    /// Claims that could not be read.
    package private(set) var unread = 0
    /// Reused claims that could not be checked because the ledger has no checkpoints.
    package private(set) var withoutCheckpoints = 0

    package init() {}

    mutating func add(_ check: SpotCheck) {
        switch check.outcome {
        case .right:
            checked += 1
            ranges += check.ranges.count
            bytes = check.ranges.reduce(bytes) { $0.addingBytes($1.upperBound - $1.lowerBound) }
        case .bad: bad += 1
        case .refilled: refilled += 1
        case .unread: unread += 1
        case .noCheckpoints: withoutCheckpoints += 1
        }
    }
}
