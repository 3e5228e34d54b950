internal import OCI

/// Where the evidence puts a fault, and what to do: a wrong remedy is worse than none.
///
/// A purge is only advised for the cache of a backend that showed the fault, and only when the storage behind it is
/// known to be good, or as the second step after finding that out: where the storage is bad, the caches may hold the
/// last good copy.
struct Advice {
    let cause: Diagnosis.Cause?
    let conclusion: String
    let steps: [RemedyStep]

    init(_ file: CaseFile, _ kit: RemedyKit) {
        let code = file.code
        switch code {
        case .contentDigest, .contentSize, .contentTrailing:
            self = ContentAdvice.advice(file, kit)
        // The transfer broke, and a closer look found wrong bytes: what heals is what heals those.
        case _ where code.family == .access && file.badMaps.contains { !$0.isOnlySuspected }:
            self = ContentAdvice.advice(file, kit)
        case .absenceBlob, .absenceManifest:
            self = AbsenceAdvice.advice(file)
        case .accessStatus where StorageRules.empty(file) != nil:
            self.init(
                cause: .unknown, conclusion: "",
                steps: [
                    kit.readStorage(after: file.storage.bad, general: "Read the blob past every cache."),
                    RemedyStep(
                        .heal,
                        "Empty there: remove the object, restart the registry, which remembers its size, and push the image "
                            + "again."),
                ]
                    + kit.purge(
                        file.storage.bad, when: "Once intact there:",
                        general: RemedyStep(
                            .heal,
                            "Once intact there: remove this blob from the cache of \(file.storage.bad), "
                                + "which keeps the empty reply.")))
        case .contentMediaType where file.scope == .some, .contentEncoded where file.scope == .some:
            let bad = file.storage.bad
            self.init(
                cause: .front,
                conclusion: "Others answer without it, so it is added on the way through \(bad), not by a push.",
                steps: [
                    code == .contentEncoded
                        ? RemedyStep(.heal, code.remedy)
                        : RemedyStep(.look, "Look at what sets Content-Type on \(bad), or on the proxy before it.")
                ])
        default:
            self.init(cause: nil, conclusion: "", steps: [RemedyStep(.heal, code.remedy)])
        }
    }

    init(cause: Diagnosis.Cause?, conclusion: String, steps: [RemedyStep]) {
        self.cause = cause
        self.conclusion = conclusion
        self.steps = steps
    }
}
