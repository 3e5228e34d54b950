internal import Foundation
internal import OCI
internal import Registry
internal import Release

extension GateRun {
    /// What a person has to act on, worst first: the findings, with the same fault of several backends made one, what a
    /// fault caused folded into it, and faults of access made one for each backend.
    package var diagnoses: [Diagnosis] { Diagnostician(self).diagnoses() }
}

/// Groups the findings of a run into diagnoses: pure.
struct Diagnostician {
    let run: GateRun
    let results: [ClaimGroup: [ClaimResult]]
    private let viewers: [Claim: [Int]]
    private let shared: [RegistryName: [Digest: ClaimGroup]]

    init(_ run: GateRun) {
        self.run = run
        let shared = Self.shared(run)
        self.shared = shared
        results = Dictionary(grouping: run.claims) { Self.group($0.claim.group, shared) }
        var viewers: [Claim: [Int]] = [:]
        for (index, image) in run.images.enumerated() {
            for claim in Set(image.views.flatMap(\.claims)) { viewers[claim, default: []].append(index) }
        }
        self.viewers = viewers
    }

    /// The claims that are about the same bytes: those of one name, and where a registry shares proofs those of all names.
    func group(of claim: Claim) -> ClaimGroup { Self.group(claim.group, shared) }

    private static func group(_ group: ClaimGroup, _ shared: [RegistryName: [Digest: ClaimGroup]]) -> ClaimGroup {
        shared[group.registry]?[group.digest] ?? group
    }

    private static func shared(_ run: GateRun) -> [RegistryName: [Digest: ClaimGroup]] {
        var shared: [RegistryName: [Digest: ClaimGroup]] = [:]
        for claim in run.claims.map(\.claim) where claim.kind != .manifest {
            guard run.registries[claim.backend.registry]?.sharesProofs == true,
                shared[claim.backend.registry]?[claim.digest] == nil
            else { continue }
            shared[claim.backend.registry, default: [:]][claim.digest] = claim.group
        }
        return shared
    }

    func diagnoses() -> [Diagnosis] {
        let cases = cases()
        let explained = Set(cases.compactMap { $0.code.family == .content ? $0.key.group : nil })
        let told = cases.filter { one in
            guard one.code == .accessWithheld, let group = one.key.group else { return true }
            return !explained.contains(group)
        }
        return told.map { diagnosis(of: $0) }.enumerated()
            .sorted { left, right in
                let ranks = (Self.rank(left.element), Self.rank(right.element))
                return ranks.0 == ranks.1 ? left.offset < right.offset : ranks.0.lexicographicallyPrecedes(ranks.1)
            }
            .map(\.element)
    }

    private func cases() -> [FaultCase] {
        var cases: [FaultCase.Identity: FaultCase] = [:]
        var order: [FaultCase.Identity] = []
        func add(_ finding: Finding, claim: Claim?, images: [Int]) {
            let key = FaultCase.Key(finding) { Self.group($0, shared) }
            let identity = FaultCase.Identity(code: finding.code, key: key)
            if cases[identity] == nil { order.append(identity) }
            let item = FaultCase.Item(finding: finding, claim: claim, images: images)
            cases[identity, default: FaultCase(code: finding.code, key: key)].items.append(item)
        }
        for (index, image) in run.images.enumerated() {
            for finding in image.findings { add(finding, claim: nil, images: [index]) }
            for view in image.views {
                for finding in view.findings {
                    let claim = finding.isRemark ? view.claims.first { $0.digest == finding.digest } : nil
                    add(finding, claim: claim, images: [index])
                }
            }
        }
        for result in run.claims {
            guard let finding = result.finding else { continue }
            add(finding, claim: result.claim, images: viewers[result.claim] ?? [])
        }
        return order.compactMap { cases[$0] }
    }

