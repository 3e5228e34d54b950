/// Advice for what a backend has not got: late replication, a lost object, a wrong name.
enum AbsenceAdvice {
    static func advice(
        _ evidence: StorageEvidence, subject: Diagnosis.Subject, scope: Diagnosis.Scope
    ) -> Advice {
        let bad = evidence.bad
        switch evidence.direct {
        case .intact(let direct):
            return Advice(
                cause: .front, conclusion: "The storage has it: \(direct), the registry itself, serves it intact.",
                remedy: [
                    "Look at why \(bad) \(bad.verb("answers", "answer")) \"not found\": a cached answer, or another "
                        + "storage that lags."
                ])
        case .absent(let direct) where !evidence.intact.isEmpty:
            return Advice(
                cause: .storage,
                conclusion: "The storage has not got it: \(direct), the registry itself, says so. \(evidence.intact) "
                    + "\(evidence.intact.verb("serves", "serve")) it from a cache.",
                remedy: [
                    "Purge no cache: \(evidence.intact) may hold the last copy.",
                    "Push the image again: a missing object is stored anew.",
                ])
        case .absent, .bad, .silent: break
        }
        switch scope {
        case .all, .single, .allAlike, .allDifferent:
            let name = subject.kind == nil || subject.kind == .manifest
            return Advice(
                cause: nil, conclusion: "",
                remedy: [
                    name
                        ? "Check the name for a typing mistake; if it is right, push the image again."
                        : "Push the image again: a missing blob is stored anew."
                ])
        case .some:
            let cached =
                !evidence.intactFromCache.isEmpty && evidence.intactReadThrough.isEmpty
                ? "\(evidence.intactFromCache) sent it from a cache (HIT): that does not show that the storage has it."
                : ""
            let remedy =
                "Let replication to \(evidence.shown) finish or repair it; or push the image again: what is missing is stored anew."
            return Advice(
                cause: cached.isEmpty ? nil : .unknown, conclusion: cached,
                remedy: cached.isEmpty ? [remedy] : ["Purge no cache before the storage has it.", remedy])
        case .mixed, .unknownElsewhere, .run:
            return Advice(
                cause: nil, conclusion: "",
                remedy: [
                    "If another backend turns out to have it, let replication to \(evidence.shown) finish or repair it; else push the "
                        + "image again: what is missing is stored anew."
                ])
        }
    }
}
