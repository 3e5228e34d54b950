internal import Record

/// The steps for a fault, by location. A wrong remedy is worse than none.
///
/// A purge is advised only for the cache of a faulty backend, and only if the storage behind it is known to be good or after a
/// step that checks it. If the storage is bad, the caches may hold the last good copy.
struct Remedy {
    let file: FaultContext
    let kit: RemedyKit

    private var evidence: StorageEvidence { file.storage }
    private var bad: [String] { evidence.bad }

    var steps: [RemedyStep] {
        var steps = located
        // An empty object has no damage to locate, and a read would only spread the empty reply.
        guard file.isOfContent, !file.location.isDecided, !file.fault.isUnsatisfiable else { return steps }
        // Wrong bytes from behind a cache may be those of the storage, and a read would spread them: look there first.
        let look = evidence.badReadThrough.isEmpty ? nil : steps.firstIndex { $0.purpose == .look }
        if let read = kit.readOthers(file.withheldFrom, ifStorageIsUnreadable: look != nil) {
            steps.insert(read, at: look.map { $0 + 1 } ?? 0)
        }
        return steps
    }

    /// The steps that follow from the location.
    private var located: [RemedyStep] {
        switch file.location.basis {
        case .storageIsGood(let proof): storageIsGood(proof)
        case .storageIsBad: storageIsBad
        case .storageLacksIt(let direct):
            [RemedyStep(.heal, .pushAgain(missing: .object, purgeNothingYet: true))]
                + kit.purge(bad, .cache(backends: bad), when: .whenIntact(backend: direct))
        case .withoutCache: withoutCache
        case .fromBehindCache: fromBehindCache
        case .keptByCache, .onlyCachesSeen, .sourceUnknown:
            readFirst(
                replace: .ifBadBeforePurge(lastGoodCopies: evidence.intact), .only(backends: bad, isEvidence: true))
        case .sameBytes: readFirst(replace: .ifBad, .caches(backends: bad, isEvidence: false))
        case .differentBytes: differentBytes
        case .nothingShown:
            readFirst(purgeNothingYet: true, replace: .ifBad, .only(backends: bad, isEvidence: true))
        case .requestKind: [kit.inspectRanges(file.fault.occurrences)]
        case .changingBytes: [RemedyStep(.heal, .inspectMembers(backends: evidence.shown))]
        case .equalEnds:
            readFirst(purgeNothingYet: true, replace: .ifBad, .mayHaveKept(backends: evidence.shown))
        case .storageHasIt: [RemedyStep(.look, .inspectNotFound(backends: bad))]
        case .onlyCachesHaveIt:
            [
                saveLast(evidence.intact, otherwise: .purgeNothing(lastCopies: evidence.intact)),
                RemedyStep(.heal, .pushAgain(missing: .object, purgeNothingYet: false)),
            ]
        case .onlyCacheHits:
            [saveLast(evidence.intactFromCache, otherwise: .purgeNothingBeforeStorageHasIt), missing]
        case .lacking: [missing]
        case .addedOnTheWay where file.code == .contentMediaType:
            [RemedyStep(.look, .inspectContentType(backends: bad))]
        case .emptyObject:
            [
                kit.readStorage(after: bad, suggestsDirect: false, purgeNothingYet: false),
                RemedyStep(.heal, .removeEmptyObject),
            ] + kit.purge(bad, .emptyReply(backends: bad), when: .onceIntact)
        case .cacheDisk(let problem): kit.cacheDisk(problem, on: bad)
        case .code where file.failsOnlyUnderThisName:
            [RemedyStep(.heal, .pushAgain(missing: .blob, purgeNothingYet: false))]
        case .code where file.code == .accessTLS && isOfUnknownAuthority:
            [RemedyStep(.heal, .configureAuthority(registry: file.fault.registry))]
        case .code where file.code == .accessTLS && isOfPlainHTTP:
            [RemedyStep(.heal, .configurePlainHTTP(registry: file.fault.registry))]
        case .code where isOfOtherMachines: [RemedyStep(.heal, .runShardsOnOneMachine(backends: bad))]
        case .addedOnTheWay, .name, .code: [RemedyStep(.heal, .general(code: file.code))]
        }
    }

    private var isOfUnknownAuthority: Bool { isOnly { $0.tlsFault == .unknownAuthority } }

    private var isOfPlainHTTP: Bool { isOnly { $0.tlsFault == .notTLS } }

    private var isOfOtherMachines: Bool { isOnly { if case .otherMachines = $0 { true } else { false } } }

    /// Whether every backend that showed the fault showed this; `false` if it is not a fault of backends.
    private func isOnly(_ matches: (Evidence) -> Bool) -> Bool {
        !file.fault.occurrences.isEmpty && file.fault.occurrences.allSatisfy { matches($0.evidence.core) }
    }

    // MARK: Wrong bytes

    private func storageIsGood(_ proof: StorageProof) -> [RemedyStep] {
        let through = evidence.badReadThrough
        guard !through.isEmpty else {
            return kit.evidence(bad) + kit.purge(bad, .only(backends: bad, isEvidence: true), when: .now)
        }
        let from: String? = if case .registryItself(let backend) = proof { backend } else { nil }
        return [RemedyStep(.look, .inspectPath(from: from, to: through))]
            + kit.purge(bad, .mayHaveKept(backends: bad), when: .afterwards)
    }