    private func diagnosis(of fault: FaultCase) -> Diagnosis {
        let images = Set(fault.items.flatMap(\.images)).sorted()
        let sightings = sightings(of: fault)
        let others = Bystanders(diagnostician: self, images: images, seenOn: Set(sightings.map(\.backend)))
            .states(for: fault)
        let reach = Reach(code: fault.code, key: fault.key, sightings: sightings, others: others)
        let (investigation, subject) = investigation(of: fault)
        let file = caseFile(
            fault, subject: subject, scope: reach.scope, sightings: sightings, others: others,
            investigation: investigation,
            images: images)
        let kit = RemedyKit(
            code: fault.code, subject: subject, backends: file.backends, investigation: investigation, run: run.number)
        let advice = Advice(file, kit)
        let causes = CauseRules.hypotheses(for: file)
        let words = investigation.map { DamageWords(investigation: $0, now: run.finished) }
        return Diagnosis(
            code: fault.code, weight: fault.weight, registry: fault.registry, images: images.map(concerned),
            subject: subject, sightings: sightings, others: others, scope: reach.scope, reach: reach.sentence,
            cause: advice.cause, conclusion: sightings.isEmpty ? fault.seen : advice.conclusion,
            notes: notes(on: fault, sightings, investigation), causes: causes,
            openQuestion: CauseRules.openQuestion(for: file, causes), investigation: investigation,
            places: words?.places ?? [], comparison: words?.reference,
            steps: steps(for: fault, advice) + (kit.recheck.map { [$0] } ?? []),
            alsoIn: alsoIn(fault.registry, fault.key.group?.digest ?? investigation?.digest, images),
            earlier: earlier(subject, isOne: subject.more == 0 || investigation != nil))
    }

    private func steps(for fault: FaultCase, _ advice: Advice) -> [RemedyStep] {
        guard fault.code == .accessCredentials else { return advice.steps }
        return CredentialAdvice.remedy(of: fault).map { RemedyStep(.heal, $0) }
    }

    private func concerned(_ index: Int) -> Diagnosis.ConcernedImage {
        Diagnosis.ConcernedImage(
            reference: run.images[index].reference, origins: run.images[index].origins,
            lines: run.images[index].use.origins.map(\.location), isRollbackOnly: run.images[index].isRollbackOnly)
    }

    /// The closer look at these bytes; for a fault of many claims that of the first that has one, which it is then about.
    private func investigation(of fault: FaultCase) -> (Investigation?, Diagnosis.Subject) {
        let looks = run.investigations.filter { $0.registry == fault.registry }
        for subject in fault.subjects {
            let same = looks.filter { $0.digest == subject.digest }
            if let look = same.first(where: { $0.repository == subject.repository }) ?? same.first {
                return (look, subject)
            }
        }
        return (nil, fault.subject)
    }

    private func alsoIn(
        _ registry: RegistryName, _ digest: Digest?, _ images: [Int]
    ) -> [Diagnosis.ConcernedImage] {
        guard let digest else { return [] }
        return run.images.indices.filter { index in
            !images.contains(index)
                && run.images[index].views.contains { view in
                    view.backend.registry == registry && view.claims.contains { $0.digest == digest }
                }
        }.map(concerned)
    }

    private func earlier(_ subject: Diagnosis.Subject, isOne: Bool) -> [EarlierUse] {
        guard let digest = subject.digest, isOne else { return [] }
        return (run.earlierUses[digest] ?? []).sorted { $0.run > $1.run }
    }

    private func notes(
        on fault: FaultCase, _ sightings: [Diagnosis.Sighting], _ investigation: Investigation?
    ) -> [String] {
        var notes: [String] = []
        let passed = fault.items.filter { $0.finding.override != nil }
        for override in Set(passed.compactMap(\.finding.override)).sorted(by: { $0.id < $1.id }) {
            let places = Set(passed.compactMap(\.finding.backend?.name)).sorted().joined(separator: ", ")
            notes.append("Override \(override.id) of \(override.who) lets it pass on \(places): \(override.reason)")
        }
        if fault.weight == .reported, passed.isEmpty {
            let remark = fault.items.allSatisfy(\.finding.isRemark)
            notes.append(
                remark
                    ? "The bytes were hashed and are right: this is reported and refuses nothing."
                    : fault.code == .contentFlapping
                        ? "The policy lets it pass (policy.flapping): this is reported and refuses nothing."
                        : "A standby may lag: this is reported and refuses nothing.")
            if remark { return notes }
        }
        let names = [
            .contentTagDivergence, .contentPin, .absencePlatform, .absenceReferrer, .accessReferrers, .accessResolve,
        ]
        .contains(fault.code)
        if !names, fault.items.contains(where: { $0.claim?.kind == .manifest || $0.finding.digest == nil }) {
            notes.append("The blobs behind it were not looked at there.")
        }
        if let group = fault.key.group, fault.code.family == .content {
            let told = Set(investigation?.otherNames.map(\.backend) ?? [])
            notes += sightings.filter { !told.contains($0.backend) }.compactMap {
                underAnotherName(group, on: $0.backend)
            }
        }
        notes += investigation?.limits ?? []
        return notes
    }

