internal import Record

/// Separates a fault in the storage behind all backends from one in the cache of a single backend.
enum StorageRules {
    private static func applies(_ file: FaultContext) -> Bool {
        guard file.isOfContent, !file.code.isForCorrectBytes, !file.location.isOfCacheDisk else { return false }
        switch file.code {
        case .contentManifest, .contentFlapping, .contentRange: return false
        default: return !file.code.isOfName
        }
    }

    static func cache(_ file: FaultContext) -> Hypothesis? {
        let storage = file.storage
        guard applies(file), !storage.bad.isEmpty, !storage.bad.allSatisfy(file.hasNoCache) else { return nil }
        let within = file.damages.compactMap { pair -> CauseFact? in
            guard let place = SlicePlace(pair.damage, in: pair.map), place.fit != .across else { return nil }
            return .damageStaysInSlices(backend: pair.map.backend, first: place.first, last: place.last)
        }
        return Hypothesis(
            .cache, file.location.cache, on: storage.bad, .cacheIsWrong(backends: storage.bad),
            for: [file.directIsIntact] + file.rightElsewhere
                + [file.intactElsewhere, file.sentFromCache, file.otherBytes, file.composed]
                + within.prefix(2).map(Optional.some),
            against: [file.directIsBad, file.readThrough, file.sameBytes] + file.wrongElsewhere)
    }

    static func storage(_ file: FaultContext) -> Hypothesis? {
        guard applies(file) else { return nil }
        let isAligned = file.damages.allSatisfy {
            $0.damage.isExact && $0.damage.bytes.lowerBound % 4096 == 0 && $0.damage.bytes.count % 4096 == 0
        }
        let isBacked = file.directIsBad != nil || file.sameBytes != nil || file.readThrough != nil
        return Hypothesis(
            .storage, file.location.storage, .storageIsWrong,
            for: [file.directIsBad, file.sameBytes, file.readThrough, file.noCache] + file.wrongElsewhere
                + [isBacked && isAligned && !file.damages.isEmpty ? .damageIsPageAligned : nil],
            against: [file.directIsIntact] + file.rightElsewhere
                + [file.otherBytes, file.composed, file.intactElsewhere])
    }

    static func empty(_ file: FaultContext) -> Hypothesis? {
        let occurrences = file.fault.occurrences
        let stored = file.badMaps.filter { $0.storedSize == 0 }.map(\.backend)
        let isUnsatisfiable = file.fault.isUnsatisfiable
        let isNothing =
            file.code == .contentSize && occurrences.contains { $0.receivedBytes == 0 }
            && occurrences.allSatisfy { $0.receivedBytes == 0 || $0.status == 416 }
        guard isNothing || isUnsatisfiable || !stored.isEmpty else { return nil }
        return Hypothesis(
            .emptyObject,
            file.directIsBad != nil && isNothing ? .shown : file.storage.intact.isEmpty ? .likely : .possible,
            .objectIsEmpty,
            for: [
                isUnsatisfiable ? .rangeIsUnsatisfiable(backends: file.storage.shown) : nil,
                isNothing ? .bodyIsEmpty : nil, stored.isEmpty ? nil : .keepsNothing(backends: stored),
                file.directIsBad,
            ],
            against: [file.intactElsewhere, file.directIsIntact])
    }

    static func truncated(_ file: FaultContext) -> Hypothesis? {
        let maps = (file.investigation?.maps ?? []).filter(\.isBad)
        let stored = Set(maps.compactMap(\.storedSize))
        let isEverywhere = file.storage.intact.isEmpty && file.fault.scope != .single
        let isStalled = file.fault.isCutShort || file.code == .contentCut
        let isCut = maps.contains { $0.damages.contains { if case .cutTail = $0.kind { true } else { false } } }
        guard let size = file.fault.subject.size ?? file.investigation?.size,
            file.code == .contentSize || !stored.isEmpty || (isCut && isStalled)
        else { return nil }
        guard !stored.contains(0), !file.location.isOfCacheDisk,
            !file.fault.occurrences.allSatisfy({ $0.receivedBytes == 0 || $0.status == 416 }),
            file.directIsIntact == nil
        else { return nil }
        let short = stored.count == 1 ? stored.first : nil
        let isShown = maps.contains(where: \.isDirect)
        return Hypothesis(
            .truncatedObject, isShown ? .shown : isEverywhere ? .likely : .possible, .objectIsCut,
            for: [
                short.map { .hasFewerBytes(backends: maps.map(\.backend), bytes: $0, size: size) },
                short == nil && file.code == .contentSize && isEverywhere ? .allDeclareSameWrongLength : nil,
                isShown ? file.directIsBad : nil, isCut && isStalled ? .bodyEndsEarly : nil,
            ],
            against: [file.intactElsewhere])
    }
}
