internal import OCI
internal import Registry

extension Diagnostician {
    /// Collects what the rules of causes look at.
    func caseFile(
        _ fault: FaultCase, subject: Diagnosis.Subject, scope: Diagnosis.Scope, sightings: [Diagnosis.Sighting],
        others: [Diagnosis.Bystander], investigation: Investigation?, images: [Int]
    ) -> CaseFile {
        let shown = Set(sightings.map(\.backend))
        return CaseFile(
            code: fault.code, subject: subject, scope: scope, sightings: sightings, others: others,
            storage: StorageEvidence(
                code: fault.code, sightings: sightings, others: others, investigation: investigation),
            investigation: investigation, backends: backends(of: fault.registry),
            manifestServedBy: fault.code == .absenceBlob ? manifestServers(images, among: shown) : [],
            alsoServed: fault.key.group.map { group in
                sightings.compactMap { underAnotherName(group, on: $0.backend).map { String($0.dropLast()) } }
            } ?? [],
            tagReads: fault.code == .contentTagDivergence ? tagReads(images) : [], now: run.finished)
    }

    /// The faulty backends that served a manifest of these images intact.
    private func manifestServers(_ images: [Int], among shown: Set<String>) -> [String] {
        var proven: Set<String> = []
        for result in run.claims where result.claim.kind == .manifest && result.standing.wasRight {
            let viewed = images.contains { index in
                run.images[index].views.contains { $0.claims.contains(result.claim) }
            }
            if viewed, shown.contains(result.claim.backend.name) { proven.insert(result.claim.backend.name) }
        }
        return proven.sorted()
    }

    private func tagReads(_ images: [Int]) -> [CaseFile.TagRead] {
        guard let index = images.first else { return [] }
        return run.images[index].views.compactMap { view in
            view.digest.map {
                CaseFile.TagRead(
                    backend: view.backend.name, isStandby: view.backend.role == .standby, digest: $0,
                    when: view.tagAttempts.last?.observation.started)
            }
        }
    }
}