    private var storageIsBad: [RemedyStep] {
        let intact = evidence.intact
        let replaced: [RemedyStep] =
            if !intact.isEmpty {
                [kit.save(from: intact), replace(.now, isSaved: true)]
            } else if evidence.isComposed {
                [kit.save(from: []), replace(.nowWithoutPurge, isSaved: true)]
            } else {
                // A cache that was not read may hold the last good copy.
                (kit.readOthers(file.withheldFrom, ifStorageIsUnreadable: false).map { [$0] } ?? [])
                    + [replace(.nowWithoutPurge)]
            }
        return replaced + (file.investigation == nil ? [] : [read(purgeNothingYet: false)])
            + kit.purge(bad, intact.isEmpty ? .every : .everyThatHasItWrong, when: .whenRegistryItselfIsIntact)
    }

    /// There is nothing to purge. Without a good copy, only a push of the missing object brings one.
    private var withoutCache: [RemedyStep] {
        guard file.investigation?.savedCopy == nil, !evidence.isComposed else {
            return (evidence.isComposed ? [kit.save(from: [])] : []) + [replace(.now)]
        }
        return [kit.removeObjectAndPush()]
    }

    private var fromBehindCache: [RemedyStep] {
        let intact = evidence.intact
        // The storage may be bad, and only caches are known to have good copies.
        let isLast = !evidence.intactFromCache.isEmpty && evidence.intactReadThrough.isEmpty
        return (isLast ? [kit.save(from: evidence.intactFromCache)] : [])
            + readFirst(
                purgeNothingYet: intact.isEmpty,
                replace: intact.isEmpty ? .ifBad : .ifBadWithoutPurge(lastGoodCopies: intact),
                .only(backends: bad, isEvidence: false), when: .onceIntactOrPath(to: evidence.badReadThrough),
                isSaved: isLast)
    }

    private var differentBytes: [RemedyStep] {
        let intact = evidence.intact
        return (evidence.isComposed ? [kit.save(from: [])] : [])
            + readFirst(
                replace: intact.isEmpty ? .ifBadToo : .ifBadBeforePurge(lastGoodCopies: intact),
                .caches(backends: bad, isEvidence: true), isSaved: evidence.isComposed)
    }

    /// First the read that settles the question, then the fix of the storage, then the purge of the caches, which requires good
    /// storage.
    private func readFirst(
        purgeNothingYet: Bool = false, replace when: StepAction.Replacement, _ caches: StepAction.CacheTarget,
        when condition: StepAction.Condition = .onceIntact, isSaved: Bool = false
    ) -> [RemedyStep] {
        [read(purgeNothingYet: purgeNothingYet), replace(when, isSaved: isSaved)]
            + kit.purge(bad, caches, when: condition)
    }

    private func read(purgeNothingYet: Bool) -> RemedyStep {
        kit.readStorage(after: bad, suggestsDirect: true, purgeNothingYet: purgeNothingYet)
    }

    private func replace(_ when: StepAction.Replacement, isSaved: Bool = false) -> RemedyStep {
        // Without a good copy there is nothing to replace it with.
        guard isSaved || hasGoodCopy else { return kit.removeObjectAndPush(when) }
        // A registry that once read a truncated object may have cached its size.
        let isRemembered = file.code == .contentSize || file.badMaps.contains { $0.storedSize != nil }
        return kit.replaceObject(when, registryRemembersSize: isRemembered, isSaved: isSaved)
    }

    /// Whether right bytes were seen, in this run or an earlier one.
    private var hasGoodCopy: Bool {
        !evidence.intact.isEmpty || !evidence.remembered.isEmpty || !evidence.rightElsewhere.isEmpty
            || evidence.isComposed
            || file.investigation?.savedCopy != nil
    }

    /// Saves what may be the last copies. For several contents there is no single command.
    private func saveLast(_ names: [String], otherwise action: StepAction) -> RemedyStep {
        names.isEmpty || kit.saving(from: names) == nil ? RemedyStep(.save, action) : kit.save(from: names)
    }

    // MARK: Absence

    /// The step for late replication, a lost object or a wrong name.
    private var missing: RemedyStep {
        let isBlob = file.fault.subject.kind.map { $0 != .manifest } ?? false
        return switch file.fault.scope {
        case .all, .single, .allAlike, .allDifferent:
            RemedyStep(.heal, isBlob ? .pushAgain(missing: .blob, purgeNothingYet: false) : .checkNameOrPushAgain)
        case .some:
            RemedyStep(.heal, .letReplicationFinish(backends: evidence.shown, onlyIfElsewhere: false))
        case .mixed, .unknownElsewhere, .run:
            RemedyStep(.heal, .letReplicationFinish(backends: evidence.shown, onlyIfElsewhere: true))
        }
    }
}

extension Evidence {
    /// `nil` if no TLS connection failed.
    fileprivate var tlsFault: TLSProblem? { if case .failed(let failure) = self { failure.tls } else { nil } }
}
