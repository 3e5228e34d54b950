internal import OCI

/// How bytes in front of the storage came to be wrong: each shape of damage has its own causes.
enum MechanismRules {
    /// A mechanism of a cache is no better founded than that it is a cache at all.
    private static func standing(_ file: CaseFile, atBest: Hypothesis.Standing = .likely) -> Hypothesis.Standing {
        max(atBest, StorageRules.frontStanding(file))
    }

    /// What speaks for and against a cache, whatever the mechanism.
    private static func frontFacts(_ file: CaseFile) -> (for: [String?], against: [String?]) {
        let right = file.storage.readThroughElsewhere == nil ? [] : file.rightElsewhere.map(Optional.some)
        return (
            [file.directIsIntact] + right + [file.intactElsewhere, file.kept],
            [file.directIsBad, file.readThrough] + file.wrongElsewhere.map(Optional.some)
        )
    }

    static func flippedBit(_ file: CaseFile) -> Hypothesis? {
        let flips = file.damages.filter { if case .flippedBit = $0.damage.kind { true } else { false } }
        guard !flips.isEmpty, flips.count == file.damages.count else { return nil }
        let names = Names(file.badMaps.map(\.backend))
        let facts = flips.prefix(3).map { pair in
            "\(DamageWords.words(of: pair.damage)) on \(pair.map.backend), and nothing else differs"
        }
        let front = frontFacts(file)
        let many = flips.count > file.badMaps.count ? "\(flips.count) bits differ, not one" : nil
        let best: Hypothesis.Standing = many == nil ? .likely : .possible
        return Hypothesis(
            .flippedBit, file.sameBytes == nil ? standing(file, atBest: best) : best, on: names.all,
            file.sameBytes == nil
                ? "one bit tipped in memory, on a disk or on a bus of \(names): hardware, not software"
                : "one bit tipped in the storage or before it: hardware, not software",
            for: facts.map(Optional.some) + (file.sameBytes == nil ? front.for : [file.sameBytes]),
            against: [many] + (file.sameBytes == nil ? front.against : []))
    }

    static func lostWrites(_ file: CaseFile) -> Hypothesis? {
        for (map, damage) in file.damages {
            guard case .zeros(let zeros) = damage.kind, let place = SlicePlace(damage, in: map),
                let slice = place.slices.last, zeros.upperBound == slice.bytes.upperBound || place.fit == .within
            else { continue }
            let start = place.slices[0]
            let inside = max(0, zeros.lowerBound - start.bytes.lowerBound)
            let header = (4096 - inside % 4096) % 4096
            // The cache file's header stands before the slice; those that were seen have 500 to 1500 bytes.
            let fits = inside > 0 && (400..<2048).contains(header)
            let toTheEnd = zeros.upperBound == slice.bytes.upperBound
            let front = frontFacts(file)
            return Hypothesis(
                .lostWrites,
                standing(
                    file, atBest: toTheEnd && fits ? .likely : toTheEnd || fits || inside == 0 ? .possible : .unlikely),
                on: [map.backend],
                "the disk under the cache of \(map.backend) lost writes, and the file has zeros where they were",
                for: [
                    toTheEnd
                        ? "zeros from byte \(inside) of slice \(start.index) to \(place.slices.count == 1 ? "its" : "the") end"
                        : "nothing but zeros within slice \(start.index)",
                    fits ? "they begin at a page of the cache file, if its header has \(header) bytes" : nil,
                ] + front.for,
                against: [
                    toTheEnd ? nil : "right bytes follow the zeros in the same slice",
                    inside > 0 && !fits ? "no usual header (400 to 2000 bytes) puts byte \(inside) at a page" : nil,
                ] + front.against)
        }
        return nil
    }

    static func shortSlice(_ file: CaseFile) -> Hypothesis? {
        let stalled = file.code == .accessStalled || file.code == .accessTruncated
        for (map, damage) in file.damages where map.storedSize == nil {
            let place = SlicePlace(damage, in: map)
            let size = place?.slices.first.map { Int64($0.bytes.count) } ?? file.slices(of: map.backend)
            let shape: String
            let missing: Int64
            switch damage.kind {
            case .shifted(let by) where by > 0:
                guard size.map({ by % $0 != 0 }) ?? stalled else { continue }
                (shape, missing) = ("from byte \(damage.bytes.lowerBound) on the right bytes come \(by) too early", by)
            case .cutTail(let end):
                guard stalled, let slice = place?.slices.first else { continue }
                (shape, missing) = ("slice \(slice.index) ends at byte \(end)", slice.bytes.upperBound - end)
            default: continue
            }
            let front = frontFacts(file)
            let which = place.map { " of slice \($0.slices[0].index)" } ?? ""
            return Hypothesis(
                .shortSlice, standing(file), on: [map.backend],
                "the cache file\(which) on \(map.backend) is \(missing) bytes too short, as after a crash of the host",
                for: [
                    shape,
                    stalled ? "the declared length is right and the body does not come to its end" : nil,
                ] + front.for,
                against: [stalled ? nil : "the body had its full length"] + front.against)
        }
        return nil
    }

