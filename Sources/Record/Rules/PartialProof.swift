internal import OCI

/// Refuses content whose transfer did not complete, if what arrived is proven wrong. No retry makes it right, so that the run must
/// not end undecided.
///
/// Bytes are proven wrong by comparison with a good copy, or with the hash states of an earlier proof. A body that ended at the
/// same byte in every read, and in the reads of the investigation too, is truncated where it is stored.
package enum PartialProof {
    /// Changes the claims that the investigations prove wrong.
    ///
    /// - Returns: Their indexes.
    package static func apply(to facts: inout RunFacts) -> [Int] {
        let known = Dictionary(facts.investigations.map { ($0.group, $0) }) { first, _ in first }
        var changed: [Int] = []
        for index in facts.claims.indices {
            guard let found = known[facts.claims[index].group], let finding = finding(on: facts.claims[index], found)
            else { continue }
            facts.claims[index].status = .faulty(finding)
            changed.append(index)
        }
        return changed
    }

    private static func finding(on claim: Run.Claim, _ found: Investigation) -> Finding? {
        guard let finding = claim.status.finding, finding.isOfOpenTransfer, let size = claim.size,
            let map = found.maps.first(where: { $0.backend == claim.backend })
        else { return nil }
        // A reply that continues another one does not show where the whole ends.
        let reads = claim.attempts.filter { !$0.isOfSpotCheck && $0.status != 206 }
        let ends = Self.showsEnd(finding.code, reads, of: size) ? reads.map(\.bytes) : []
        guard let problem = problem(map, size: size, reads: ends, reference: found.reference) else { return nil }
        let code: FindingCode = if case .wrongBytes = problem { .contentDigest } else { .contentSize }
        return Finding(code, at: finding.place, .wrongInPart(problem: problem, transfer: finding.evidence))
    }

    /// Whether the byte at which every read ended may be the end of the stored content.
    private static func showsEnd(_ code: FindingCode, _ reads: [Attempt], of size: Int64) -> Bool {
        switch code {
        // It ended where the time did.
        case .accessSlow: false
        // So does a trickle that stalls after its first bytes.
        case .accessStalled: reads.allSatisfy { $0.bytes >= min(4096, size / 8) }
        // A cache that cannot write closes the connection where its disk ends, perhaps at the same byte each time.
        case .accessTruncated: !reads.contains { CacheReply($0.cacheStatus) == .miss }
        default: true
        }
    }

    /// What the map and the reads of the whole content prove; `nil` if nothing.
    ///
    /// - Parameter reads: The number of bytes that each of them received.
    static func problem(
        _ map: BlobMap, size: Int64, reads: [Int64], reference: Investigation.Reference
    ) -> PartialProblem? {
        if let stored = map.storedSize, stored != size { return .declaredSize(declared: stored, size: size) }
        if reference != .none, let wrong = map.stretches.first(where: { $0.state == .bad })?.bytes {
            let damage = map.damages.first { $0.isExact && $0.bytes.overlaps(wrong) }
            return .wrongBytes(from: damage?.bytes.lowerBound ?? wrong.lowerBound)
        }
        guard let end = reads.first, end > 0, end < size, reads.allSatisfy({ $0 == end }) else { return nil }
        for damage in map.damages {
            guard case .cutTail(let byte) = damage.kind else { continue }
            if byte == end, reads.count > 1 { return .endsAt(byte: end, size: size, reads: reads.count + 1) }
            // The whole body lacks exactly what this part lacks, so that everything after it came too early.
            if byte < end, Int64(damage.bytes.count) == size - end { return .wrongBytes(from: byte) }
        }
        return nil
    }
}

extension Finding {
    /// Whether a transfer did not complete, and nothing waives it.
    fileprivate var isOfOpenTransfer: Bool {
        guard weight == .undecided else { return false }
        switch code {
        case .accessTruncated, .accessStalled, .accessReset, .accessSlow: return true
        default: return false
        }
    }
}

extension Investigation {
    fileprivate var group: ClaimGroup { ClaimGroup(registry: registry, repository: repository, digest: digest) }
}