    /// The same bytes under another repository are another entry of the same backend's cache.
    func underAnotherName(_ group: ClaimGroup, on backend: String) -> String? {
        for result in run.claims where result.claim.digest == group.digest && result.claim.backend.name == backend {
            guard result.claim.backend.registry == group.registry, result.claim.repository != group.repository,
                case .verified(let blob) = result.standing
            else { continue }
            let there = "\(backend) serves the same bytes intact under \(result.claim.repository)"
            return blob.cameFromBehind
                ? "\(there), just now from behind its cache (MISS): good storage, where blobs are stored once for all."
                : "\(there)."
        }
        return nil
    }

    private func sightings(of fault: FaultCase) -> [Diagnosis.Sighting] {
        if fault.code == .contentTagDivergence { return tags(of: fault) }
        return backends(of: fault.registry).compactMap { backend in
            let items = fault.items.filter { $0.finding.backend?.name == backend.name }
            guard let finding = items.first?.finding else { return nil }
            let faults = finding.attempts.filter { $0.code?.family == finding.code.family }
            // A part of the bytes has no digest to show.
            let faulty = faults.first { !$0.isOfSpotCheck } ?? faults.first ?? finding.attempts.first
            let addresses = finding.attempts.compactMap(\.address)
            return Diagnosis.Sighting(
                backend: backend.name, isDirect: backend.role == .direct, seen: finding.seen,
                address: faulty?.address ?? addresses.first, cacheStatus: faulty?.cacheStatus,
                status: faulty?.observation.status,
                contentType: faulty?.observation.headers["content-type"]?.description,
                isOfHead: faulty?.isOfHead ?? false,
                receivedBytes: faulty.flatMap { Self.body($0.observation)?.received },
                received: faulty.flatMap { Self.received($0.observation) }, count: items.count)
        }
    }

    /// A tag that differs is seen on every backend that answered.
    private func tags(of fault: FaultCase) -> [Diagnosis.Sighting] {
        guard let index = fault.items.first?.images.first else { return [] }
        return run.images[index].views.compactMap { view in
            guard let digest = view.digest else { return nil }
            let attempt = view.tagAttempts.last
            return Diagnosis.Sighting(
                backend: view.backend.name, isDirect: view.backend.role == .direct, seen: "the tag names \(digest)",
                address: attempt?.address, cacheStatus: attempt?.cacheStatus, status: attempt?.observation.status,
                contentType: attempt?.observation.headers["content-type"]?.description,
                isOfHead: attempt?.isOfHead ?? false,
                receivedBytes: attempt.flatMap { Self.body($0.observation)?.received }, received: digest, count: 1)
        }
    }

    func backends(of registry: RegistryName) -> [Backend] { run.registries[registry]?.backends ?? [] }

    private static func body(_ observation: Observation) -> BodyFacts? {
        if case .body(let facts) = observation.outcome { facts } else { nil }
    }

    private static func received(_ observation: Observation) -> Digest? {
        body(observation).flatMap { $0.stoppedEarly ? nil : $0.digest }
    }

    /// Smaller is worse: what refuses, content before absence before access, causes before consequences, the wider.
    private static func rank(_ diagnosis: Diagnosis) -> [Int] {
        let weight =
            switch diagnosis.weight {
            case .refuses: 0
            case .undecided: 1
            case .reported: 2
            }
        return [weight, DiagnosisRank.of(diagnosis.code), -diagnosis.images.count]
    }
}
