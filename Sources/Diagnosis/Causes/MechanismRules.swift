internal import OCI
internal import Record

/// Mechanisms of damage in front of the storage. Each shape of damage has its own causes.
enum MechanismRules {
    /// A cache mechanism cannot be more certain than the location in the cache.
    private static func confidence(
        _ file: FaultContext, atBest: Hypothesis.Confidence = .likely
    ) -> Hypothesis.Confidence {
        max(atBest, file.location.cache)
    }

    /// The facts for and against a cache fault, for any mechanism.
    private static func cacheFacts(_ file: FaultContext) -> (for: [CauseFact?], against: [CauseFact?]) {
        let right = file.storage.readThroughElsewhere == nil ? [] : file.rightElsewhere
        return (
            [file.directIsIntact] + right + [file.intactElsewhere, file.sentFromCache],
            [file.directIsBad, file.readThrough] + file.wrongElsewhere
        )
    }

    static func flippedBit(_ file: FaultContext) -> Hypothesis? {
        let flips = file.damages.filter { if case .flippedBit = $0.damage.kind { true } else { false } }
        guard !flips.isEmpty, flips.count == file.damages.count else { return nil }
        let facts: [CauseFact?] = flips.prefix(3).map { map, damage in
            map.damages.count == 1
                ? .onlyDamage(damage: damage, backend: map.backend) : .oneDamage(damage: damage, backend: map.backend)
        }
        let most = flips.map(\.map.damages.count).max() ?? 0
        let many: CauseFact? = most > 1 ? .severalBitsDiffer(count: most) : nil
        let best: Hypothesis.Confidence = many == nil ? .likely : .possible
        let backends = file.badMaps.map(\.backend)
        guard file.sameBytes == nil else {
            return Hypothesis(
                .flippedBit, best, on: backends, .bitFlippedInStorage, for: facts + [file.sameBytes], against: [many])
        }
        let cache = cacheFacts(file)
        return Hypothesis(
            .flippedBit, confidence(file, atBest: best), on: backends, .bitFlipped(backends: backends),
            for: facts + cache.for, against: [many] + cache.against)
    }

    static func lostWrites(_ file: FaultContext) -> Hypothesis? {
        for (map, damage) in file.damages {
            guard case .zeros(let range) = damage.kind, let place = SlicePlace(damage, in: map),
                let start = place.slices.first, let end = place.slices.last
            else { continue }
            let zeros = range.wrappedValue
            let isToTheEnd = zeros.upperBound == end.bytes.upperBound
            guard isToTheEnd || place.fit == .within else { continue }
            let inside = max(0, zeros.lowerBound - start.bytes.lowerBound)
            let header = (4096 - inside % 4096) % 4096
            // The cache file's header precedes the slice. Observed headers have 500 to 1500 bytes.
            let fits = inside > 0 && (400..<2048).contains(header)
            let best: Hypothesis.Confidence =
                isToTheEnd && fits ? .likely : isToTheEnd || fits || inside == 0 ? .possible : .unlikely
            let cache = cacheFacts(file)
            return Hypothesis(
                .lostWrites, confidence(file, atBest: best), on: [map.backend],
                .cacheDiskLostWrites(backend: map.backend),
                for: [
                    isToTheEnd
                        ? .zerosToEndOfSlice(fromByte: inside, slice: start.index, isLast: place.slices.count == 1)
                        : .zerosWithinSlice(slice: start.index),
                    fits ? .zerosBeginAtPage(headerBytes: header) : nil,
                ] + cache.for,
                against: [
                    isToTheEnd ? nil : .rightBytesFollowZeros, inside > 0 && !fits ? .noHeaderFits(byte: inside) : nil,
                ] + cache.against)
        }
        return nil
    }

    static func shortSlice(_ file: FaultContext) -> Hypothesis? {
        guard !file.location.isOfCacheDisk else { return nil }
        let isStalled = file.fault.isCutShort
        for (map, damage) in file.damages where map.storedSize == nil {
            let slice = SlicePlace(damage, in: map)?.slices.first
            let size = slice.map { Int64($0.bytes.count) } ?? file.sliceBytes(of: map.backend)
            let shape: CauseFact
            let missing: Int64
            switch damage.kind {
            case .shifted(let by) where by > 0:
                guard size.map({ by % $0 != 0 }) ?? isStalled else { continue }
                (shape, missing) = (.bytesComeTooEarly(fromByte: damage.bytes.lowerBound, by: by), by)
            case .cutTail(let end):
                guard isStalled, let slice else { continue }
                (shape, missing) = (.sliceEndsAt(slice: slice.index, byte: end), slice.bytes.upperBound - end)
            default: continue
            }
            let cache = cacheFacts(file)
            return Hypothesis(
                .shortSlice, confidence(file), on: [map.backend],
                .cacheFileIsShort(backend: map.backend, slice: slice?.index, missing: missing),
                for: [shape, isStalled ? .bodyDoesNotEnd : nil] + cache.for,
                against: [isStalled ? nil : .bodyIsComplete] + cache.against)
        }
        return nil
    }

