internal import OCI
internal import Record

/// A front whose cache cannot write or read its files, although the content behind it is good.
///
/// Observed with nginx: with a full file system it closes the connection within the body of a reply that it fetches (MISS) and keeps
/// nothing; with a read-only one it closes before a reply; for an unreadable file it answers 500 with its own page, or closes the
/// connection if it sent other slices before. A short file that was kept answers HIT and stalls.
struct CacheDisk {
    let problem: CacheDiskProblem
    let backends: [String]
    /// Whether the same content was good elsewhere and the front answered other requests. Otherwise it is only possible.
    let isBacked: Bool

    /// - Parameter answering: The backends that served something in this run.
    init?(
        _ fault: Fault, _ evidence: StorageEvidence, _ investigation: Investigation?, answering: Set<String>
    ) {
        let fronts = fault.occurrences.filter { !$0.isDirect }
        guard !fronts.isEmpty, fronts.count == fault.occurrences.count else { return nil }
        let maps = (investigation?.maps ?? []).filter { map in fronts.contains { $0.backend == map.backend } }
        switch fault.code {
        case .accessTruncated where !maps.isEmpty && maps.allSatisfy(Self.failsInPart) && maps.count == fronts.count:
            problem = .unreadable
        case .accessTruncated:
            let isFetched = fronts.allSatisfy { front in
                CacheReply(front.cacheStatus) == .miss
                    || maps.first { $0.backend == front.backend }.map(Self.endsInFetchedSlice) == true
            }
            guard isFetched, maps.allSatisfy(Self.onlyEndsEarly) else { return nil }
            problem = .full
        case .accessEmptyReply: problem = .readOnly
        case .accessServerError:
            guard fronts.allSatisfy({ $0.status == 500 && Self.maker($0.evidence) == .nginx }) else { return nil }
            problem = .unreadable
        default: return nil
        }
        backends = fronts.map(\.backend)
        let isGoodElsewhere: Bool =
            switch evidence.direct {
            case .intact: true
            case .bad, .absent: false
            case .silent: !evidence.intact.isEmpty || !evidence.remembered.isEmpty
            }
        isBacked = isGoodElsewhere && (problem == .full || backends.allSatisfy(answering.contains))
    }

    /// Whether the proxy itself fails for some bytes and sends the others.
    private static func failsInPart(_ map: BlobMap) -> Bool {
        !map.unreadable.isEmpty && !map.isBad && map.stretches.contains { $0.state == .good }
    }

    private static func endsInFetchedSlice(_ map: BlobMap) -> Bool {
        map.damagedSlices.contains { CacheReply($0.cacheStatus) == .miss }
    }

    /// Whether the investigation found nothing but an early end, so that no bytes were compared.
    private static func onlyEndsEarly(_ map: BlobMap) -> Bool {
        map.storedSize == nil
            && map.damages.allSatisfy { damage in
                if case .cutTail = damage.kind { true } else { damage.kind == .unknown && !damage.isExact }
            }
    }

    private static func maker(_ evidence: Evidence) -> ErrorBody.Maker? {
        guard case .status(_, let body, _) = evidence.core else { return nil }
        return body.maker
    }
}