    static func frozenShort(_ file: CaseFile) -> Hypothesis? {
        guard let investigation = file.investigation else { return nil }
        let short = file.badMaps.filter { map in
            map.storedSize != nil
                || map.slices.contains { ($0.storedTotal ?? investigation.size) != investigation.size }
        }
        guard let map = short.first, !file.storage.intact.isEmpty || file.directIsIntact != nil else { return nil }
        let total = map.storedSize ?? map.slices.compactMap(\.storedTotal).first { $0 != investigation.size } ?? 0
        let slices = map.slices.filter { $0.storedTotal == total }
        let names = Names(short.map(\.backend))
        let front = frontFacts(file)
        return Hypothesis(
            .frozenShort, standing(file), on: names.all,
            "the cache of \(names) keeps a reply of its upstream that was cut",
            for: [
                "\(names) \(names.verb("says", "say")) that the blob has \(total) bytes, not \(investigation.size)",
                slices.isEmpty
                    ? nil
                    : "\(SliceNumbers(slices.map(\.index))) \(slices.count == 1 ? "was" : "were") stored with that total",
            ] + front.for,
            against: front.against)
    }

    static func misplacedSlice(_ file: CaseFile) -> Hypothesis? {
        for (map, damage) in file.damages {
            guard let place = SlicePlace(damage, in: map), place.fit == .whole, place.slices.count == 1,
                file.sameBytes == nil, let source = origin(of: damage, in: map, place)
            else { continue }
            let front = frontFacts(file)
            return Hypothesis(
                .misplacedSlice, standing(file), on: [map.backend],
                "the cache of \(map.backend) keeps the bytes of \(source) as slice \(place.slices[0].index): a wrong range "
                    + "from behind it, or a mixed-up file",
                for: ["slice \(place.slices[0].index) is wrong from its first to its last byte, and is \(source)"]
                    + front.for,
                against: front.against)
        }
        return nil
    }

    /// Where the bytes of a whole slice belong, when it is another place; a blob that is another one is no such slice.
    private static func origin(of damage: Damage, in map: BlobMap, _ place: SlicePlace) -> String? {
        let size = Int64(place.slices[0].bytes.count)
        switch damage.kind {
        case .repeated(let from): return from % size == 0 ? "slice \(from / size)" : "byte \(from) on"
        case .otherBlob(let digest, let offset):
            guard map.stretches.contains(where: { $0.state == .good }) else { return nil }
            return (offset % size == 0 ? "slice \(offset / size)" : "byte \(offset) on") + " of blob \(digest.short)"
        default: return nil
        }
    }

    static func frozenUpstream(_ file: CaseFile) -> Hypothesis? {
        guard file.isOfContent, !file.storage.bad.isEmpty, file.directIsBad == nil else { return nil }
        let moved = file.damages.first { pair in
            switch pair.damage.kind {
            case .shifted(let by):
                guard let place = SlicePlace(pair.damage, in: pair.map), let slice = place.slices.first else {
                    return false
                }
                return place.slices.count > 1 && (by % Int64(slice.bytes.count) == 0 || slice.bytes.isEmpty)
            case .repeated: return SlicePlace(pair.damage, in: pair.map)?.fit == .whole
            default: return false
            }
        }
        let shared = file.sameBytes != nil && (!file.storage.intact.isEmpty || file.directIsIntact != nil)
        guard moved != nil || shared else { return nil }
        let good = file.directIsIntact != nil || file.storage.readThroughElsewhere != nil
        let shape = moved.flatMap { pair in
            SlicePlace(pair.damage, in: pair.map).map {
                "on \(pair.map.backend) \($0.names) hold\($0.slices.count == 1 ? "s" : "") right bytes of another place"
            }
        }
        let front = frontFacts(file)
        return Hypothesis(
            .frozenUpstream, shared && good ? .likely : .possible, on: file.storage.bad.all,
            "the storage sent wrong bytes for a while, and the cache of \(file.storage.bad) keeps them",
            for: [shared ? file.sameBytes : nil, shape] + front.for, against: front.against)
    }

    static func cacheDisk(_ file: CaseFile) -> Hypothesis? {
        guard file.code == .accessTruncated || file.code == .accessEmptyReply, file.badMaps.isEmpty,
            !file.storage.bad.isEmpty
        else { return nil }
        return Hypothesis(
            .cacheDisk, .possible, on: file.storage.bad.all,
            "the cache of \(file.storage.bad) cannot write its files (full, read-only), or the server behind it broke off",
            for: [
                file.code == .accessTruncated
                    ? "the head is right, and the connection closes in the middle of the body"
                    : "the connection closes before an answer",
                file.intactElsewhere,
            ])
    }
}
