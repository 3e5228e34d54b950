/// Advice for wrong bytes: cache or storage, or what would tell.
struct ContentAdvice {
    private let file: CaseFile
    private let kit: RemedyKit
    private let evidence: StorageEvidence

    /// What the bytes are called.
    private var thing: String { kit.thing }

    private static let aside = "move the file aside, it is evidence"
    private static let kept = "pushing the image again keeps what is stored"

    static func advice(_ file: CaseFile, _ kit: RemedyKit) -> Advice {
        ContentAdvice(file: file, kit: kit, evidence: file.storage).advice()
    }

    private func advice() -> Advice {
        switch evidence.direct {
        case .intact(let direct):
            return storageIsGood(
                "The storage is good: \(direct), the registry itself, serves it intact.", between: direct)
        case .bad(let direct):
            return storageIsBad("The storage is bad: \(direct), the registry itself, serves wrong bytes.")
        case .absent(let direct): return storageHasNothing(direct)
        case .silent: break
        }
        if let name = evidence.readThroughElsewhere {
            return storageIsGood(
                "The storage is good: \(name.backend) serves the damaged bytes right under \(name.repository), just now "
                    + "from behind its cache (MISS), and blobs are stored once for all names.",
                between: "the storage")
        }
        return evidence.intact.isEmpty ? noneIntact() : someIntact()
    }

    // MARK: Steps

    private var bad: Names { evidence.bad }

    private var look: RemedyStep {
        kit.readStorage(
            after: bad,
            general:
                "Read the \(thing) past every cache; a backend with `direct: true` in blobgate.yaml does it in each run."
        )
    }

    private func purge(when condition: String = "", _ general: String) -> [RemedyStep] {
        kit.purge(bad, when: condition, general: RemedyStep(.heal, general))
    }

    /// What decides, then what heals the storage, and only then the caches: a purge comes after a storage that is right,
    /// or was made so.
    private func decided(
        by look: RemedyStep, bad words: String, intact condition: String = "Once intact there:",
        _ general: String
    ) -> [RemedyStep] {
        [look, replace(words)] + purge(when: condition, "\(condition) \(general)")
    }

    private func replace(_ text: String) -> RemedyStep { kit.replaceObject(text + remembered) }

    /// A registry that once read a cut object remembers its size.
    private var remembered: String {
        file.code == .contentSize || file.badMaps.contains { $0.storedSize != nil }
            ? " Then restart the registry, or delete the blob's entry in its descriptor cache: it remembers the size."
            : ""
    }

    private func storageIsGood(_ good: String, between: String) -> Advice {
        let through = evidence.badReadThrough
        guard through.isEmpty else {
            return Advice(
                cause: .front,
                conclusion: "\(good) \(through) \(through.verb("says", "say")) MISS: it changed on the way there.",
                steps: [RemedyStep(.look, "Look at what stands between \(between) and \(through).")]
                    + purge(
                        when: "Then",
                        "Then remove this \(thing) from the cache of \(bad) only, which may have kept it (\(Self.aside))."
                    )
            )
        }
        return Advice(
            cause: .front, conclusion: "\(good) The fault is in front of it, on \(bad).",
            steps: kit.evidence(bad) + purge("Remove this \(thing) from the cache of \(bad) only (\(Self.aside))."))
    }

    private func storageIsBad(_ why: String) -> Advice {
        let intact = evidence.intact
        let purged = purge(
            when: "When the registry itself serves it intact,",
            intact.isEmpty
                ? "When the registry itself serves it intact, remove this \(thing) from every cache."
                : "When the registry itself serves it intact, remove this \(thing) from every cache that has it wrong.")
        let proof = kit.investigation == nil ? [] : [look]
        guard !intact.isEmpty else {
            return Advice(
                cause: .storage, conclusion: why,
                steps: [
                    replace(
                        "Purge no cache yet: one may hold a good copy. Replace the object in the storage; \(Self.kept)."
                    )
                ] + proof + purged)
        }
        return Advice(
            cause: .storage,
            conclusion: "\(why) What \(intact) \(intact.verb("serves", "serve")) may be the last good copy.",
            steps: [kit.save(from: intact), replace("Replace the object in the storage; \(Self.kept).")] + proof
                + purged)
    }

