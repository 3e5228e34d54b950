internal import Record

/// Where the evidence puts a fault, why, and how certain that is. Conclusion, causes, open question and steps are derived from
/// it.
///
/// Only the registry itself, or the same bytes fetched from behind a cache under another name, show the storage. A cache that
/// answered HIT shows only its own copy.
struct FaultLocation {
    /// The reason for the location.
    enum Basis: Hashable {
        // Wrong bytes; the storage was read.

        case storageIsGood(StorageProof)
        case storageIsBad(direct: String)
        /// The registry itself lacks the content that caches serve wrong.
        case storageLacksIt(direct: String)

        // Wrong bytes; the storage was not read.

        /// No faulty backend has a cache and none is intact, so the wrong bytes are those of the storage.
        case withoutCache
        /// Every faulty backend sent the same wrong bytes and none is intact, so they have one source.
        case sameBytes
        /// A backend fetched the wrong bytes from behind its cache.
        case fromBehindCache
        /// All faulty backends sent wrong bytes from their caches, and another backend fetched intact ones from behind its
        /// cache.
        case keptByCache
        /// Each faulty backend sent different wrong bytes, or a right copy was composed from theirs: the copies were damaged
        /// independently.
        case differentBytes
        /// All faulty backends sent wrong bytes from their caches; the intact replies may be cache hits too.
        case onlyCachesSeen
        /// Another backend is intact; nothing separates cache from storage.
        case sourceUnknown
        /// No backend is intact; nothing separates cache from storage.
        case nothingShown

        /// Replies to requests for parts and for the whole differ; `isWholeRight` tells which of them are right.
        case requestKind(isWholeRight: Bool)
        /// Every read of each faulty backend returned different wrong bytes, which no kept file does.
        case changingBytes
        /// Every read ended at the same byte.
        case equalEnds

        // Absence.

        case storageHasIt(direct: String)
        /// The registry itself does not have the content, but caches of other backends do.
        case onlyCachesHaveIt(direct: String)
        /// Other backends sent the content, all from their caches.
        case onlyCacheHits
        /// Not a question of cache or storage.
        case lacking

        // Other.

        /// A proxy alters the reply in transit.
        case addedOnTheWay
        /// The range cannot be satisfied: the object or a cached reply is empty.
        case emptyObject
        /// The cache of the faulty backends cannot write or read its files.
        case cacheDisk(CacheDiskProblem)
        case name
        /// The finding code is sufficient.
        case code
    }

    let basis: Basis
    /// The confidence that the content is wrong in front of the storage.
    let cache: Hypothesis.Confidence
    /// The confidence that the storage is wrong.
    let storage: Hypothesis.Confidence
    /// Whether the storage was read.
    let isDecided: Bool
    let evidence: StorageEvidence

    init(_ fault: Fault, _ evidence: StorageEvidence, _ investigation: Investigation?, _ disk: CacheDisk? = nil) {
        let located = (investigation?.maps ?? []).contains { !$0.isDirect && $0.isBad && !$0.isOnlySuspected }
        let bytes = Self.basis(ofBytes: evidence)
        self.evidence = evidence
        switch fault.code {
        case _ where disk?.isBacked == true: basis = disk.map { .cacheDisk($0.problem) } ?? .code
        case _ where fault.isUnsatisfiable && evidence.isDirectSilent: basis = .emptyObject
        case .contentRange: basis = .requestKind(isWholeRight: true)
        case .contentDigest, .contentSize:
            let readings = ReplyReadings(fault, evidence, investigation)
            basis =
                readings.areChanging
                ? .changingBytes : readings.arePartsRight ? .requestKind(isWholeRight: false) : bytes
        case .contentTrailing: basis = bytes
        case .contentCut where !located: basis = .equalEnds
        case .contentCut: basis = bytes
        case .accessTruncated
        where !located && !fault.occurrences.isEmpty && fault.occurrences.allSatisfy(\.evidence.isOfEqualEnds):
            basis = .equalEnds
        // The transfer failed, and the investigation found wrong bytes.
        case let code where code.family == .access && located: basis = bytes
        case .absenceBlob, .absenceManifest: basis = Self.basis(ofAbsence: evidence, fault.scope)
        case .accessStatus where fault.isUnsatisfiable: basis = bytes
        case .contentMediaType where fault.scope == .some, .contentEncoded where fault.scope == .some:
            basis = .addedOnTheWay
        case let code where code.isOfName: basis = .name
        default: basis = .code
        }
        switch basis {
        case .requestKind, .changingBytes:
            (cache, storage) = (.unlikely, .unlikely)
            isDecided = true
        default:
            (cache, storage) = Self.confidence(bytes, evidence)
            isDecided = Self.isDecided(bytes)
        }
    }

    private static func isDecided(_ bytes: Basis) -> Bool {
        switch bytes {
        case .storageIsGood, .storageIsBad, .storageLacksIt, .withoutCache: true
        default: false
        }
    }

    private static func basis(ofBytes evidence: StorageEvidence) -> Basis {
        switch evidence.direct {
        case .intact(let direct): return .storageIsGood(.registryItself(backend: direct))
        case .bad(let direct): return .storageIsBad(direct: direct)
        case .absent(let direct): return .storageLacksIt(direct: direct)
        case .silent: break
        }
        if let name = evidence.readThroughElsewhere {
            return .storageIsGood(.otherName(backend: name.backend, repository: name.repository))
        }
        if evidence.isUncached, evidence.intact.isEmpty, evidence.alike == true || evidence.bad.count == 1 {
            return .withoutCache
        }
        let isKept = evidence.badFromCache.count == evidence.bad.count
        if evidence.alike == true, evidence.intact.isEmpty { return .sameBytes }
        // Bytes that were just fetched from behind a cache are not damage in that cache.
        if !evidence.badReadThrough.isEmpty { return .fromBehindCache }
        if isKept, !evidence.intactReadThrough.isEmpty { return .keptByCache }
        if evidence.allDifferent || evidence.isComposed { return .differentBytes }
        if evidence.intact.isEmpty { return .nothingShown }
        return isKept ? .onlyCachesSeen : .sourceUnknown
    }

