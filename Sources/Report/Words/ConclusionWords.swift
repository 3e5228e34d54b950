internal import Record

/// Says what the evidence shows of the location of a fault, what it leaves open, and what else there is to know: whole
/// sentences.
enum ConclusionWords {
    static func text(_ conclusion: Conclusion) -> String {
        switch conclusion {
        case .observed(let evidence): EvidenceWords.long(evidence)

        case .storageIsGood(let proof, let faulty):
            "\(text(proof)) The fault is in front of it, on \(Names(faulty))."
        case .changedOnTheWay(let proof, let backends):
            "\(text(proof)) \(some(backends, "says", "say")) MISS: it changed on the way there."
        case .storageIsBad(let direct, let intact):
            "The storage is bad: \(direct), the registry itself, serves wrong bytes."
                + (intact.isEmpty ? "" : " What \(some(intact, "serves", "serve")) may be the last good copy.")
        case .storageLacksIt(let direct):
            "The storage has not got it: \(direct), the registry itself, says so. Only caches answer."

        case .cameFromBehindCache(let backends, let same, let remembered):
            "\(some(backends, "says", "say")) MISS: it came wrong from behind the cache, and emptying the cache alone does not "
                + "help. The storage, or the way to it, is in doubt.\(alike(same))\(old(remembered))"
        case .keptByCache(let backends, let intact, let same):
            "\(kept(backends)) \(some(intact, "says", "say")) MISS, and it came intact from behind the cache: that speaks for a "
                + "good storage there.\(alike(same))"
        case .onlyCachesWereSeen(let backends, let same):
            "\(kept(backends)) Nothing shows the storage: the intact copies may be kept ones too.\(alike(same))"
        case .sourceIsUnknown(let backends, let same):
            "Nothing shows whether \(Names(backends)) read it from a cache or from the storage.\(alike(same))"
        case .sameWrongBytes(let backends, let through, let remembered):
            "The same wrong bytes on \(backends.count) backends: not damaged caches, but what they all read: "
                + (through.isEmpty
                    ? "the storage behind them, now or when their caches were filled."
                    : "the storage behind them. \(some(through, "says", "say")) MISS: it is bad now.") + old(remembered)
        case .differentWrongBytes(let backends, let canBeComposed, let remembered):
            "Other wrong bytes on each of \(Names(backends)): damaged apart from each other, as caches are. "
                + (canBeComposed
                    ? "A right copy can be put together of them, so the storage had it right once; nothing shows it now."
                    : "Nothing shows the storage.") + old(remembered)
        case .nothingShown(let remembered):
            "Nothing shows whether a cache or the storage is bad.\(old(remembered))"

        case .storageHasIt(let direct): "The storage has it: \(direct), the registry itself, serves it intact."
        case .onlyCachesHaveIt(let direct, let intact):
            "The storage has not got it: \(direct), the registry itself, says so. \(some(intact, "serves", "serve")) it from a "
                + "cache."
        case .cacheHitsAreNoProof(let backends):
            "\(Names(backends)) sent it from a cache (HIT): that does not show that the storage has it."

        case .addedOnTheWay(let backends):
            "Others answer without it, so it is added on the way through \(Names(backends)), not by a push."
        }
    }

    static func text(_ question: OpenQuestion) -> String {
        switch question {
        case .sameStorage(let faulty, let intact):
            "Whether \(Names(faulty)) and \(Names(intact)) stand before the same storage is not known here."
        case .storageNotSeen: "What the storage has now cannot be seen from here; the read past the cache decides."
        }
    }

    static func text(_ note: DiagnosisNote) -> String {
        switch note {
        case .override(let id, let who, let backends, let reason):
            "Override \(id) of \(who) lets it pass on \(backends.joined(separator: ", ")): \(reason)"
        case .bytesAreRight: "The bytes were hashed and are right: this is reported and refuses nothing."
        case .flappingIsWaived: "The policy lets it pass (policy.flapping): this is reported and refuses nothing."
        case .standbyMayLag: "A standby may lag: this is reported and refuses nothing."
        case .blobsNotChecked: "The blobs behind it were not looked at there."
        case .intactUnderOtherName(let proof): "\(CauseWords.text(proof))."
        case .limit(let limit): LimitWords.text(limit)
        }
    }

    private static func text(_ proof: StorageProof) -> String {
        switch proof {
        case .registryItself(let backend): "The storage is good: \(backend), the registry itself, serves it intact."
        case .otherName(let backend, let repository):
            "The storage is good: \(backend) serves the damaged bytes right under \(repository), just now from behind its cache "
                + "(MISS), and blobs are stored once for all names."
        }
    }

    private static func kept(_ backends: [String]) -> String {
        "\(some(backends, "says", "say")) HIT: from what \(backends.count == 1 ? "its cache has" : "their caches have") kept."
    }

    private static func alike(_ backends: [String]) -> String {
        backends.isEmpty
            ? ""
            : " The wrong bytes are the same on \(Names(backends)), so they have one source: the storage, now or when their "
                + "caches were filled."
    }

    private static func old(_ backends: [String]) -> String {
        backends.isEmpty
            ? "" : " \(Names(backends)) had it intact in an earlier run; that does not show what is stored now."
    }

    private static func some(_ backends: [String], _ one: String, _ many: String) -> String {
        let names = Names(backends)
        return "\(names) \(names.verb(one, many))"
    }
}
