/// Why a backend has not got what others have, or what its own manifests name.
enum AbsenceRules {
    private static func isBlob(_ file: CaseFile) -> Bool { file.code == .absenceBlob }

    private static var nowhere: String { "no backend has it" }

    private static func everywhere(_ file: CaseFile) -> Bool {
        file.storage.intact.isEmpty && file.directIsIntact == nil
            && !file.others.contains { $0.states.contains { $0.state.isUnknown || $0.state.isIntact } }
    }

    static func lostLink(_ file: CaseFile) -> Hypothesis? {
        guard isBlob(file) else { return nil }
        let shown = Set(file.storage.shown.all)
        let elsewhere = (file.investigation?.otherNames ?? []).filter { $0.isIntact && shown.contains($0.backend) }
            .map {
                "\($0.backend) serves the same bytes under \($0.repository)" + ($0.cacheStatus.map { " (\($0))" } ?? "")
            }
        let told = elsewhere.isEmpty ? file.alsoServed : elsewhere
        let repository = file.subject.repository.map { " of \($0)" } ?? ""
        return Hypothesis(
            .lostLink, told.isEmpty ? .unlikely : .likely, on: file.storage.shown.all,
            "the blob is stored, and the link\(repository) to it is gone", for: told.prefix(2).map(\.self))
    }

    static func garbageCollection(_ file: CaseFile) -> Hypothesis? {
        guard isBlob(file) else { return nil }
        let manifests = Names(file.manifestServedBy)
        let known = file.provenBefore.map { "\($0): it was there, and is gone" }
        let cached =
            !file.storage.intactFromCache.isEmpty && file.storage.intactReadThrough.isEmpty
            ? "\(file.storage.intactFromCache) \(file.storage.intactFromCache.verb("sends", "send")) it only from a cache (HIT)"
            : nil
        let elsewhere = file.storage.intactReadThrough.isEmpty ? nil : file.intactElsewhere
        let standing: Hypothesis.Standing =
            elsewhere != nil || file.directIsIntact != nil
            ? .unlikely : known != nil || cached != nil || file.directIsBad != nil ? .likely : .possible
        return Hypothesis(
            .garbageCollection, standing, on: file.storage.shown.all,
            "garbage collection, or somebody, removed a blob that a manifest still names",
            for: [
                manifests.isEmpty
                    ? nil
                    : "\(manifests) \(manifests.verb("serves", "serve")) the manifest that names it, and not the blob",
                known, cached, file.directIsBad,
            ],
            against: [elsewhere, file.directIsIntact])
    }

    static func replicationLag(_ file: CaseFile) -> Hypothesis? {
        let lacking = file.code.family == .absence && file.code != .absencePlatform
        guard lacking || file.code == .contentTagDivergence else { return nil }
        if file.code == .contentTagDivergence {
            let standbys = file.tagReads.filter(\.isStandby)
            let leading = file.tagReads.first { !$0.isStandby }?.digest
            let behind = standbys.filter { $0.digest != leading }
            let rest = file.tagReads.filter { !$0.isStandby }
            let groups = Dictionary(grouping: rest, by: \.digest)
            let few = groups.min { $0.value.count < $1.value.count }?.value ?? []
            let names = Names(behind.isEmpty ? few.map(\.backend) : behind.map(\.backend))
            let many = groups.max { $0.value.count < $1.value.count }?.value.count ?? 0
            return Hypothesis(
                .replicationLag, behind.isEmpty ? .possible : .likely, on: names.all,
                "replication to \(names) has not come that far, or its cache keeps the older manifest",
                for: [
                    behind.isEmpty ? nil : "\(names) \(names.verb("is a standby", "are standbys"))",
                    behind.isEmpty && many > few.count && !few.isEmpty
                        ? "\(many) backends agree, and \(names) \(names.verb("differs", "differ"))" : nil,
                    behind.isEmpty && many == few.count
                        ? "\(names) \(names.verb("differs", "differ")) from the others" : nil,
                ])
        }
        let names = file.storage.shown
        let standby = file.standbys.filter { names.all.contains($0) }
        let elsewhere = file.intactElsewhere ?? file.directIsIntact
        guard elsewhere != nil || !standby.isEmpty || file.scope == .some else { return nil }
        let manifest = Names(file.manifestServedBy)
        let led = Names(file.others.filter { $0.states.allSatisfy(\.state.isIntact) }.map(\.backend))
        return Hypothesis(
            .replicationLag, standby.isEmpty ? .possible : .likely, on: names.all,
            "replication to \(names) has not come that far, or has lost it",
            for: [
                standby.isEmpty ? nil : "\(Names(standby)) \(Names(standby).verb("is a standby", "are standbys"))",
                elsewhere,
                elsewhere == nil && !led.isEmpty
                    ? "\(led) \(led.verb("has", "have")) it, as far as was looked" : nil,
            ],
            against: [
                isBlob(file) && !manifest.isEmpty
                    ? "\(manifest) \(manifest.verb("has", "have")) the manifest, which a push writes after its blobs"
                    : nil
            ])
    }

    static func unfinishedPush(_ file: CaseFile) -> Hypothesis? {
        guard file.code == .absenceBlob || file.code == .absenceManifest, everywhere(file) else { return nil }
        let manifest = Names(file.manifestServedBy)
        let before = file.provenBefore
        return Hypothesis(
            .unfinishedPush, before != nil || (isBlob(file) && !manifest.isEmpty) ? .unlikely : .possible,
            isBlob(file)
                ? "the push never sent this blob" : "the push has not ended, or never did, or the name is wrong",
            for: [nowhere],
            against: [
                before,
                isBlob(file) && !manifest.isEmpty
                    ? "a manifest that names it was accepted, and most registries check its blobs then" : nil,
            ])
    }
}
