/// The storage behind all, or the cache in front of one: the question under every wrong byte.
enum StorageRules {
    private static func applies(_ file: CaseFile) -> Bool {
        guard file.isOfContent, !file.code.isOfRightBytes else { return false }
        return !file.code.isOfName && file.code != .contentManifest && file.code != .contentFlapping
    }

    static func cache(_ file: CaseFile) -> Hypothesis? {
        let storage = file.storage
        guard applies(file), !storage.bad.isEmpty else { return nil }
        let within = file.damages.compactMap { pair -> String? in
            guard let place = SlicePlace(pair.damage, in: pair.map), place.fit != .across else { return nil }
            return "on \(pair.map.backend) the damage stays in \(place.names) of its cache"
        }
        return Hypothesis(
            .cache, frontStanding(file), on: storage.bad.all,
            storage.bad.count == 1
                ? "the cache of \(storage.bad) keeps wrong bytes" : "the caches of \(storage.bad) keep wrong bytes",
            for: [file.directIsIntact] + file.rightElsewhere.map(Optional.some)
                + [file.intactElsewhere, file.kept, file.otherBytes, file.composed]
                + within.prefix(2).map(Optional.some),
            against: [file.directIsBad, file.readThrough, file.sameBytes] + file.wrongElsewhere.map(Optional.some))
    }

    static func storage(_ file: CaseFile) -> Hypothesis? {
        guard applies(file) else { return nil }
        let aligned = file.damages.allSatisfy {
            $0.damage.isExact && $0.damage.bytes.lowerBound % 4096 == 0 && $0.damage.bytes.count % 4096 == 0
        }
        let pages =
            aligned && !file.damages.isEmpty
            ? "the damage begins and ends at multiples of 4096 in the blob, as pages of the stored object do" : nil
        let backed = file.directIsBad != nil || file.sameBytes != nil || file.readThrough != nil
        return Hypothesis(
            .storage, storageStanding(file), "the storage behind them is wrong",
            for: [file.directIsBad, file.sameBytes, file.readThrough] + file.wrongElsewhere.map(Optional.some)
                + [backed ? pages : nil],
            against: [file.directIsIntact] + file.rightElsewhere.map(Optional.some) + [
                file.otherBytes, file.composed, file.intactElsewhere,
            ])
    }

    /// How well the evidence puts the fault in front of the storage.
    static func frontStanding(_ file: CaseFile) -> Hypothesis.Standing {
        let storage = file.storage
        let through = !storage.badReadThrough.isEmpty
        switch storage.direct {
        case .intact: return through ? .likely : .shown
        case .bad, .absent: return .unlikely
        case .silent: break
        }
        if storage.readThroughElsewhere != nil { return through ? .likely : .shown }
        if storage.alike == true { return storage.intact.isEmpty ? .unlikely : .possible }
        if storage.isComposed || storage.allDifferent { return .likely }
        if through { return .possible }
        return storage.intactReadThrough.isEmpty || storage.badFromCache.count < storage.bad.count ? .possible : .likely
    }

    private static func storageStanding(_ file: CaseFile) -> Hypothesis.Standing {
        let storage = file.storage
        switch storage.direct {
        case .bad, .absent: return .shown
        case .intact: return .unlikely
        case .silent: break
        }
        if storage.readThroughElsewhere != nil { return .unlikely }
        if storage.alike == true, storage.intact.isEmpty {
            return storage.badReadThrough.isEmpty ? .likely : .shown
        }
        return storage.badReadThrough.isEmpty || !storage.intactReadThrough.isEmpty ? .possible : .likely
    }

    static func empty(_ file: CaseFile) -> Hypothesis? {
        let stored = file.badMaps.filter { $0.storedSize == 0 }.map(\.backend)
        let nothing = file.code == .contentSize && file.sightings.allSatisfy { $0.receivedBytes == 0 }
        let unsatisfiable = file.code == .accessStatus && file.sightings.contains { $0.status == 416 }
        guard nothing || unsatisfiable || !stored.isEmpty else { return nil }
        return Hypothesis(
            .emptyObject,
            file.directIsBad != nil && nothing ? .shown : file.storage.intact.isEmpty ? .likely : .possible,
            "the object is stored empty",
            for: [
                unsatisfiable
                    ? "\(file.storage.shown) \(file.storage.shown.verb("answers", "answer")) 416 to a plain GET, as a cache in slices does of nothing"
                    : nil,
                nothing ? "the body is empty, and complete by its own length" : nil,
                stored.isEmpty ? nil : "\(Names(stored)) keep it with 0 bytes", file.directIsBad,
            ],
            against: [file.intactElsewhere, file.directIsIntact])
    }

    static func truncated(_ file: CaseFile) -> Hypothesis? {
        let size = file.subject.size ?? file.investigation?.size
        let maps = (file.investigation?.maps ?? []).filter(\.isBad)
        let stored = Set(maps.compactMap(\.storedSize))
        let everywhere = file.storage.intact.isEmpty && file.scope != .single
        let stalled = file.code == .accessTruncated || file.code == .accessStalled
        let cut = maps.filter { $0.damages.contains { if case .cutTail = $0.kind { true } else { false } } }
        guard let size, file.code == .contentSize || !stored.isEmpty || (!cut.isEmpty && stalled) else { return nil }
        guard !stored.contains(0), !file.sightings.allSatisfy({ $0.receivedBytes == 0 }),
            file.directIsIntact == nil
        else { return nil }
        let short = stored.count == 1 ? stored.first : nil
        let direct = maps.first { $0.isDirect }
        return Hypothesis(
            .truncatedObject, direct != nil ? .shown : everywhere ? .likely : .possible,
            "the stored object is cut, or the registry remembers it so",
            for: [
                short.map {
                    "\(Names(maps.map(\.backend))) \(maps.count == 1 ? "has" : "have") \($0) of \(size) bytes"
                },
                short == nil && file.code == .contentSize && everywhere
                    ? "all backends declare the same wrong length" : nil,
                direct == nil ? nil : file.directIsBad,
                !cut.isEmpty && stalled ? "the declared length is right and the body ends early" : nil,
            ],
            against: [file.intactElsewhere])
    }
}
