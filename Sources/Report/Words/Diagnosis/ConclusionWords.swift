internal import OCI
internal import Record

/// Words, in whole sentences, where the evidence locates a fault, what it leaves open, and further notes.
enum ConclusionWords {
    static func text(_ conclusion: Conclusion) -> String {
        switch conclusion {
        case .observed(let evidence): EvidenceWords.long(evidence)

        case .storageIsGood(let proof, let faulty):
            "\(text(proof)) The fault is in front of it, on \(Names(faulty))."
        case .changedOnTheWay(let proof, let backends):
            "\(text(proof)) \(Names(backends)) answered MISS: it was corrupted between the storage and the cache."
        case .storageIsBad(let direct, let intact):
            "The storage is bad: \(direct), the registry itself, serves wrong bytes."
                + (intact.isEmpty
                    ? "" : " \(some(intact, "serves", "serve")) it intact, and may hold the last good copy.")
        case .storageLacksIt(let direct):
            "The storage does not have it: \(direct), the registry itself, reports it missing. Only caches serve it."

        case .cameFromBehindCache(let backends, let same, let remembered):
            "\(Names(backends)) answered MISS: the wrong bytes came from behind the cache, so purging the cache "
                + "alone does not help. The storage, or the path to it, is suspect.\(alike(same))\(old(remembered))"
        case .keptByCache(let backends, let intact, let same):
            "\(kept(backends)) \(Names(intact)) answered MISS with the right bytes from behind the cache: that "
                + "suggests good storage there.\(alike(same))"
        case .onlyCachesWereSeen(let backends, let same):
            "\(kept(backends)) The storage was not seen: the intact copies may be cached too.\(alike(same))"
        case .sourceIsUnknown(let backends, let same):
            "It is not known whether \(Names(backends)) read it from a cache or from the storage.\(alike(same))"
        case .storageWithoutCache(let backends, let remembered):
            (backends.count == 1
                ? "\(Names(backends)) has no cache: the storage behind it is bad, or the path to it."
                : "The same wrong bytes on all of \(Names(backends)), which have no cache: the storage behind them is bad.")
                + old(remembered)
        case .sameWrongBytes(let backends, let through, let remembered):
            "The same wrong bytes on \(backends.count) backends: the caches are not damaged; "
                + (through.isEmpty
                    ? "the storage behind them is bad, or was when the caches were filled."
                    : "the storage behind them is. \(Names(through)) answered MISS: it is bad now.")
                + old(remembered)
        case .differentWrongBytes(let backends, let canBeComposed, let remembered):
            "Different wrong bytes on each of \(Names(backends)): damaged independently, as separate caches are. "
                + (canBeComposed
                    ? "A good copy can be assembled from them, so the storage was good once; its current state was not seen."
                    : "The storage was not seen.") + old(remembered)
        case .nothingShown(let remembered):
            "It is not known whether a cache or the storage is bad.\(old(remembered))"

        case .dependsOnRequest(let backends, let isWholeRight):
            "Answers of \(Names(backends)) to Range requests and to full requests differ: something rewrites by kind of request, "
                + "not a kept slice. " + (isWholeRight ? "The whole body is right." : "The parts are right.")
        case .changesOnEachRead(let backends):
            "Every read of \(Names(backends)) returned different wrong bytes: that rules out a kept cache file. Answers change "
                + "between connections."
        case .endsAtSameByte(let backends):
            "Every read of \(Names(backends)) ended at the same byte: a proxy that verifies while it streams, or a truncated "
                + "object behind it. The content behind it is suspect."

        case .storageHasIt(let direct): "The storage has it: \(direct), the registry itself, serves it intact."
        case .onlyCachesHaveIt(let direct, let intact):
            "The storage does not have it: \(direct), the registry itself, reports it missing. "
                + "\(some(intact, "serves", "serve")) it from a cache."
        case .cacheHitsAreNoProof(let backends):
            "\(Names(backends)) served it from a cache (HIT): that does not prove that the storage has it."

        case .cacheDiskFails(let problem, let backends): cacheDisk(problem, backends)
        case .shared(let cause, let backends, let isEverywhere, let direct):
            SharedCauseWords(backends: backends, isEverywhere: isEverywhere, direct: direct).text(cause)
        case .addedOnTheWay(let backends):
            "Other backends answer without it, so a proxy of \(Names(backends)) adds it, not a push."
        }
    }

    private static func cacheDisk(_ problem: CacheDiskProblem, _ backends: [String]) -> String {
        let others = "The same content is good elsewhere: the fault is in the cache of \(Names(backends)), "
        return switch problem {
        case .full:
            "\(others)which closes the connection within a body that it fetches (MISS): its disk is full. It keeps nothing, and "
                + "a retry fails in the same way."
        case .readOnly: "\(others)which closes the connection before a reply: its disk may be read-only."
        case .unreadable: "\(others)which cannot read a file: nginx itself answers 500."
        }
    }

    static func text(_ question: OpenQuestion) -> String {
        switch question {
        case .sameStorage(let faulty, let intact):
            "It is not known whether \(Names(faulty)) \(Names(faulty).verb("uses", "use")) the same storage as \(Names(intact))."
        case .storageNotSeen:
            "The storage cannot be seen from here; reading past the cache will tell."
        }
    }

    static func text(_ note: DiagnosisNote) -> String {
        switch note {
        case .override(let id, let who, let backends, let reason):
            "Override \(id) by \(who) waives it on \(backends.joined(separator: ", ")): \(reason)"
        case .bytesAreRight:
            "The bytes were hashed and are right: this is only reported and does not refuse the release."
        case .flappingIsWaived:
            "The policy waives it (policy.flapping): this is only reported and does not refuse the release."
        case .nodesAreNotAffected: "This does not affect the nodes of the release: it is only reported."
        case .standbyMayLag: "A standby may lag: this is only reported and does not refuse the release."
        case .standbyIsUnreachable:
            "It is a standby: this is only reported and does not block the release. Nothing was proven there."
        case .blobsNotChecked: "The blobs behind it were not checked there."
        case .intactUnderOtherName(let proof): "\(CauseWords.text(proof))."
        case .seenByEarlierRun(let run): "Run \(run) saw the same wrong bytes; its evidence counts here too."
        case .similarTags(let reference, let tags, let backend):
            "\(backend) has no \(reference), but similar tags: \(tags.map(\.description).joined(separator: ", "))."
        case .limit(let limit): LimitWords.text(limit)
        }
    }

    private static func text(_ proof: StorageProof) -> String {
        switch proof {
        case .registryItself(let backend): "The storage is good: \(backend), the registry itself, serves it intact."
        case .otherName(let backend, let repository):
            "The storage is good: \(backend) just served these bytes intact under \(repository) from behind its cache (MISS), "
                + "and a blob is stored once for all repositories."
        }
    }

    private static func kept(_ backends: [String]) -> String {
        "\(Names(backends)) answered HIT: the bytes came from \(backends.count == 1 ? "its cache" : "their caches")."
    }

    private static func alike(_ backends: [String]) -> String {
        backends.isEmpty
            ? ""
            : " The wrong bytes are the same on \(Names(backends)), so they have one source: the storage, now or when the "
                + "caches were filled."
    }

    private static func old(_ backends: [String]) -> String {
        backends.isEmpty
            ? "" : " \(Names(backends)) had it intact in an earlier run; that does not prove what is stored now."
    }

    private static func some(_ backends: [String], _ one: String, _ many: String) -> String {
        let names = Names(backends)
        return "\(names) \(names.verb(one, many))"
    }
}
