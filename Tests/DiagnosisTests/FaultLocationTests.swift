import OCI
import Record
import Samples
import Testing

@testable import Diagnosis

/// The location of a fault and its consequences, one row per situation in the incident's table.
struct FaultLocationTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let change: @Sendable (inout SampleRun) throws -> Void
        var code = FindingCode.contentDigest
        var weight = Finding.Weight.refuses
        let scope: Fault.Scope
        let location: Diagnosis.Location?
        let conclusion: Conclusion?
        /// All steps but the last, which rechecks.
        let actions: [StepAction]
    }

    private static let one = ["registry1004"]
    private static let others = ["registry1005", "registry2004"]
    private static let fronts = SampleRun.fronts
    private static let direct = "registry-direct"

    private static func read(_ by: StepAction.StorageRead? = nil, purgeNothingYet: Bool = false) -> StepAction {
        .readStorage(content: .blob, by: by ?? .anyWay(suggestsDirect: true), purgeNothingYet: purgeNothingYet)
    }

    private static func remove(
        _ caches: StepAction.CacheTarget, _ when: StepAction.Condition = .onceIntact
    ) -> StepAction {
        .removeFromCache(content: .blob, from: caches, when: when)
    }

    /// - Parameter isSaved: Whether a step before it saves a good copy, so that it has a command.
    private static func replace(
        _ when: StepAction.Replacement, remembersSize: Bool = false, isSaved: Bool = false
    ) -> StepAction {
        .replaceObject(when: when, registryRemembersSize: remembersSize, isFileStorage: isSaved)
    }

    /// Without any good copy.
    private static func push(_ when: StepAction.Replacement) -> StepAction {
        .removeObjectAndPush(content: .blob, when: when, storage: nil)
    }

    private static let wrongBytes = [
        Row(
            testDescription: "HIT on one, MISS on the others: the cache of the one",
            change: { sample in
                sample.usual = .tries([.good(cache: "MISS")])
                sample.answer("big", on: "registry1004", with: .wrong("rot", cache: "HIT"), .wrong("rot", cache: "HIT"))
            },
            scope: .some, location: .cache,
            conclusion: .keptByCache(backends: one, intactFromBehindCache: others, alike: []),
            actions: [
                read(), replace(.ifBadBeforePurge(lastGoodCopies: others)),
                remove(.only(backends: one, isEvidence: true)),
            ]),
        Row(
            testDescription: "the same wrong bytes by HIT on two, MISS on the third: they had one source",
            change: { sample in
                sample.usual = .tries([.good(cache: "MISS")])
                sample.answer("big", on: "registry1004", "registry1005", with: .wrong("rot", cache: "HIT"))
            },
            scope: .some, location: .unknown,
            conclusion: .keptByCache(
                backends: Array(fronts.prefix(2)), intactFromBehindCache: ["registry2004"],
                alike: Array(fronts.prefix(2))),
            actions: [
                read(), replace(.ifBadBeforePurge(lastGoodCopies: ["registry2004"])),
                remove(.only(backends: Array(fronts.prefix(2)), isEvidence: true)),
            ]),
        Row(
            testDescription: "HIT everywhere: the storage was not seen",
            change: { sample in
                sample.usual = .tries([.good(cache: "HIT")])
                sample.answer("big", on: "registry1004", with: .wrong("rot", cache: "HIT"), .wrong("rot", cache: "HIT"))
            },
            scope: .some, location: .unknown, conclusion: .onlyCachesWereSeen(backends: one, alike: []),
            actions: [
                read(), replace(.ifBadBeforePurge(lastGoodCopies: others)),
                remove(.only(backends: one, isEvidence: true)),
            ]),
        Row(
            testDescription: "no word of a cache: nothing is guessed",
            change: { $0.answer("big", on: "registry1004", with: .wrong("rot"), .wrong("rot")) },
            scope: .some, location: .unknown, conclusion: .sourceIsUnknown(backends: one, alike: []),
            actions: [
                read(), replace(.ifBadBeforePurge(lastGoodCopies: others)),
                remove(.only(backends: one, isEvidence: true)),
            ]),
        Row(
            testDescription: "MISS on the bad one: a purge alone does not help",
            change: { sample in
                sample.usual = .tries([.good(cache: "HIT")])
                sample.answer(
                    "big", on: "registry1004", with: .wrong("rot", cache: "MISS"), .wrong("rot", cache: "HIT"))
            },
            scope: .some, location: .unknown,
            conclusion: .cameFromBehindCache(backends: one, alike: [], remembered: []),
            actions: [
                .saveGoodCopy(backends: others), read(),
                replace(.ifBadWithoutPurge(lastGoodCopies: others), isSaved: true),
                remove(.only(backends: one, isEvidence: false), .onceIntactOrPath(to: one)),
            ]),
        Row(
            testDescription: "MISS on the bad one, and nothing else was pulled",
            change: { sample in
                sample.answer(
                    "big", on: "registry1004", with: .wrong("rot", cache: "MISS"), .wrong("rot", cache: "HIT"))
                sample.answer("big", on: "registry1005", "registry2004", with: .withheld)
            },
            scope: .unknownElsewhere, location: .unknown,
            conclusion: .cameFromBehindCache(backends: one, alike: [], remembered: []),
            actions: [
                read(purgeNothingYet: true), .readOthers(backends: others, ifStorageIsUnreadable: true),
                push(.ifBad), remove(.only(backends: one, isEvidence: false), .onceIntactOrPath(to: one)),
            ]),
        Row(
            testDescription: "the registry itself is good",
            change: { sample in
                try sample.addDirect()
                sample.answer("big", on: "registry1004", with: .wrong("rot", cache: "HIT"), .wrong("rot", cache: "HIT"))
            },
            scope: .some, location: .cache,
            conclusion: .storageIsGood(proof: .registryItself(backend: direct), faulty: one),
            actions: [remove(.only(backends: one, isEvidence: true), .now)]),
        Row(
            testDescription: "the registry itself is good, and it came wrong from behind the cache: the path",
            change: { sample in
                try sample.addDirect()
                sample.answer("big", on: "registry1004", with: .wrong("rot", cache: "MISS"))
            },
            scope: .some, location: .path,
            conclusion: .changedOnTheWay(proof: .registryItself(backend: direct), backends: one),
            actions: [.inspectPath(from: direct, to: one), remove(.mayHaveKept(backends: one), .afterwards)]),
        Row(
            testDescription: "an old proof of the registry itself is no proof",
            change: { sample in
                try sample.addDirect()
                sample.answer("big", on: "registry1004", with: .wrong("rot", cache: "HIT"), .wrong("rot", cache: "HIT"))
                sample.answer("big", on: "registry-direct", with: .reused(hours: 5, run: 4))
            },
            scope: .some, location: .unknown, conclusion: .onlyCachesWereSeen(backends: one, alike: []),
            actions: [
                read(.registryItself(slice: nil)), replace(.ifBadBeforePurge(lastGoodCopies: others)),
                remove(.only(backends: one, isEvidence: true)),
            ]),
        Row(
            testDescription: "the registry itself is bad, caches have the last good copies",
            change: { sample in
                try sample.addDirect()
                sample.usual = .tries([.good(cache: "HIT")])
                sample.answer("big", on: "registry-direct", with: .wrong("rot"), .wrong("rot"))
                sample.answer(
                    "big", on: "registry2004", with: .wrong("rot", cache: "MISS"), .wrong("rot", cache: "HIT"))
            },
            scope: .some, location: .storage,
            conclusion: .storageIsBad(direct: direct, intact: ["registry1004", "registry1005"]),
            actions: [
                .saveGoodCopy(backends: ["registry1004", "registry1005"]), replace(.now, isSaved: true),
                remove(.everyThatHasItWrong, .whenRegistryItselfIsIntact),
            ]),
        Row(
            testDescription: "the registry itself is bad, nothing else was pulled",
            change: { sample in
                try sample.addDirect()
                sample.answer("big", on: "registry-direct", with: .wrong("rot"), .wrong("rot"))
                for name in fronts { sample.answer("big", on: name, with: .withheld) }
            },
            scope: .unknownElsewhere, location: .storage, conclusion: .storageIsBad(direct: direct, intact: []),
            actions: [
                .readOthers(backends: fronts, ifStorageIsUnreadable: false), push(.nowWithoutPurge),
                remove(.every, .whenRegistryItselfIsIntact),
            ]),
        Row(
            testDescription: "all alike: the storage",
            change: { sample in
                for name in fronts { sample.answer("big", on: name, with: .wrong("rot"), .wrong("rot")) }
            },
            scope: .allAlike, location: .storage,
            conclusion: .sameWrongBytes(backends: fronts, fromBehindCache: [], remembered: []),
            actions: [read(), push(.ifBad), remove(.caches(backends: fronts, isEvidence: false))]),
        Row(
            testDescription: "all alike, one of them from behind its cache: the storage is bad now",
            change: { sample in
                sample.answer("big", on: "registry1004", "registry1005", with: .wrong("rot", cache: "HIT"))
                sample.answer("big", on: "registry2004", with: .wrong("rot", cache: "MISS"))
            },
            scope: .allAlike, location: .storage,
            conclusion: .sameWrongBytes(backends: fronts, fromBehindCache: ["registry2004"], remembered: []),
            actions: [read(), push(.ifBad), remove(.caches(backends: fronts, isEvidence: false))]),
        Row(
            testDescription: "all different: caches, and nothing shows the storage",
            change: { sample in
                for name in fronts { sample.answer("big", on: name, with: .wrong("rot \(name)", cache: "HIT")) }
            },
            scope: .allDifferent, location: .cache,
            conclusion: .differentWrongBytes(backends: fronts, canBeComposed: false, remembered: []),
            actions: [read(), push(.ifBadToo), remove(.caches(backends: fronts, isEvidence: true))]),
        Row(
            testDescription: "two different, one good: caches, and the good copy may be the last",
            change: { sample in
                sample.usual = .tries([.good(cache: "HIT")])
                for name in others { sample.answer("big", on: name, with: .wrong("rot \(name)", cache: "HIT")) }
            },
            scope: .some, location: .cache,
            conclusion: .differentWrongBytes(backends: others, canBeComposed: false, remembered: []),
            actions: [
                read(), replace(.ifBadBeforePurge(lastGoodCopies: one)),
                remove(.caches(backends: others, isEvidence: true)),
            ]),
        Row(
            testDescription: "all different, and one from behind its cache: neither cache nor storage alone",
            change: { sample in
                for name in others { sample.answer("big", on: name, with: .wrong("rot \(name)", cache: "HIT")) }
                sample.answer("big", on: "registry1004", with: .wrong("rot", cache: "MISS"))
            },
            scope: .allDifferent, location: .unknown,
            conclusion: .cameFromBehindCache(backends: one, alike: [], remembered: []),
            actions: [
                read(purgeNothingYet: true), push(.ifBad),
                remove(.only(backends: fronts, isEvidence: false), .onceIntactOrPath(to: one)),
            ]),
        Row(
            testDescription: "two alike, one good: one source was bad",
            change: { sample in
                sample.usual = .tries([.good(cache: "HIT")])
                sample.answer("big", on: "registry1004", "registry1005", with: .wrong("rot", cache: "HIT"))
            },
            scope: .some, location: .unknown,
            conclusion: .onlyCachesWereSeen(
                backends: Array(fronts.prefix(2)), alike: Array(fronts.prefix(2))),
            actions: [
                read(), replace(.ifBadBeforePurge(lastGoodCopies: ["registry2004"])),
                remove(.only(backends: Array(fronts.prefix(2)), isEvidence: true)),
            ]),
        Row(
            testDescription: "bad on the first, the others withheld",
            change: { sample in
                sample.answer("big", on: "registry1004", with: .wrong("rot"), .wrong("rot"))
                sample.answer("big", on: "registry1005", with: .withheld)
                sample.answer("big", on: "registry2004", with: .reused(hours: 9, run: 3))
            },
            scope: .some, location: .unknown, conclusion: .nothingShown(remembered: ["registry2004"]),
            actions: [
                .readOthers(backends: ["registry1005"], ifStorageIsUnreadable: false), read(purgeNothingYet: true),
                replace(.ifBad), remove(.only(backends: one, isEvidence: true)),
            ]),
        Row(
            testDescription: "one backend only",
            change: { sample in
                sample.backends = [sample.backends[0]]
                sample.answer("big", on: "registry1004", with: .wrong("rot"), .wrong("rot"))
            },
            scope: .single, location: .unknown, conclusion: .nothingShown(remembered: []),
            actions: [
                read(purgeNothingYet: true), push(.ifBad), remove(.only(backends: one, isEvidence: true)),
            ]),
        Row(
            testDescription: "another size, which a registry remembers",
            change: { $0.answer("big", on: "registry1004", with: .size(33_000_000), .size(33_000_000)) },
            code: .contentSize, scope: .some, location: .unknown,
            conclusion: .sourceIsUnknown(backends: one, alike: []),
            actions: [
                read(), replace(.ifBadBeforePurge(lastGoodCopies: others), remembersSize: true),
                remove(.only(backends: one, isEvidence: true)),
            ]),
        Row(
            testDescription: "different wrong bytes on each read: no kept file",
            change: { $0.answer("big", on: "registry1004", with: .wrong("rot"), .wrong("rust")) },
            scope: .some, location: .path, conclusion: .changesOnEachRead(backends: one),
            actions: [.inspectMembers(backends: one)]),
        Row(
            testDescription: "different wrong bytes on each read of two backends",
            change: { sample in
                sample.answer("big", on: "registry1004", "registry1005", with: .wrong("rot"), .wrong("rust"))
            },
            scope: .some, location: .path, conclusion: .changesOnEachRead(backends: Array(fronts.prefix(2))),
            actions: [.inspectMembers(backends: Array(fronts.prefix(2)))]),
        Row(
            testDescription: "bad, then good",
            change: { $0.answer("base", on: "registry1005", with: .wrong("rot"), .good()) },
            code: .contentFlapping, scope: .some, location: nil, conclusion: nil,
            actions: [.general(code: .contentFlapping)]),
        Row(
            testDescription: "a tag that differs",
            change: { sample in
                let name = try SampleRun.reference("multiversion")
                sample.tags["registry2004 \(name)"] = .names("older")
            },
            code: .contentTagDivergence, scope: .all, location: .name, conclusion: nil,
            actions: [.general(code: .contentTagDivergence)]),
    ]

    private static let absence = [
        Row(
            testDescription: "absent on one, MISS elsewhere",
            change: { sample in
                sample.usual = .tries([.good(cache: "MISS")])
                sample.answer("web", on: "registry2004", with: .status(404), .status(404))
            },
            code: .absenceBlob, scope: .some, location: nil, conclusion: nil,
            actions: [.letReplicationFinish(backends: ["registry2004"], onlyIfElsewhere: false)]),
        Row(
            testDescription: "absent on one, only caches have it",
            change: { sample in
                sample.usual = .tries([.good(cache: "HIT")])
                sample.answer("web", on: "registry2004", with: .status(404), .status(404))
            },
            code: .absenceBlob, scope: .some, location: .unknown,
            conclusion: .cacheHitsAreNoProof(backends: ["registry1004", "registry1005"]),
            actions: [
                .saveGoodCopy(backends: ["registry1004", "registry1005"]),
                .letReplicationFinish(backends: ["registry2004"], onlyIfElsewhere: false),
            ]),
        Row(
            testDescription: "absent in the storage, caches have it",
            change: { sample in
                try sample.addDirect()
                sample.answer("web", on: "registry-direct", with: .status(404), .status(404))
            },
            code: .absenceBlob, scope: .some, location: .storage,
            conclusion: .onlyCachesHaveIt(direct: direct, intact: fronts),
            actions: [.saveGoodCopy(backends: fronts), .pushAgain(missing: .object, purgeNothingYet: false)]),
        Row(
            testDescription: "absent on one, and the storage has it",
            change: { sample in
                try sample.addDirect()
                sample.answer("web", on: "registry1004", with: .status(404), .status(404))
            },
            code: .absenceBlob, scope: .some, location: .cache, conclusion: .storageHasIt(direct: direct),
            actions: [.inspectNotFound(backends: one)]),
        Row(
            testDescription: "absent everywhere",
            change: { sample in
                for name in fronts { sample.answer("web", on: name, with: .status(404), .status(404)) }
            },
            code: .absenceBlob, scope: .all, location: nil, conclusion: nil,
            actions: [.pushAgain(missing: .blob, purgeNothingYet: false)]),
        Row(
            testDescription: "absent on one, and unproven elsewhere",
            change: { sample in
                sample.answer("web", on: "registry1004", with: .status(404), .status(404))
                sample.answer("web", on: "registry1005", "registry2004", with: .present)
            },
            code: .absenceBlob, scope: .unknownElsewhere, location: nil, conclusion: nil,
            actions: [.letReplicationFinish(backends: one, onlyIfElsewhere: true)]),
        Row(
            testDescription: "the name is absent everywhere",
            change: { sample in
                let name = try SampleRun.reference("multiversion")
                for front in fronts { sample.tags["\(front) \(name)"] = .fault(.status(404)) }
            },
            code: .absenceManifest, scope: .all, location: nil, conclusion: nil, actions: [.checkNameOrPushAgain]),
        Row(
            testDescription: "a standby lags",
            change: { sample in
                sample.backends[2].role = .standby
                sample.answer("web", on: "registry2004", with: .status(404), .status(404))
            },
            code: .absenceBlob, weight: .reported, scope: .some, location: nil, conclusion: nil,
            actions: [.letReplicationFinish(backends: ["registry2004"], onlyIfElsewhere: false)]),
    ]

    private static let access = [
        Row(
            testDescription: "one backend is down: all of its claims are one fault",
            change: { sample in
                for image in sample.images {
                    sample.tags["registry2004 \(image.reference)"] = .fault(.broken(.accessConnect))
                }
            },
            code: .accessConnect, weight: .undecided, scope: .some, location: nil, conclusion: nil,
            actions: [.general(code: .accessConnect)]),
        Row(
            testDescription: "an object that answers 416: the read past the caches comes first",
            change: { sample in
                for name in fronts { sample.answer("web", on: name, with: .status(416), .status(416)) }
            },
            code: .accessStatus, weight: .undecided, scope: .all, location: .unknown,
            conclusion: .shared(
                cause: .sameStatus(status: 416), backends: fronts, isEverywhere: true, direct: nil),
            actions: [
                read(.anyWay(suggestsDirect: false)), .removeEmptyObject, remove(.emptyReply(backends: fronts)),
            ]),
        Row(
            testDescription: "credentials: all backends are one fault",
            change: { sample in
                for name in fronts {
                    for image in sample.images {
                        sample.tags["\(name) \(image.reference)"] = .fault(.denied(.missing(hasToken: false)))
                    }
                }
            },
            code: .accessCredentials, weight: .undecided, scope: .all, location: nil, conclusion: nil,
            actions: [.logIn(registry: RegistryName(SampleRun.registryName) ?? .dockerHub)]),
        Row(
            testDescription: "the deadline is one fault",
            change: { sample in
                sample.answer("big", on: "registry1004", "registry1005", with: .stopped)
                sample.answer("web", on: "registry1004", with: .stopped)
            },
            code: .accessDeadline, weight: .undecided, scope: .run, location: nil, conclusion: nil,
            actions: [.general(code: .accessDeadline)]),
        Row(
            testDescription: "no backend is known",
            change: { sample in
                sample.backends = []
                sample.obstacle = "NXDOMAIN"
            },
            code: .accessResolve, weight: .undecided, scope: .run, location: nil,
            conclusion: .observed(evidence: .noBackend(obstacle: "NXDOMAIN")),
            actions: [.general(code: .accessResolve)]),
    ]

    @Test(arguments: wrongBytes + absence + access)
    func eachFaultHasOneDiagnosis(_ row: Row) throws {
        var sample = try SampleRun()
        try row.change(&sample)
        let diagnoses = sample.diagnoses
        let diagnosis = try #require(diagnoses.first)
        #expect(diagnoses.count == 1)
        #expect(diagnosis.code == row.code)
        #expect(diagnosis.weight == row.weight)
        #expect(diagnosis.fault.scope == row.scope)
        #expect(diagnosis.location == row.location)
        #expect(diagnosis.conclusion?.wrappedValue == row.conclusion)
        #expect(diagnosis.steps.map(\.action) == row.actions + [.checkAgain])
    }

    /// The causes never contradict the location.
    @Test(arguments: wrongBytes + absence + access)
    func causesFollowFromTheLocation(_ row: Row) throws {
        var sample = try SampleRun()
        try row.change(&sample)
        let diagnosis = try #require(sample.diagnoses.first)
        func confidence(_ kind: CauseKind) -> Hypothesis.Confidence? {
            diagnosis.causes.first { $0.kind == kind }?.confidence
        }
        let order: [Hypothesis.Confidence] = diagnosis.causes.map(\.confidence)
        #expect(order == order.sorted())
        guard diagnosis.code == .contentDigest || diagnosis.code == .contentSize else { return }
        // Neither a cache nor the storage changes bytes on each read, or by the kind of request.
        if case .changesOnEachRead? = diagnosis.conclusion?.wrappedValue { return }
        guard diagnosis.causes.first?.kind != .requestKind else { return }
        switch diagnosis.location {
        case .cache, .path:
            #expect(confidence(.cache).map { $0 <= .likely } == true)
            #expect(confidence(.storage).map { $0 > .likely } ?? true)
        case .storage:
            #expect(confidence(.storage).map { $0 <= .likely } == true)
            #expect(confidence(.cache) ?? .unlikely == .unlikely)
        default: #expect(confidence(.cache) ?? .possible == .possible)
        }
        #expect(diagnosis.causes.isEmpty || (diagnosis.openQuestion == nil) == sample.sawStorage)
    }
}

extension SampleRun {
    /// Whether the registry itself answered for the layer of the row.
    fileprivate var sawStorage: Bool {
        guard backends.contains(where: \.isDirect) else { return false }
        if case .reused = answers["registry-direct big"] { return false }
        return true
    }
}
