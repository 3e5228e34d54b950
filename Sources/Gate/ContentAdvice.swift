/// Advice for wrong bytes: cache or storage, or what would tell.
enum ContentAdvice {
    static let readStorage =
        "Read the blob past every cache; a backend with `direct: true` in blobgate.yaml does it in each run."
    private static let aside = "move the file aside, it is evidence"
    private static let kept = "pushing the image again keeps what is stored"

    static func advice(_ evidence: StorageEvidence) -> Advice {
        switch evidence.direct {
        case .intact(let direct): storageIsGood(evidence, direct)
        case .bad(let direct):
            storageIsBad(evidence, "The storage is bad: \(direct), the registry itself, serves wrong bytes.")
        case .absent(let direct): storageHasNothing(evidence, direct)
        case .silent where evidence.intact.isEmpty: noneIntact(evidence)
        case .silent: someIntact(evidence)
        }
    }

    private static func storageIsGood(_ evidence: StorageEvidence, _ direct: String) -> Advice {
        let bad = evidence.bad
        let good = "The storage is good: \(direct), the registry itself, serves it intact."
        guard evidence.badReadThrough.isEmpty else {
            return Advice(
                cause: .front,
                conclusion:
                    "\(good) \(evidence.badReadThrough) read it from behind the cache, so it changed on the way.",
                remedy: [
                    "Look at what stands between \(direct) and \(evidence.badReadThrough).",
                    "Then remove this blob from the cache of \(bad) only, which may have kept it (\(aside)).",
                ])
        }
        return Advice(
            cause: .front, conclusion: "\(good) The fault is in front of it, on \(bad).",
            remedy: ["Remove this blob from the cache of \(bad) only (\(aside))."])
    }

    private static func storageIsBad(_ evidence: StorageEvidence, _ why: String) -> Advice {
        guard !evidence.intact.isEmpty else {
            return Advice(
                cause: .storage, conclusion: why,
                remedy: [
                    "Replace the object in the storage first; \(kept).",
                    "When the registry itself serves it intact, remove this blob from every cache.",
                ])
        }
        let intact = evidence.intact
        return Advice(
            cause: .storage,
            conclusion: "\(why) What \(intact) \(intact.verb("serves", "serve")) may be the last good copy.",
            remedy: [
                "Purge no cache yet: save the good copy first; \(intact) \(intact.verb("has", "have")) it.",
                "Replace the object in the storage; \(kept).",
                "When the registry itself serves it intact, remove this blob from every cache that has it wrong.",
            ])
    }

    private static func storageHasNothing(_ evidence: StorageEvidence, _ direct: String) -> Advice {
        Advice(
            cause: .storage,
            conclusion: "The storage has not got it: \(direct), the registry itself, says so. Only caches answer.",
            remedy: [
                "Purge no cache yet: push the image again; a missing object is stored anew.",
                "When \(direct) serves it intact, remove this blob from the cache of \(evidence.bad) (\(aside)).",
            ])
    }

    private static func someIntact(_ evidence: StorageEvidence) -> Advice {
        let bad = evidence.bad
        let intact = evidence.intact
        if !evidence.badReadThrough.isEmpty {
            let through = evidence.badReadThrough
            return Advice(
                cause: .unknown,
                conclusion:
                    "\(through) read it from behind the cache just now (MISS): emptying the cache alone does not help. "
                    + "The storage, or the way to it, is in doubt.",
                remedy: [
                    readStorage,
                    "Bad there: replace the object first (\(kept)), and purge no cache: \(intact) may hold the last "
                        + "good copy.",
                    "Intact there: look at the way to \(through), then remove this blob from the cache of \(bad) only.",
                ])
        }
        if !evidence.intactReadThrough.isEmpty, evidence.badFromCache.count == evidence.bad.count {
            let through = evidence.intactReadThrough
            return Advice(
                cause: .front,
                conclusion:
                    "\(bad) sent what \(bad.verb("its cache has", "their caches have")) kept (HIT); \(through) read it "
                    + "from behind the cache just now (MISS), intact: so the storage behind \(through) is good.",
                remedy: [
                    "Remove this blob from the cache of \(bad) only (\(aside)).",
                    "If \(bad) \(bad.verb("has", "have")) a storage apart from that of \(through), replace the object "
                        + "there first; \(kept).",
                ])
        }
        let why =
            evidence.badFromCache.count == bad.count
            ? "\(bad) sent what \(bad.verb("its cache has", "their caches have")) kept (HIT); nothing shows whether the "
                + "storage is good: other caches may hold their copy longer than it."
            : "Nothing shows whether \(bad) read it from a cache or from the storage."
        return Advice(
            cause: .unknown, conclusion: why,
            remedy: [
                readStorage,
                "Intact there: remove this blob from the cache of \(bad) only (\(aside)).",
                "Bad there: replace the object first (\(kept)), and purge no cache before: \(intact) may hold the last "
                    + "good copy.",
            ])
    }

    private static func noneIntact(_ evidence: StorageEvidence) -> Advice {
        let bad = evidence.bad
        let old =
            evidence.remembered.isEmpty
            ? "" : " \(evidence.remembered) had it intact in an earlier run; that does not show what is stored now."
        if evidence.alike == true {
            let now =
                evidence.badReadThrough.isEmpty
                ? "the storage behind them, now or when their caches were filled."
                : "the storage behind them. \(evidence.badReadThrough) read it from there just now (MISS)."
            return Advice(
                cause: .storage,
                conclusion: "The same wrong bytes on \(bad.count) backends: not damaged caches, but what they all "
                    + "read: \(now)\(old)",
                remedy: [
                    readStorage,
                    "Bad there: replace the object first (\(kept)), then remove this blob from every cache.",
                    "Intact there: remove this blob from the caches of \(bad).",
                ])
        }
        if evidence.allDifferent {
            return Advice(
                cause: .front,
                conclusion:
                    "Other wrong bytes on each of \(bad): damaged apart from each other, as caches are. Nothing "
                    + "shows the storage.\(old)",
                remedy: [
                    readStorage,
                    "Intact there: remove this blob from the caches of \(bad) (\(aside)).",
                    "Bad there too: replace the object first; \(kept).",
                ])
        }
        return Advice(
            cause: .unknown, conclusion: "Nothing shows whether a cache or the storage is bad.\(old)",
            remedy: [
                "Purge nothing yet. \(readStorage)",
                "Intact there: remove this blob from the cache of \(bad) only (\(aside)).",
                "Bad there: replace the object first (\(kept)), then remove this blob from every cache.",
            ])
    }
}
