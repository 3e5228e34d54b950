internal import Foundation
internal import Gate
internal import OCI

/// How some claims stand, counted: manifests apart from blobs, since manifests are always read anew.
struct RunCounts {
    private(set) var manifests = 0
    private(set) var blobs = 0
    /// Bytes of all blob claims: of one blob on three backends, three times its size.
    private(set) var blobBytes: Int64 = 0
    private(set) var verified = 0
    private(set) var verifiedBlobs = 0
    private(set) var reused = 0
    /// Blobs of which a backend only says that it has them.
    private(set) var present = 0
    /// Blobs that the depth leaves out.
    private(set) var notAsked = 0
    /// What is left to other shards; counted nowhere else.
    private(set) var elsewhere = 0
    private(set) var planned = 0
    /// Proven layers that were unpacked, and those that were only hashed.
    private(set) var unpacked = 0
    private(set) var packed = 0
    private(set) var plannedBytes: Int64 = 0
    private(set) var reusedBytes: Int64 = 0
    private(set) var refused = 0
    private(set) var undecided = 0
    private(set) var reported = 0
    private(set) var oldest: Reuse?
    private(set) var runs: Set<String> = []

    /// All that are counted, without those of other shards.
    var claims: Int { manifests + blobs }

    init(_ claims: some Sequence<ClaimResult>) {
        for result in claims { add(CountedClaim(result)) }
    }

    /// Counts what a report tells.
    init(_ claims: some Sequence<ClaimWire>) {
        for claim in claims { add(CountedClaim(claim)) }
    }

    private mutating func add(_ claim: CountedClaim) {
        guard claim.standing != .elsewhere else {
            elsewhere += 1
            return
        }
        if claim.isBlob { blobs += 1 } else { manifests += 1 }
        if claim.isBlob { blobBytes += claim.claimedSize }
        switch claim.standing {
        case .verified:
            verified += 1
            if claim.isBlob { verifiedBlobs += 1 }
        case .reused: reused += 1
        case .present: present += 1
        case .notAsked: notAsked += 1
        case .elsewhere: break
        case .planned:
            planned += 1
            plannedBytes += claim.claimedSize
        case .faulty: add(claim.weight ?? .undecided)
        }
        if claim.isProvenLayer {
            if claim.isUnpacked { unpacked += 1 } else { packed += 1 }
        }
        if let reuse = claim.reuse {
            reusedBytes += reuse.size
            runs.insert(reuse.seenBy)
            if oldest.map({ reuse.provenAt < $0.provenAt }) ?? true { oldest = reuse }
        }
    }

    mutating func add(_ finding: Finding) { add(finding.weight) }

    mutating func add(_ weight: Finding.Weight) {
        switch weight {
        case .refuses: refused += 1
        case .undecided: undecided += 1
        case .reported: reported += 1
        }
    }

    /// `3 h ago by run 1234`, of the oldest proof that was reused.
    func provenance(at now: Date) -> String? {
        oldest.map { oldest in
            let age = Units.age(now.timeIntervalSince(oldest.provenAt))
            return runs.count > 1 ? "the oldest \(age) by \(oldest.seenBy)" : "\(age) by \(oldest.seenBy)"
        }
    }

    /// `23 verified now, 3 verified 3 h ago by run 9, 1 refused`; without what is zero.
    func words(at now: Date) -> String {
        var parts: [String] = []
        if verifiedBlobs > 0 { parts.append("\(verifiedBlobs) verified now") }
        if reused > 0 {
            let when = provenance(at: now) ?? "earlier"
            parts.append(
                runs.count > 1 ? "\(reused) verified by earlier runs (\(when))" : "\(reused) verified \(when)")
        }
        if present > 0 { parts.append("\(present) present, not hashed") }
        if notAsked > 0 { parts.append("\(notAsked) not asked for") }
        if planned > 0 { parts.append("\(planned) to pull (\(Units.bytes(plannedBytes)))") }
        if refused > 0 { parts.append("\(refused) refused") }
        if undecided > 0 { parts.append("\(undecided) undecided") }
        if reported > 0 { parts.append("\(reported) only reported") }
        if elsewhere > 0 { parts.append("\(elsewhere) left to other shards") }
        return parts.isEmpty ? "nothing proven" : parts.joined(separator: ", ")
    }
}