    static func frozenShort(_ file: FaultContext) -> Hypothesis? {
        guard let size = file.investigation?.size else { return nil }
        let short = file.badMaps.filter { map in
            map.storedSize != nil || map.slices.contains { ($0.storedTotal ?? size) != size }
        }
        guard let map = short.first, !file.storage.intact.isEmpty || file.directIsIntact != nil else { return nil }
        let total = map.storedSize ?? map.slices.compactMap(\.storedTotal).first { $0 != size } ?? 0
        let slices = SliceNumbers(map.slices.filter { $0.storedTotal == total }.map(\.index))
        let backends = short.map(\.backend)
        let cache = cacheFacts(file)
        return Hypothesis(
            .frozenShort, confidence(file), on: backends, .cacheKeepsShortReply(backends: backends),
            for: [
                .declaresOtherSize(backends: backends, bytes: total, size: size),
                slices.map { .storedWithThatSize(slices: $0) },
            ] + cache.for,
            against: cache.against)
    }

    static func misplacedSlice(_ file: FaultContext) -> Hypothesis? {
        for (map, damage) in file.damages {
            guard let place = SlicePlace(damage, in: map), place.fit == .whole, place.slices.count == 1,
                file.sameBytes == nil, let source = source(of: damage, in: map, place.slices[0])
            else { continue }
            let cache = cacheFacts(file)
            return Hypothesis(
                .misplacedSlice, confidence(file), on: [map.backend],
                .cacheKeepsOtherSlice(backend: map.backend, slice: place.first, source: source),
                for: [.wholeSliceIsOther(slice: place.first, source: source)] + cache.for, against: cache.against)
        }
        return nil
    }

    /// Where the bytes of a whole slice belong. A blob that is wrong throughout is not a misplaced slice.
    private static func source(of damage: Damage, in map: BlobMap, _ slice: SliceView) -> ByteSource? {
        let size = Int64(slice.bytes.count)
        switch damage.kind {
        case .repeated(let offset): return ByteSource(offset: offset, sliceBytes: size)
        case .otherBlob(let digest, let offset):
            guard map.stretches.contains(where: { $0.state == .good }) else { return nil }
            return ByteSource(blob: digest, offset: offset, sliceBytes: size)
        default: return nil
        }
    }

    static func frozenUpstream(_ file: FaultContext) -> Hypothesis? {
        let bad = file.storage.bad
        guard file.isOfContent, !bad.isEmpty, file.directIsBad == nil else { return nil }
        let moved = file.damages.lazy.compactMap { pair in movedSlices(pair.damage, in: pair.map) }.first
        let isShared = file.sameBytes != nil && (!file.storage.intact.isEmpty || file.directIsIntact != nil)
        guard moved != nil || isShared else { return nil }
        let cache = cacheFacts(file)
        return Hypothesis(
            .frozenUpstream, isShared && file.location.isDecided ? .likely : .possible, on: bad,
            .cacheKeepsUpstreamError(backends: bad), for: [isShared ? file.sameBytes : nil, moved] + cache.for,
            against: cache.against)
    }

    /// Whole slices that contain right bytes from another place.
    private static func movedSlices(_ damage: Damage, in map: BlobMap) -> CauseFact? {
        guard let place = SlicePlace(damage, in: map), let slice = place.slices.first else { return nil }
        switch damage.kind {
        case .shifted(let by):
            guard place.slices.count > 1, slice.bytes.isEmpty || by % Int64(slice.bytes.count) == 0 else { return nil }
        case .repeated: guard place.fit == .whole else { return nil }
        default: return nil
        }
        return .slicesHoldOtherBytes(backend: map.backend, first: place.first, last: place.last)
    }

    static func cacheDisk(_ file: FaultContext) -> Hypothesis? {
        guard let disk = file.disk else { return closedEarly(file) }
        let statement: CauseStatement =
            switch disk.problem {
            case .full: .cacheDiskIsFull(backends: disk.backends)
            case .readOnly: .cacheDiskIsReadOnly(backends: disk.backends)
            case .unreadable: .cacheFileIsUnreadable(backends: disk.backends)
            }
        let sign: CauseFact =
            switch disk.problem {
            case .full: .closesWithinFetchedReply(backends: disk.backends)
            case .readOnly: .connectionClosesBeforeAnswer
            case .unreadable: .proxyAnswersItself(backends: disk.backends, status: 500)
            }
        return Hypothesis(
            .cacheDisk, disk.isBacked ? .likely : .possible, on: disk.backends, statement,
            for: [sign, file.directIsIntact, file.intactElsewhere],
            against: [file.directIsBad])
    }

    private static func closedEarly(_ file: FaultContext) -> Hypothesis? {
        let bad = file.storage.bad
        guard file.code == .accessTruncated || file.code == .accessEmptyReply, file.badMaps.isEmpty, !bad.isEmpty
        else { return nil }
        return Hypothesis(
            .cacheDisk, .possible, on: bad, .cacheCannotWrite(backends: bad),
            for: [
                file.code == .accessTruncated ? .connectionClosesInBody : .connectionClosesBeforeAnswer,
                file.intactElsewhere,
            ])
    }
}
