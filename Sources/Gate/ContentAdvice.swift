/// Advice for wrong bytes: cache or storage, or what would tell.
struct ContentAdvice {
    private let evidence: StorageEvidence
    /// What the bytes are called.
    private let thing: String

    private var readStorage: String {
        "Read the \(thing) past every cache; a backend with `direct: true` in blobgate.yaml does it in each run."
    }
    private static let aside = "move the file aside, it is evidence"
    private static let kept = "pushing the image again keeps what is stored"

    static func advice(_ evidence: StorageEvidence, kind: Claim.Kind?) -> Advice {
        ContentAdvice(evidence: evidence, thing: kind == .manifest ? "manifest" : "blob").advice()
    }

    private func advice() -> Advice {
        switch evidence.direct {
        case .intact(let direct): storageIsGood(direct)
        case .bad(let direct):
            storageIsBad("The storage is bad: \(direct), the registry itself, serves wrong bytes.")
        case .absent(let direct): storageHasNothing(direct)
        case .silent where evidence.intact.isEmpty: noneIntact()
        case .silent: someIntact()
        }
    }

    private func storageIsGood(_ direct: String) -> Advice {
        let bad = evidence.bad
        let good = "The storage is good: \(direct), the registry itself, serves it intact."
        let through = evidence.badReadThrough
        guard through.isEmpty else {
            return Advice(
                cause: .front,
                conclusion: "\(good) \(through) \(through.verb("says", "say")) MISS: it changed on the way there.",
                remedy: [
                    "Look at what stands between \(direct) and \(through).",
                    "Then remove this \(thing) from the cache of \(bad) only, which may have kept it (\(Self.aside)).",
                ])
        }
        return Advice(
            cause: .front, conclusion: "\(good) The fault is in front of it, on \(bad).",
            remedy: ["Remove this \(thing) from the cache of \(bad) only (\(Self.aside))."])
    }

    private func storageIsBad(_ why: String) -> Advice {
        guard !evidence.intact.isEmpty else {
            return Advice(
                cause: .storage, conclusion: why,
                remedy: [
                    "Purge no cache yet: one may hold a good copy. Replace the object in the storage; \(Self.kept).",
                    "When the registry itself serves it intact, remove this \(thing) from every cache.",
                ])
        }
        let intact = evidence.intact
        return Advice(
            cause: .storage,
            conclusion: "\(why) What \(intact) \(intact.verb("serves", "serve")) may be the last good copy.",
            remedy: [
                "Purge no cache yet: save the good copy first; \(intact) \(intact.verb("has", "have")) it.",
                "Replace the object in the storage; \(Self.kept).",
                "When the registry itself serves it intact, remove this \(thing) from every cache that has it wrong.",
            ])
    }

    private func storageHasNothing(_ direct: String) -> Advice {
        Advice(
            cause: .storage,
            conclusion: "The storage has not got it: \(direct), the registry itself, says so. Only caches answer.",
            remedy: [
                "Purge no cache yet: push the image again; a missing object is stored anew.",
                "When \(direct) serves it intact, remove this \(thing) from the cache of \(evidence.bad) (\(Self.aside)).",
            ])
    }

    private func someIntact() -> Advice {
        let bad = evidence.bad
        let intact = evidence.intact
        let alike =
            evidence.alike == true
            ? " The wrong bytes are the same on \(bad), so they have one source: the storage, now or when their caches "
                + "were filled." : ""
        if !evidence.badReadThrough.isEmpty {
            let through = evidence.badReadThrough
            return Advice(
                cause: .unknown,
                conclusion:
                    "\(through) \(through.verb("says", "say")) MISS: it came wrong from behind the cache, and emptying the "
                    + "cache alone does not help. The storage, or the way to it, is in doubt.\(alike)",
                remedy: [
                    readStorage,
                    "Bad there: replace the object first (\(Self.kept)), and purge no cache: \(intact) may hold the last "
                        + "good copy.",
                    "Intact there: look at the way to \(through), then remove this \(thing) from the cache of \(bad) only.",
                ])
        }
        if !evidence.intactReadThrough.isEmpty, evidence.badFromCache.count == evidence.bad.count {
            let through = evidence.intactReadThrough
            return Advice(
                cause: .front,
                conclusion:
                    "\(bad) \(bad.verb("says", "say")) HIT: from what \(bad.verb("its cache has", "their caches have")) "
                    + "kept. \(through) \(through.verb("says", "say")) MISS, and it came intact from behind the cache: "
                    + "that speaks for a good storage there.\(alike)",
                remedy: [
                    "If \(bad) \(bad.verb("stands", "stand")) before the same storage: remove this \(thing) from the "
                        + "cache of \(bad) only (\(Self.aside)).",
                    "If \(bad) \(bad.verb("has", "have")) another storage: read it there first, and replace the object "
                        + "if it is bad; \(Self.kept).",
                ])
        }
        let why =
            evidence.badFromCache.count == bad.count
            ? "\(bad) \(bad.verb("says", "say")) HIT: from what \(bad.verb("its cache has", "their caches have")) kept. "
                + "Nothing shows the storage: the intact copies may be kept ones too."
            : "Nothing shows whether \(bad) read it from a cache or from the storage."
        return Advice(
            cause: .unknown, conclusion: why + alike,
            remedy: [
                readStorage,
                "Intact there: remove this \(thing) from the cache of \(bad) only (\(Self.aside)).",
                "Bad there: replace the object first (\(Self.kept)), and purge no cache before: \(intact) may hold the last "
                    + "good copy.",
            ])
    }

    private func noneIntact() -> Advice {
        let bad = evidence.bad
        let old =
            evidence.remembered.isEmpty
            ? "" : " \(evidence.remembered) had it intact in an earlier run; that does not show what is stored now."
        if evidence.alike == true {
            let through = evidence.badReadThrough
            let now =
                through.isEmpty
                ? "the storage behind them, now or when their caches were filled."
                : "the storage behind them. \(through) \(through.verb("says", "say")) MISS: it is bad now."
            return Advice(
                cause: .storage,
                conclusion: "The same wrong bytes on \(bad.count) backends: not damaged caches, but what they all "
                    + "read: \(now)\(old)",
                remedy: [
                    readStorage,
                    "Bad there: replace the object first (\(Self.kept)), then remove this \(thing) from every cache.",
                    "Intact there: remove this \(thing) from the caches of \(bad).",
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
                    "Intact there: remove this \(thing) from the caches of \(bad) (\(Self.aside)).",
                    "Bad there too: replace the object first; \(Self.kept).",
                ])
        }
        return Advice(
            cause: .unknown, conclusion: "Nothing shows whether a cache or the storage is bad.\(old)",
            remedy: [
                "Purge nothing yet. \(readStorage)",
                "Intact there: remove this \(thing) from the cache of \(bad) only (\(Self.aside)).",
                "Bad there: replace the object first (\(Self.kept)), then remove this \(thing) from every cache.",
            ])
    }
}
