internal import OCI
internal import Record

/// Builds the diagnosis of one fault.
struct Explanation {
    private let one: FaultCase
    private let lookup: CaseLookup
    private let fault: Fault
    private let investigation: Investigation?

    init(_ one: FaultCase, _ lookup: CaseLookup) {
        self.one = one
        self.lookup = lookup
        let looked = Self.investigated(one, lookup)
        fault = one.fault(in: lookup.index, subject: looked?.subject)
        investigation = looked?.investigation
    }

    /// The first subject that was investigated. A fault of many claims is then reported for that subject.
    private static func investigated(
        _ one: FaultCase, _ lookup: CaseLookup
    ) -> (subject: Fault.Subject, investigation: Investigation)? {
        guard !lookup.facts.investigations.isEmpty else { return nil }
        for subject in one.subjects(in: lookup.facts) {
            if let found = lookup.investigation(of: subject, in: one.registry) { return (subject, found) }
        }
        return nil
    }

    var diagnosis: Diagnosis {
        let facts = lookup.facts
        let file = FaultContext(fault, investigation, lookup)
        let causes = CauseRules.hypotheses(for: file)
        func images(_ places: [Int]) -> [Diagnosis.Image] { places.map { Diagnosis.Image(facts.images[$0]) } }
        return Diagnosis(
            fault: fault, images: images(fault.images), alsoIn: images(fault.alsoIn), location: file.location.place,
            conclusion: fault.occurrences.isEmpty
                ? (one.items.first?.finding.evidence).map { .observed(evidence: $0) }
                : file.location.conclusion ?? SharedObservation(file).conclusion,
            notes: notes, causes: causes, openQuestion: CauseRules.openQuestion(for: file, causes),
            investigation: file.location.isOfCacheDisk ? investigation.map(Self.withoutDamages) : investigation,
            steps: steps(file),
            earlier: earlier)
    }

    /// Where a transfer ended shows nothing about the bytes of a copy that was never stored.
    private static func withoutDamages(_ found: Investigation) -> Investigation {
        var found = found
        found.maps = found.maps.map(\.withoutDamages)
        return found
    }

    private func steps(_ file: FaultContext) -> [RemedyStep] {
        let kit = RemedyKit(file)
        let steps =
            fault.code == .accessCredentials
            ? CredentialRemedy.steps(for: one, in: lookup.facts) : Remedy(file: file, kit: kit).steps
        let roles = roleSteps(file)
        let other = RemedyStep(.heal, .selectPlatforms(except: missingPlatforms))
        guard !isForOtherNodes else { return one.code == .absenceManifest ? [other] : [] }
        return roles + steps + (missingPlatforms.isEmpty ? [] : [other]) + kit.checkAgain(lookup.facts.number)
    }

    /// Whether no node of the release is affected, so that there is nothing to do.
    private var isForOtherNodes: Bool {
        one.items.allSatisfy(\.finding.evidence.affectsNoNode) && fault.weight == .reported
    }

    /// The platforms of the manifests that are missing, if an index lists them for one.
    private var missingPlatforms: [Platform] {
        guard fault.code == .absenceManifest, lookup.facts.platforms.isEmpty else { return [] }
        let known = one.items.compactMap { $0.claim.flatMap { lookup.facts.claims[$0].platform } }
        return Dictionary(grouping: known, by: \.description).sorted { $0.key < $1.key }.compactMap(\.value.first)
            .filter { $0.os != "unknown" }
    }

    /// The first step, if the roles in the configuration seem to be swapped: no push and no repair helps then.
    private func roleSteps(_ file: FaultContext) -> [RemedyStep] {
        guard let roles = file.swappedRoles, RoleRules.swapped(file) != nil else { return [] }
        return [RemedyStep(.look, .swapRoles(active: roles.active, standby: roles.standby))]
    }

    private var earlier: [EarlierUse] {
        guard let digest = fault.subject.digest, fault.subject.more == 0 || investigation != nil else { return [] }
        return lookup.earlierUses(of: digest)
    }

    // MARK: Notes

    private var notes: [DiagnosisNote] {
        let waived = one.items.map(\.finding).usedOverrides
        var notes = waived.map { used in
            DiagnosisNote.override(
                id: used.override.id, who: used.override.who,
                backends: Set(one.items.compactMap(\.finding).filter { $0.override != nil }.compactMap(\.place.backend))
                    .sorted(), reason: used.override.reason)
        }
        if fault.weight == .reported, waived.isEmpty {
            guard !isForOtherNodes else { return notes + [.nodesAreNotAffected] }
            guard !one.items.allSatisfy(\.finding.isRemark) else { return notes + [.bytesAreRight] }
            notes.append(
                fault.code == .contentFlapping
                    ? .flappingIsWaived : fault.code.isUnreachability ? .standbyIsUnreachable : .standbyMayLag)
        }
        if !fault.code.isAboutNames, one.items.contains(where: leadsToBlobs) { notes.append(.blobsNotChecked) }
        notes += similarTags
        if let earlier = lookup.earlierFault(fault) { notes.append(.seenByEarlierRun(run: earlier.run)) }
        if let group = fault.key.group, fault.code.family == .content {
            let known = Set(investigation?.otherNames.map(\.backend) ?? [])
            notes += fault.occurrences.filter { !known.contains($0.backend) }.compactMap {
                lookup.otherName(of: group, on: $0.backend).map { .intactUnderOtherName(proof: $0) }
            }
        }
        return notes + (investigation?.limits ?? []).map { .limit(limit: $0.wrappedValue) }
    }

    /// What may have been meant by the tags of this fault.
    private var similarTags: [DiagnosisNote] {
        guard fault.code == .absenceManifest else { return [] }
        return lookup.facts.notices.compactMap { notice in
            guard case .similarTags(let reference, let tags, let backend) = notice.wrappedValue,
                one.items.contains(where: { item in
                    let place = item.finding.place
                    return place.digest == nil && place.tag == reference.tag && place.registry == reference.registry
                        && place.repository == reference.repository
                })
            else { return nil }
            return .similarTags(reference: reference, tags: tags, backend: backend)
        }
    }

    private func leadsToBlobs(_ item: FaultCase.Item) -> Bool {
        guard !isAskedForBlobs(item) else { return false }
        return item.finding.place.digest == nil
            || item.claim.map { lookup.facts.claims[$0].kind == .manifest } ?? false
    }

    /// Whether the backend is a host of the nodes' files that nodes ask for each blob of an image whose manifest it lacks.
    private func isAskedForBlobs(_ item: FaultCase.Item) -> Bool {
        guard fault.code == .absenceManifest, fault.weight == .reported,
            let backend = lookup.index.backends(of: fault.registry).first(where: {
                $0.name == item.finding.place.backend
            }),
            backend.role == .standby, case .containerd = backend.source
        else { return false }
        return item.images.contains { image in
            lookup.facts.images[image].views.contains { view in
                view.backend == backend.name && view.claims.contains { lookup.facts.claims[$0].kind != .manifest }
            }
        }
    }
}

extension FindingCode {
    /// Whether it is about names and lists, with no blobs to read behind them.
    fileprivate var isAboutNames: Bool {
        switch self {
        case .contentTagDivergence, .contentPin, .absencePlatform, .absenceReferrer, .accessReferrers, .accessResolve:
            true
        default: false
        }
    }
}
