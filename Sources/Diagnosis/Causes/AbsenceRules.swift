internal import Record

/// Causes of absence: a backend lacks content that others have or that its own manifests reference.
enum AbsenceRules {
    private static func isBlob(_ file: FaultContext) -> Bool { file.code == .absenceBlob }

    private static func isEverywhere(_ file: FaultContext) -> Bool {
        file.storage.intact.isEmpty && file.directIsIntact == nil
            && !file.fault.others.contains { $0.states.contains { $0.state.isUnknown || $0.state.isIntact } }
    }

    static func lostLink(_ file: FaultContext) -> Hypothesis? {
        guard isBlob(file) || file.failsOnlyUnderThisName else { return nil }
        let shown = Set(file.storage.shown)
        let elsewhere = (file.investigation?.otherNames ?? []).filter { $0.isIntact && shown.contains($0.backend) }
            .map { name in
                CauseFact.presentUnderOtherName(
                    backend: name.backend, repository: name.repository, cacheStatus: name.cacheStatus)
            }
        let facts = elsewhere.isEmpty ? file.otherNames.map { .intactUnderOtherName(proof: $0) } : elsewhere
        return Hypothesis(
            .lostLink, facts.isEmpty ? .unlikely : .likely, on: file.storage.shown,
            .linkIsGone(repository: file.fault.subject.repository), for: Array(facts.prefix(2)))
    }

    static func garbageCollection(_ file: FaultContext) -> Hypothesis? {
        guard isBlob(file) else { return nil }
        let storage = file.storage
        let known = file.provenBefore.map { CauseFact.wasThereBefore(proof: $0) }
        let cached: CauseFact? =
            !storage.intactFromCache.isEmpty && storage.intactReadThrough.isEmpty
            ? .onlyCachesHaveIt(backends: storage.intactFromCache) : nil
        let elsewhere = storage.intactReadThrough.isEmpty ? nil : file.intactElsewhere
        let confidence: Hypothesis.Confidence =
            elsewhere != nil || file.directIsIntact != nil
            ? .unlikely : known != nil || cached != nil || file.directIsBad != nil ? .likely : .possible
        return Hypothesis(
            .garbageCollection, confidence, on: storage.shown, .blobWasRemoved,
            for: [
                file.manifestServedBy.isEmpty ? nil : .servesManifestWithoutBlob(backends: file.manifestServedBy),
                known, cached, file.directIsBad,
            ],
            against: [elsewhere, file.directIsIntact])
    }

    static func replicationLag(_ file: FaultContext) -> Hypothesis? {
        if file.code == .contentTagDivergence { return tagLag(file) }
        guard file.code.family == .absence, file.code != .absencePlatform else { return nil }
        let names = file.storage.shown
        let standbys = file.standbys.filter { names.contains($0) }
        let elsewhere = file.intactElsewhere ?? file.directIsIntact
        guard elsewhere != nil || !standbys.isEmpty || file.fault.scope == .some else { return nil }
        let led = file.fault.others.filter { $0.states.allSatisfy(\.state.isIntact) }.map(\.backend)
        return Hypothesis(
            .replicationLag, standbys.isEmpty ? .possible : .likely, on: names, .replicationIsBehind(backends: names),
            for: [
                standbys.isEmpty ? nil : .isStandby(backends: standbys), elsewhere,
                elsewhere == nil && !led.isEmpty ? .hasItAsFarAsChecked(backends: led) : nil,
            ],
            against: [
                isBlob(file) && !file.manifestServedBy.isEmpty
                    ? .hasManifest(backends: file.manifestServedBy) : nil
            ])
    }

    private static func tagLag(_ file: FaultContext) -> Hypothesis? {
        let serving = file.tagReads.filter { !$0.isStandby }
        let leading = serving.first?.digest
        let behind = file.tagReads.filter { $0.isStandby && $0.digest != leading }.map(\.backend)
        guard behind.isEmpty else {
            return Hypothesis(
                .replicationLag, .likely, on: behind, .tagIsBehind(backends: behind),
                for: [.isStandby(backends: behind)])
        }
        let groups = Dictionary(grouping: serving, by: \.digest).mapValues { $0.map(\.backend) }
        let most = groups.values.map(\.count).max() ?? 0
        let fewest = groups.values.map(\.count).min() ?? 0
        let few = serving.last { groups[$0.digest]?.count == fewest }.flatMap { groups[$0.digest] } ?? []
        return Hypothesis(
            .replicationLag, .possible, on: few, .tagIsBehind(backends: few),
            for: [
                most > few.count && !few.isEmpty ? .othersAgree(count: most, except: few) : nil,
                most == few.count ? .differsFromOthers(backends: few) : nil,
            ])
    }

    static func unfinishedPush(_ file: FaultContext) -> Hypothesis? {
        guard file.code == .absenceBlob || file.code == .absenceManifest, isEverywhere(file) else { return nil }
        let before = file.provenBefore.map { CauseFact.provenBefore(proof: $0) }
        let isAccepted = isBlob(file) && !file.manifestServedBy.isEmpty
        return Hypothesis(
            .unfinishedPush, before != nil || isAccepted ? .unlikely : .possible,
            isBlob(file) ? .blobWasNeverPushed : .pushIsUnfinished, for: [.noBackendHasIt],
            against: [before, isAccepted ? .manifestWasAccepted : nil])
    }
}
