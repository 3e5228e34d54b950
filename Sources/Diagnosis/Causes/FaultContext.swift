internal import Foundation
internal import OCI
internal import Record

/// Everything that the cause rules may use to judge one fault.
struct FaultContext {
    /// The digest that a tag resolved to on a backend, and when.
    struct TagRead {
        let backend: String
        let isStandby: Bool
        let digest: Digest
        let when: Date?
    }

    let fault: Fault
    let storage: StorageEvidence
    let disk: CacheDisk?
    let location: FaultLocation
    let investigation: Investigation?
    /// Where the registry stores its blobs, if configured.
    let storageKind: StorageKind?
    /// The backends of the registry, in configuration order.
    let backends: [Run.Backend]
    /// Faulty backends that served intact a manifest that references the content.
    let manifestServedBy: [String]
    /// Other names under which a faulty backend serves the content intact, according to claims of this run.
    let otherNames: [CauseFact.OtherName]
    let tagReads: [TagRead]
    /// Set if active and standby seem to be swapped.
    let swappedRoles: SwappedRoles?

    init(_ fault: Fault, _ investigation: Investigation?, _ lookup: CaseLookup) {
        self.fault = fault
        self.investigation = investigation
        storage = StorageEvidence(
            fault, investigation, lookup.earlierFault(fault), backends: lookup.index.backends(of: fault.registry))
        disk = CacheDisk(fault, storage, investigation, answering: lookup.answering(in: fault.registry))
        location = FaultLocation(fault, storage, investigation, disk)
        storageKind = lookup.facts.registry(fault.registry)?.storage
        backends = lookup.index.backends(of: fault.registry)
        manifestServedBy = fault.code == .absenceBlob ? Self.manifestServers(fault, lookup.facts) : []
        otherNames =
            fault.contentGroup.map { group in
                fault.occurrences.compactMap { lookup.otherName(of: group, on: $0.backend) }
            } ?? []
        tagReads = fault.code == .contentTagDivergence ? Self.tagReads(fault, lookup.facts) : []
        swappedRoles = fault.code.isForgivenOnStandby ? lookup.swappedRoles[fault.registry] : nil
    }

    /// The faulty backends that served a manifest of the affected images intact.
    private static func manifestServers(_ fault: Fault, _ facts: RunFacts) -> [String] {
        var open = Set(fault.occurrences.map(\.backend))
        var proven: [String] = []
        for image in fault.images {
            for view in facts.images[image].views where open.contains(view.backend) {
                let isProven = view.claims.contains { place in
                    facts.claims[place].kind == .manifest && facts.claims[place].status.isKnownRight
                }
                if isProven, open.remove(view.backend) != nil { proven.append(view.backend) }
            }
            if open.isEmpty { break }
        }
        return proven.sorted()
    }

    private static func tagReads(_ fault: Fault, _ facts: RunFacts) -> [TagRead] {
        guard let image = fault.images.first.map({ facts.images[$0] }) else { return [] }
        return image.views.compactMap { view in
            view.digest.map {
                TagRead(
                    backend: view.backend,
                    isStandby: facts.backend(view.backend, of: image.reference.registry)?.role == .standby, digest: $0,
                    when: view.tagAttempts.last?.started)
            }
        }
    }

    var code: FindingCode { fault.code }

    /// Whether the registry answers with an error under this name, and serves the same blob under another one.
    var failsOnlyUnderThisName: Bool {
        guard code == .accessServerError || code == .accessStatus, !otherNames.isEmpty else { return false }
        return fault.subject.kind != .manifest
            && storage.shown.allSatisfy { name in otherNames.contains { $0.backend == name } }
    }

    /// The maps of the backends in front of the storage whose copy is wrong.
    var badMaps: [BlobMap] { (investigation?.maps ?? []).filter { !$0.isDirect && $0.isBad } }

    var damages: [(map: BlobMap, damage: Damage)] { badMaps.flatMap { map in map.damages.map { (map, $0) } } }

    /// The backends that the content was withheld from.
    var withheldFrom: [String] {
        fault.others.filter { $0.states.contains { $0.state == .withheld } }.map(\.backend)
    }

    var standbys: [String] { backends.filter { $0.role == .standby }.map(\.name) }

    var isOfContent: Bool { code.family == .content || !badMaps.isEmpty }

    /// Whether the configuration says that there is no cache on this backend.
    func hasNoCache(_ backend: String) -> Bool {
        backends.first { $0.name == backend }?.cache?.declaresNoCache == true
    }

    func sliceBytes(of backend: String) -> Int64? { backends.first { $0.name == backend }?.cache?.sliceBytes }

    /// The earlier proof of the right bytes, if there is one.
    var provenBefore: EarlierProof? {
        if case .remembered(let date) = investigation?.reference { return EarlierProof(provenAt: date) }
        for other in fault.others {
            for case .reused(let proof) in other.states.map(\.state) {
                return EarlierProof(
                    provenAt: proof.provenAt, backend: other.backend, run: proof.run, vantage: proof.vantage)
            }
        }
        return nil
    }
}

/// Facts that several rules use.
extension FaultContext {
    var intactElsewhere: CauseFact? {
        guard !storage.intact.isEmpty else { return nil }
        return .intactElsewhere(backends: storage.intact, fromBehindCache: storage.intactReadThrough)
    }

    var directIsIntact: CauseFact? {
        if case .intact(let direct) = storage.direct { .registryItselfIsIntact(backend: direct) } else { nil }
    }

    var directIsBad: CauseFact? {
        switch storage.direct {
        case .bad(let direct): .registryItselfIsBad(backend: direct)
        case .absent(let direct): .registryItselfLacksIt(backend: direct)
        case .silent, .intact: nil
        }
    }

    var sentFromCache: CauseFact? {
        storage.badFromCache.isEmpty ? nil : .sentFromCache(backends: storage.badFromCache)
    }

    var readThrough: CauseFact? {
        guard !storage.badReadThrough.isEmpty else { return nil }
        let slices = badMaps.flatMap(\.damagedSlices).filter { CacheReply($0.cacheStatus) == .miss }
        return .cameFromBehindCache(backends: storage.badReadThrough, slice: slices.first?.index)
    }

    var rightElsewhere: [CauseFact?] {
        storage.rightElsewhere.map {
            .rightUnderOtherName(backend: $0.backend, repository: $0.repository, reply: $0.reply)
        }
    }

    var wrongElsewhere: [CauseFact?] {
        storage.wrongElsewhere.map { .wrongUnderOtherName(backend: $0.backend, repository: $0.repository) }
    }

    var sameBytes: CauseFact? { storage.alike == true ? .sameWrongBytes(backends: storage.shown) : nil }

    var noCache: CauseFact? {
        let names = storage.bad.filter(hasNoCache)
        return names.isEmpty ? nil : .haveNoCache(backends: names)
    }

    var otherBytes: CauseFact? { storage.allDifferent ? .differentWrongBytes(backends: storage.shown) : nil }

    var composed: CauseFact? { storage.isComposed ? .rightCopyCanBeComposed : nil }
}

extension Fault {
    /// The content of the fault, if it is about a single one.
    fileprivate var contentGroup: ClaimGroup? {
        if let group = key.group { return group }
        guard subject.more == 0, let repository = subject.repository, let digest = subject.digest else { return nil }
        return ClaimGroup(registry: registry, repository: repository, digest: digest)
    }
}
