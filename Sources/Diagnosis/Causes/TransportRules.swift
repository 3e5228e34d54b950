internal import Foundation
internal import Gate
internal import OCI
internal import Record

/// Causes other than storage and cache files: the network path, the name, the timing.
enum TransportRules {
    static func middlebox(_ file: FaultContext) -> Hypothesis? {
        let backends = file.storage.shown
        let pages = file.damages.compactMap { pair -> CauseFact? in
            guard case .text(let opening) = pair.damage.kind else { return nil }
            return .bytesAreText(
                bytes: ByteRange(wrappedValue: pair.damage.bytes), backend: pair.map.backend, opening: opening)
        }
        let encoded: CauseFact? = file.code == .contentEncoded ? .contentEncodingWasApplied : nil
        let typed: CauseFact? =
            file.code == .contentMediaType && file.fault.scope == .some
            ? .onlyTheyHaveThisContentType(backends: backends) : nil
        let page: CauseFact? =
            file.code == .contentSize || file.code == .contentDigest
            ? file.fault.occurrences.first(where: \.isText).map { .answersWithText(backend: $0.backend) } : nil
        let facts = pages.prefix(2) + [encoded, typed, page].compactMap(\.self)
        guard !facts.isEmpty else { return nil }
        let inFront: CauseFact? =
            file.storage.intact.isEmpty
            ? nil
            : .intactWithoutIt(backends: file.storage.intact, fromBehindCache: file.storage.intactReadThrough)
        return Hypothesis(
            .middlebox, encoded != nil || !pages.isEmpty || page != nil ? .likely : .possible, on: backends,
            .bodiesAreChanged(backends: backends), for: facts.map(Optional.some) + [inFront])
    }

    static func wrongObject(_ file: FaultContext) -> Hypothesis? {
        // A slice with another blob's bytes among right slices is a cache fault; the object under the digest is right.
        let damages = file.damages.filter { pair in
            SlicePlace(pair.damage, in: pair.map)?.fit != .whole
                || !pair.map.stretches.contains { $0.state == .good }
        }
        let named = damages.compactMap { pair -> CauseFact? in
            guard case .otherBlob(let digest, let offset) = pair.damage.kind else { return nil }
            return .bytesAreOfBlob(
                bytes: ByteRange(wrappedValue: pair.damage.bytes), backend: pair.map.backend, digest: digest,
                offset: offset)
        }
        let whole = file.damages.compactMap { pair -> CauseFact? in
            // If the bytes were not compared, a blob of one piece looks wrong as a whole for one wrong bit.
            guard let size = file.investigation?.size, pair.damage.bytes == 0..<size,
                pair.damage.isExact || size > PieceGrid.length,
                pair.damage.kind == .unlike || pair.damage.kind == .unknown
            else { return nil }
            return .wholeBlobIsWrong(backend: pair.map.backend)
        }
        let backends = file.storage.shown
        let header: CauseFact? = file.code == .contentHeader ? .namesOtherDigest(backends: backends) : nil
        let isAll = named.count == file.damages.count && !named.isEmpty
        return Hypothesis(
            .wrongObject, isAll || header != nil ? .likely : .possible, on: backends,
            .objectIsOther(backends: backends),
            for: named.prefix(2).map(Optional.some) + whole.prefix(1).map(Optional.some) + [
                header, named.isEmpty ? nil : file.intactElsewhere,
            ],
            against: [named.isEmpty || isAll ? nil : .notAllDamageIsOfThatBlob])
    }

    static func flapping(_ file: FaultContext) -> Hypothesis? {
        let occurrences = file.fault.occurrences
        let halved = occurrences.filter(\.isOfHead).map(\.backend)
        if file.code == .accessServerError, !halved.isEmpty {
            return Hypothesis(
                .flapping, .possible, on: halved, .machinesDifferOnHead(backends: halved),
                for: [.refusesHead(backends: halved)])
        }
        guard file.code == .contentFlapping else { return nil }
        let isMiss = occurrences.contains { CacheReply($0.cacheStatus) == .miss }
        return Hypothesis(
            .flapping, .likely, on: file.storage.shown, .machinesDiffer(backends: file.storage.shown),
            for: [.readsDiffer], against: [isMiss ? .badReadWasMiss : nil])
    }

    static func tagMoved(_ file: FaultContext) -> Hypothesis? {
        guard file.code == .contentTagDivergence else { return nil }
        let reads = file.tagReads.filter { $0.when != nil }.sorted {
            ($0.when ?? .distantPast) < ($1.when ?? .distantPast)
        }
        guard let first = reads.first, let last = reads.last, let from = first.when, let to = last.when,
            first.digest != last.digest, let turn = reads.firstIndex(where: { $0.digest != first.digest })
        else { return nil }
        // A push in between would look like a single change in the order of requests.
        guard reads[turn...].allSatisfy({ $0.digest == last.digest }) else { return nil }
        let span = to.timeIntervalSince(from)
        return Hypothesis(
            .tagMoved, span > 5 ? .possible : .unlikely, .tagWasPushed,
            for: [
                .tagChangedOnce(
                    askedBefore: reads[..<turn].map(\.backend), askedAfter: reads[turn...].map(\.backend))
            ],
            against: [span > 5 ? nil : .tagReadsWereClose(milliseconds: Int(span * 1000))])
    }
}

extension Occurrence {
    /// Whether the reply has a text content type, such as an error page.
    fileprivate var isText: Bool {
        guard let type = contentType?.lowercased(), receivedBytes ?? 0 > 0 else { return false }
        return type.hasPrefix("text/html") || type.hasPrefix("text/plain")
    }
}
