internal import OCI
internal import Registry

/// A blob that some backend showed a fault of, with everything that this run knows of its bytes.
struct FaultyBlob: Sendable {
    /// A manifest may claim any size: pieces of more bytes are not counted.
    static let mostBytes: Int64 = 64 << 30

    let group: ClaimGroup
    let kind: Claim.Kind
    let size: Int64
    /// The claims that are looked into.
    let faulty: [ClaimResult]
    /// The same bytes where they are intact, under whichever name; those that were proven now come first.
    let intact: [ClaimResult]
    /// The same bytes under other names.
    let namesakes: [ClaimResult]
    /// Other blobs that are intact, one claim each.
    let otherBlobs: [Claim]

    var digest: Digest { group.digest }

    /// The blobs of a run that are worth a closer look, in the order of the results; `wanted` also where it is intact.
    static func all(in results: [ClaimResult], wanted: Digest? = nil) -> [FaultyBlob] {
        var groups: [ClaimGroup: [ClaimResult]] = [:]
        var order: [ClaimGroup] = []
        for result in results {
            let isFaulty = isWorthALook(result)
            guard isFaulty || result.standing.isProof && result.claim.digest == wanted else { continue }
            if groups[result.claim.group] == nil { order.append(result.claim.group) }
            groups[result.claim.group, default: []] += isFaulty ? [result] : []
        }
        return order.compactMap { group in
            let same = results.filter { $0.claim.digest == group.digest && $0.claim.backend.registry == group.registry }
            guard let faulty = groups[group],
                let first = faulty.first?.claim ?? same.first(where: { $0.claim.group == group })?.claim
            else { return nil }
            guard
                let size = first.size ?? same.compactMap(\.claim.size).first
                    ?? (faulty.isEmpty ? same : faulty).compactMap(\.receivedSize).max()
            else { return nil }
            guard (1...mostBytes).contains(size) else { return nil }
            var seen: Set<Digest> = [group.digest]
            let others = results.filter { result in
                guard result.standing.isProof, result.claim.kind == .layer else { return false }
                return seen.insert(result.claim.digest).inserted
            }
            return FaultyBlob(
                group: group, kind: first.kind, size: size, faulty: faulty,
                intact: same.filter { if case .verified = $0.standing { true } else { false } }
                    + same.filter { if case .reused = $0.standing { true } else { false } },
                namesakes: same.filter { $0.claim.repository != group.repository },
                otherBlobs: others.map(\.claim))
        }
    }

    /// Wrong bytes, and bodies that ended or stuck half-way: those may be a cache's damaged file too.
    private static func isWorthALook(_ result: ClaimResult) -> Bool {
        guard let finding = result.standing.finding else { return false }
        switch finding.code {
        case .contentDigest, .contentSize, .contentTrailing, .contentFlapping: return true
        case .accessTruncated, .accessStalled, .accessReset, .accessSlow:
            return result.claim.kind != .manifest && finding.attempts.contains { $0.observation.bodyBytes > 0 }
        // A registry whose file is empty answers a plain GET by 416 through a cache in slices.
        case .accessStatus: return finding.attempts.contains { $0.observation.status == 416 }
        default: return false
        }
    }
}

extension ClaimResult {
    /// How many bytes came of a body that was read to its end.
    fileprivate var receivedSize: Int64? {
        attempts.compactMap { attempt in
            if case .body(let facts) = attempt.observation.outcome { facts.received } else { nil }
        }.max()
    }
}
