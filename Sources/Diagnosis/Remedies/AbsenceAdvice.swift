/// Advice for what a backend has not got: late replication, a lost object, a wrong name.
enum AbsenceAdvice {
    static func advice(_ file: CaseFile) -> Advice {
        let evidence = file.storage
        let subject = file.subject
        let bad = evidence.bad
        switch evidence.direct {
        case .intact(let direct):
            return Advice(
                cause: .front, conclusion: "The storage has it: \(direct), the registry itself, serves it intact.",
                steps: [
                    RemedyStep(
                        .look,
                        "Look at why \(bad) \(bad.verb("answers", "answer")) \"not found\": a cached answer, or another "
                            + "storage that lags.")
                ])
        case .absent(let direct) where !evidence.intact.isEmpty:
            return Advice(
                cause: .storage,
                conclusion: "The storage has not got it: \(direct), the registry itself, says so. \(evidence.intact) "
                    + "\(evidence.intact.verb("serves", "serve")) it from a cache.",
                steps: [
                    RemedyStep(.save, "Purge no cache: \(evidence.intact) may hold the last copy."),
                    RemedyStep(.heal, "Push the image again: a missing object is stored anew."),
                ])
        case .absent, .bad, .silent: break
        }
        switch file.scope {
        case .all, .single, .allAlike, .allDifferent:
            let name = subject.kind == nil || subject.kind == .manifest
            return Advice(
                cause: nil, conclusion: "",
                steps: [
                    RemedyStep(
                        .heal,
                        name
                            ? "Check the name for a typing mistake; if it is right, push the image again."
                            : "Push the image again: a missing blob is stored anew.")
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
                steps: (cached.isEmpty ? [] : [RemedyStep(.save, "Purge no cache before the storage has it.")])
                    + [RemedyStep(.heal, remedy)])
        case .mixed, .unknownElsewhere, .run:
            return Advice(
                cause: nil, conclusion: "",
                steps: [
                    RemedyStep(
                        .heal,
                        "If another backend turns out to have it, let replication to \(evidence.shown) finish or repair "
                            + "it; else push the image again: what is missing is stored anew.")
                ])
        }
    }
}