    private func storageHasNothing(_ direct: String) -> Advice {
        Advice(
            cause: .storage,
            conclusion: "The storage has not got it: \(direct), the registry itself, says so. Only caches answer.",
            steps: [
                RemedyStep(.heal, "Purge no cache yet: push the image again; a missing object is stored anew.")
            ]
                + purge(
                    when: "When \(direct) serves it intact,",
                    "When \(direct) serves it intact, remove this \(thing) from the cache of \(bad) (\(Self.aside))."))
    }

    private func someIntact() -> Advice {
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
                steps: decided(
                    by: look,
                    bad:
                        "Bad there: replace the object first (\(Self.kept)), and purge no cache: \(intact) may hold the "
                        + "last good copy.",
                    intact: "Once intact there (if it is now, look at the way to \(through) first):",
                    "remove this \(thing) from the cache of \(bad) only."))
        }
        if !evidence.intactReadThrough.isEmpty, evidence.badFromCache.count == evidence.bad.count {
            return keptAndGood(alike)
        }
        let why =
            evidence.badFromCache.count == bad.count
            ? "\(bad) \(bad.verb("says", "say")) HIT: from what \(bad.verb("its cache has", "their caches have")) kept. "
                + "Nothing shows the storage: the intact copies may be kept ones too."
            : "Nothing shows whether \(bad) read it from a cache or from the storage."
        return Advice(
            cause: .unknown, conclusion: why + alike,
            steps: decided(
                by: look,
                bad:
                    "Bad there: replace the object first (\(Self.kept)), and purge no cache before: \(intact) may hold "
                    + "the last good copy.",
                "remove this \(thing) from the cache of \(bad) only (\(Self.aside))."))
    }

    private func keptAndGood(_ alike: String) -> Advice {
        let through = evidence.intactReadThrough
        return Advice(
            cause: .front,
            conclusion:
                "\(bad) \(bad.verb("says", "say")) HIT: from what \(bad.verb("its cache has", "their caches have")) "
                + "kept. \(through) \(through.verb("says", "say")) MISS, and it came intact from behind the cache: "
                + "that speaks for a good storage there.\(alike)",
            steps: purge(
                when: "If \(bad) \(bad.verb("stands", "stand")) before the same storage:",
                "If \(bad) \(bad.verb("stands", "stand")) before the same storage: remove this \(thing) from the "
                    + "cache of \(bad) only (\(Self.aside)).")
                + [
                    replace(
                        "If \(bad) \(bad.verb("has", "have")) another storage: read it there first, and replace the object "
                            + "if it is bad; \(Self.kept).")
                ])
    }

    private func noneIntact() -> Advice {
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
                steps: decided(
                    by: look, bad: "Bad there: replace the object first; \(Self.kept).",
                    "remove this \(thing) from the caches of \(bad)."))
        }
        if evidence.allDifferent || evidence.isComposed {
            let shown =
                evidence.isComposed
                ? "A right copy can be put together of them, so the storage had it right once; nothing shows it now."
                : "Nothing shows the storage."
            return Advice(
                cause: .front,
                conclusion:
                    "Other wrong bytes on each of \(bad): damaged apart from each other, as caches are. \(shown)\(old)",
                steps: (evidence.isComposed ? [kit.save(from: Names([]))] : [])
                    + decided(
                        by: look, bad: "Bad there too: replace the object first; \(Self.kept).",
                        "remove this \(thing) from the caches of \(bad) (\(Self.aside))."))
        }
        let first = look
        let nothing = RemedyStep(
            first.purpose, on: first.backends, "Purge nothing yet. \(first.text)", commands: first.commands,
            expected: first.expected)
        return Advice(
            cause: .unknown, conclusion: "Nothing shows whether a cache or the storage is bad.\(old)",
            steps: decided(
                by: nothing, bad: "Bad there: replace the object first; \(Self.kept).",
                "remove this \(thing) from the cache of \(bad) only (\(Self.aside))."))
    }
}
