internal import Gate
internal import OCI
internal import OrderedCollections
internal import Record
internal import Registry

/// Content with a fault on some backend, with everything that this run knows about its bytes.
struct FaultyBlob: Sendable {
    let group: ClaimGroup
    let kind: Claim.Kind
    let size: Int64
    /// The claims to investigate.
    let faulty: [ClaimResult]
    /// Intact claims to the same bytes, under any name; those proven in this run come first.
    let intact: [ClaimResult]
    /// Claims to the same bytes under other names.
    let namesakes: [ClaimResult]
    /// One claim for every layer that the run proved, shared by all faulty content.
    let provenLayers: [Claim]

    var digest: Digest { group.digest }

    /// Other intact blobs, one claim each.
    var otherBlobs: [Claim] { provenLayers.filter { $0.digest != digest } }

    private struct Content: Hashable {
        let registry: RegistryName
        let digest: Digest

        init(_ group: ClaimGroup) {
            registry = group.registry
            digest = group.digest
        }
    }

    /// The content of a run to investigate, in the order of the results; `wanted` even if it is intact.
    static func all(in results: [ClaimResult], wanted: Digest? = nil) -> [FaultyBlob] {
        var groups: OrderedDictionary<ClaimGroup, [ClaimResult]> = [:]
        for result in results {
            let isFaulty = isInvestigated(result)
            guard isFaulty || result.status.isProof && result.claim.digest == wanted else { continue }
            groups[result.claim.group, default: []] += isFaulty ? [result] : []
        }
        guard !groups.isEmpty else { return [] }
        let contents = Dictionary(grouping: results) { Content($0.claim.group) }
        var layers: OrderedDictionary<Digest, Claim> = [:]
        for result in results
        where result.status.isProof && result.claim.kind == .layer && layers[result.claim.digest] == nil {
            layers[result.claim.digest] = result.claim
        }
        let proven = Array(layers.values)
        return groups.compactMap { group, faulty in
            let same = contents[Content(group)] ?? []
            // The size may be unknown, and a manifest may declare an absurd one.
            guard let first = faulty.first?.claim ?? same.first(where: { $0.claim.group == group })?.claim,
                let size = first.size ?? same.compactMap(\.claim.size).first
                    ?? (faulty.isEmpty ? same : faulty).compactMap(\.receivedSize).max(),
                (1...PieceGrid.mostBytes).contains(size)
            else { return nil }
            return FaultyBlob(
                group, kind: first.kind, size: size, faulty: faulty, same: same, provenLayers: proven)
        }
    }

    /// - Parameter same: All claims to the same bytes, under any name.
    init(
        _ group: ClaimGroup, kind: Claim.Kind, size: Int64, faulty: [ClaimResult], same: [ClaimResult],
        provenLayers: [Claim]
    ) {
        self.group = group
        self.kind = kind
        self.size = size
        self.faulty = faulty
        intact =
            same.filter { if case .verified = $0.status { true } else { false } }
            + same.filter { if case .reused = $0.status { true } else { false } }
            + same.filter { if case .shared = $0.status { true } else { false } }
        namesakes = same.filter { $0.claim.repository != group.repository }
        self.provenLayers = provenLayers
    }

    /// Wrong bytes, and bodies that ended early or stalled, which may be a damaged cache file too.
    static func isInvestigated(_ result: ClaimResult) -> Bool {
        guard let finding = result.status.finding else { return false }
        switch finding.code {
        case .contentDigest, .contentSize, .contentTrailing, .contentFlapping, .contentCut: return true
        case .accessTruncated, .accessStalled, .accessReset, .accessSlow:
            return result.claim.kind != .manifest && result.attempts.contains { $0.observation.bodyBytes > 0 }
        // An empty object behind a slicing cache makes a plain GET fail with 416.
        case .accessStatus: return result.attempts.contains { $0.observation.status == 416 }
        default: return false
        }
    }
}

extension ClaimResult {
    /// The size of a body that was read to the end.
    fileprivate var receivedSize: Int64? {
        attempts.compactMap { attempt in
            if case .body(let facts) = attempt.observation.outcome { facts.received } else { nil }
        }.max()
    }
}