    private static func basis(ofAbsence evidence: StorageEvidence, _ scope: Fault.Scope) -> Basis {
        switch evidence.direct {
        case .intact(let direct): return .storageHasIt(direct: direct)
        case .absent(let direct) where !evidence.intact.isEmpty: return .onlyCachesHaveIt(direct: direct)
        case .absent, .bad, .silent: break
        }
        let isOnlyKept = !evidence.intactFromCache.isEmpty && evidence.intactReadThrough.isEmpty
        return scope == .some && isOnlyKept ? .onlyCacheHits : .lacking
    }

    private static func confidence(
        _ basis: Basis, _ evidence: StorageEvidence
    ) -> (cache: Hypothesis.Confidence, storage: Hypothesis.Confidence) {
        switch basis {
        case .storageIsGood: (evidence.badReadThrough.isEmpty ? .shown : .likely, .unlikely)
        case .storageIsBad, .storageLacksIt: (.unlikely, .shown)
        case .withoutCache: (.unlikely, evidence.alike == true ? .shown : .likely)
        case .sameBytes: (.unlikely, evidence.badReadThrough.isEmpty ? .likely : .shown)
        case .fromBehindCache:
            // Bytes that differ between backends do not come from one storage.
            (
                .possible,
                evidence.intactReadThrough.isEmpty && !evidence.allDifferent && !evidence.isComposed
                    ? .likely : .possible
            )
        case .keptByCache: (evidence.alike == true ? .possible : .likely, .possible)
        case .differentBytes: (.likely, .possible)
        default: (.possible, .possible)
        }
    }

    /// Whether only the disk of a cache fails, so that nothing is known to be wrong with the bytes.
    var isOfCacheDisk: Bool { if case .cacheDisk = basis { true } else { false } }

    /// `nil` if the fault is not a question of cache or storage.
    var place: Diagnosis.Location? {
        switch basis {
        case .storageIsGood: evidence.badReadThrough.isEmpty ? .cache : .path
        case .storageIsBad, .storageLacksIt, .withoutCache, .sameBytes, .onlyCachesHaveIt: .storage
        // The same wrong bytes in several caches have one source, which may still be wrong.
        case .keptByCache: evidence.alike == true ? .unknown : .cache
        case .differentBytes, .storageHasIt, .cacheDisk: .cache
        case .fromBehindCache, .onlyCachesSeen, .sourceUnknown, .nothingShown, .onlyCacheHits, .emptyObject: .unknown
        case .addedOnTheWay, .requestKind, .changingBytes: .path
        case .equalEnds: .unknown
        case .name: .name
        case .lacking, .code: nil
        }
    }

    /// The conclusion for reports; `nil` if there is none.
    var conclusion: Conclusion? {
        let bad = evidence.bad
        let through = evidence.badReadThrough
        let alike = evidence.alike == true ? bad : []
        switch basis {
        case .storageIsGood(let proof):
            return through.isEmpty
                ? .storageIsGood(proof: proof, faulty: bad) : .changedOnTheWay(proof: proof, backends: through)
        case .storageIsBad(let direct): return .storageIsBad(direct: direct, intact: evidence.intact)
        case .storageLacksIt(let direct): return .storageLacksIt(direct: direct)
        case .withoutCache: return .storageWithoutCache(backends: bad, remembered: evidence.remembered)
        case .sameBytes:
            return .sameWrongBytes(backends: bad, fromBehindCache: through, remembered: evidence.remembered)
        case .fromBehindCache:
            return .cameFromBehindCache(
                backends: through, alike: alike, remembered: evidence.intact.isEmpty ? evidence.remembered : [])
        case .keptByCache:
            return .keptByCache(backends: bad, intactFromBehindCache: evidence.intactReadThrough, alike: alike)
        case .differentBytes:
            return .differentWrongBytes(
                backends: bad, canBeComposed: evidence.isComposed, remembered: evidence.remembered)
        case .onlyCachesSeen: return .onlyCachesWereSeen(backends: bad, alike: alike)
        case .sourceUnknown: return .sourceIsUnknown(backends: bad, alike: alike)
        case .nothingShown: return .nothingShown(remembered: evidence.remembered)
        case .requestKind(let isWholeRight):
            return .dependsOnRequest(backends: evidence.shown, isWholeRight: isWholeRight)
        case .changingBytes: return .changesOnEachRead(backends: evidence.shown)
        case .equalEnds: return .endsAtSameByte(backends: evidence.shown)
        case .storageHasIt(let direct): return .storageHasIt(direct: direct)
        case .onlyCachesHaveIt(let direct): return .onlyCachesHaveIt(direct: direct, intact: evidence.intact)
        case .onlyCacheHits: return .cacheHitsAreNoProof(backends: evidence.intactFromCache)
        case .addedOnTheWay: return .addedOnTheWay(backends: bad)
        case .cacheDisk(let problem): return .cacheDiskFails(problem: problem, backends: bad)
        case .lacking, .emptyObject, .name, .code: return nil
        }
    }
}
