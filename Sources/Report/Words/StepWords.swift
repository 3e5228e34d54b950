internal import OCI
internal import Record

/// Says what a step asks to do: whole sentences, and a colon before a command.
struct StepWords {
    private let withCommand: Bool

    private static let aside = "move the file aside, it is evidence"
    private static let keepsStored = "pushing the image again keeps what is stored"

    /// - Parameter withCommand: Whether the command follows. Otherwise the sentence says where it is printed, and leaves out
    ///   what only explains it.
    static func text(_ action: StepAction, withCommand: Bool) -> String {
        StepWords(withCommand: withCommand).text(action)
    }

    private func text(_ action: StepAction) -> String {
        switch action {
        case .general(let code): code.remedy

        case .readStorage(let content, let read, let purgeNothingYet):
            (purgeNothingYet ? "Purge nothing yet. " : "") + self.read(content, read)
        case .inspectPath(let from, let to): "Look at what stands between \(from ?? "the storage") and \(Names(to))."
        case .inspectNotFound(let backends):
            "Look at why \(some(backends, "answers", "answer")) \"not found\": a cached answer, or another storage that lags."
        case .inspectContentType(let backends):
            "Look at what sets Content-Type on \(Names(backends)), or on the proxy before it."
        case .keepEvidence(let backend):
            leading("On \(backend), for the record: the copy and its times, the disk, the kernel's errors")

        case .keepSavedCopy(let path, let sources):
            "The right copy\(sources.isEmpty ? "" : ", made of what \(Names(sources)) served,") is kept in \(path): do not lose it."
        case .saveComposedCopy:
            leading("Purge no cache yet: first save the right copy that can be put together of theirs")
        case .saveGoodCopy(let backends):
            withoutCommand("Purge no cache yet: save the good copy first; \(some(backends, "has", "have")) it")
        case .purgeNothing(let copies): "Purge no cache: \(Names(copies)) may hold the last copy."
        case .purgeNothingBeforeStorageHasIt: "Purge no cache before the storage has it."

        case .replaceObject(let when, let registryRemembers, let isFileStorage):
            replace(when, registryRemembers, isFileStorage)
        case .removeEmptyObject:
            "Empty there: remove the object, restart the registry, which remembers its size, and push the image again."
        case .removeFromCache(let content, let caches, let when):
            after(when, .remove, "this \(content.rawValue) from \(text(caches)).")
        case .moveCacheFiles(let backends, let files, let when): move(backends, files, when)
        case .removeByHand(let content, let backend, let ranges, let obstacle, let url, let when):
            byHand(content, backend, ranges, obstacle, url, when)
        case .pushAgain(let missing, let purgeNothingYet):
            purgeNothingYet
                ? "Purge no cache yet: push the image again; a missing \(missing.rawValue) is stored anew."
                : "Push the image again: a missing \(missing.rawValue) is stored anew."
        case .checkNameOrPushAgain:
            "Check the name for a typing mistake; if it is right, push the image again."
        case .letReplicationFinish(let backends, let onlyIfElsewhere):
            onlyIfElsewhere
                ? "If another backend turns out to have it, let replication to \(Names(backends)) finish or repair it; else push "
                    + "the image again: what is missing is stored anew."
                : "Let replication to \(Names(backends)) finish or repair it; or push the image again: what is missing is stored "
                    + "anew."
        case .repairCredentialHelper(let program, let source, let registry):
            "Repair the credential helper \(program), or take it out of \(source): \"echo \(registry) | \(program) get\" must "
                + "print JSON. Then run again."
        case .askOperatorAboutCredentials(let registry):
            "Ask whoever runs \(registry): it asks for credentials in a way that no client should answer."
        case .logIn(let registry):
            "Log in to \(registry) with credentials that may read it (docker login \(registry)), then run again."

        case .checkAgain: leading("Then look again at what failed")
        }
    }

    // MARK: Commands

    /// Before a command: its explanation goes with it.
    private func leading(_ sentence: String, explanation: String = "") -> String {
        withCommand ? "\(sentence)\(explanation):" : withoutCommand(sentence)
    }

    private func withoutCommand(_ sentence: String) -> String {
        withCommand ? "\(sentence)." : "\(sentence); blobgate diagnose DIGEST prints the command."
    }

    private func read(_ content: StepAction.Content, _ read: StepAction.StorageRead) -> String {
        func what(_ slice: Int64?) -> String { slice.map { "slice \($0)" } ?? "the \(content.rawValue)" }
        switch read {
        case .anyWay(let suggestsDirect):
            return "Read the \(content.rawValue) past every cache"
                + (suggestsDirect ? "; a backend with `direct: true` in blobgate.yaml does it in each run." : ".")
        case .registryItself(let slice): return leading("Read \(what(slice)) past every cache")
        case .onHost(let backend, let slice):
            return leading(
                "On \(backend), read \(what(slice)) past the cache",
                explanation: " (REGISTRY: the URL of what is behind it)")
        }
    }

    // MARK: Storage

    private func replace(_ when: StepAction.Replacement, _ registryRemembers: Bool, _ isFileStorage: Bool) -> String {
        let text =
            replace(when)
            + (registryRemembers
                ? " Then restart the registry, or delete the blob's entry in its descriptor cache: it remembers the size."
                : "")
        guard isFileStorage else { return text }
        return leading(
            "\(text) For a storage of files",
            explanation: " (ROOT: its root; a wrong object is kept beside it, as data.wrong)")
    }

    private func replace(_ when: StepAction.Replacement) -> String {
        let kept = Self.keepsStored
        return switch when {
        case .now: "Replace the object in the storage; \(kept)."
        case .nowWithoutPurge:
            "Purge no cache yet: one may hold a good copy. Replace the object in the storage; \(kept)."
        case .ifBad: "Bad there: replace the object first; \(kept)."
        case .ifBadToo: "Bad there too: replace the object first; \(kept)."
        case .ifBadBeforePurge(let copies):
            "Bad there: replace the object first (\(kept)), and purge no cache before: \(Names(copies)) may hold the last good "
                + "copy."
        case .ifBadWithoutPurge(let copies):
            "Bad there: replace the object first (\(kept)), and purge no cache: \(Names(copies)) may hold the last good copy."
        case .ifOtherStorage(let backends):
            "If \(some(backends, "has", "have")) another storage: read it there first, and replace the object if it is bad; "
                + "\(kept)."
        }
    }

    // MARK: Caches

    private func text(_ caches: StepAction.CacheTarget) -> String {
        func evidence(_ isEvidence: Bool) -> String { isEvidence ? " (\(Self.aside))" : "" }
        return switch caches {
        case .only(let backends, let isEvidence): "the cache of \(Names(backends)) only\(evidence(isEvidence))"
        case .mayHaveKept(let backends): "the cache of \(Names(backends)) only, which may have kept it\(evidence(true))"
        case .cache(let backends): "the cache of \(Names(backends))\(evidence(true))"
        case .caches(let backends, let isEvidence): "the caches of \(Names(backends))\(evidence(isEvidence))"
        case .every: "every cache"
        case .everyThatHasItWrong: "every cache that has it wrong"
        case .emptyReply(let backends): "the cache of \(Names(backends)), which keeps the empty reply"
        }
    }

    private func move(
        _ backends: [String], _ files: StepAction.CacheFiles, _ when: StepAction.Condition
    ) -> String {
        var explanation = ""
        let what: String
        switch files {
        case .whole(let content): what = "the cache file of this \(content.rawValue)"
        case .all(let count): what = "all \(count) cache files of this blob (nobody knows which are wrong)"
        case .slices(let slices, let count):
            what = "the \(count == 1 ? "cache file" : "\(count) cache files") of \(PlaceWords.text(slices))"
            if slices.count > count { explanation = " (the first \(count); recheck names the others)" }
        }
        return leading(
            after(when, .on, "\(Names(backends)), move \(what) aside, and no other"), explanation: explanation)
    }

    private func byHand(
        _ content: StepAction.Content, _ backend: String, _ ranges: [ByteRange],
        _ obstacle: StepAction.CacheFileObstacle,
        _ url: String, _ when: StepAction.Condition
    ) -> String {
        let bytes = ranges.isEmpty ? "" : ", \(ranges.map(\.wrappedValue.inWords).joined(separator: ", "))"
        return after(
            when, .remove,
            "this \(content.rawValue) from the cache of \(backend) only\(bytes) (its file cannot be named: "
                + "\(Self.text(obstacle))): \(url)")
    }

    static func text(_ obstacle: StepAction.CacheFileObstacle) -> String {
        switch obstacle {
        case .otherCache(let kind): "its cache is \(kind)"
        case .damageIsUnknown: "where the damage lies is not known"
        case .keyIsUnknown: "the cache's key is not described"
        case .pathIsUnknown: "the cache's path is not described"
        case .sliceSizeIsUnknown: "the key has $slice_range, and the size of a slice is not described"
        case .noSuchSlice: "there is no such slice"
        case .levels(let value): "levels \(value.escapedASCII()) are none of nginx's"
        case .variable(let name): "only nginx knows $\(name.escapedASCII()) in the key"
        case .openBrace: "the key's braces do not close"
        case .noMD5: "MD5 is forbidden on this machine"
        case .notPrintable: "its path or key has characters that cannot be printed"
        }
    }

    /// The condition and what follows it; without one that begins the sentence.
    private func after(_ condition: StepAction.Condition, _ verb: Verb, _ rest: String) -> String {
        let lead: String
        switch condition {
        case .now: return "\(verb.first) \(rest)"
        case .afterwards: lead = "Then"
        case .whenRegistryItselfIsIntact: lead = "When the registry itself serves it intact,"
        case .whenIntact(let backend): lead = "When \(backend) serves it intact,"
        case .onceIntact: lead = "Once intact there:"
        case .onceIntactOrPath(let backends):
            lead = "Once intact there (if it is now, look at the way to \(Names(backends)) first):"
        case .ifSameStorage(let backends): lead = "If \(some(backends, "stands", "stand")) before the same storage:"
        }
        return "\(lead) \(verb.inside) \(rest)"
    }

    /// A word at the beginning of a sentence, and inside one.
    private struct Verb {
        let first: String
        let inside: String

        static let remove = Verb(first: "Remove", inside: "remove")
        static let on = Verb(first: "On", inside: "on")
    }

    private func some(_ backends: [String], _ one: String, _ many: String) -> String {
        let names = Names(backends)
        return "\(names) \(names.verb(one, many))"
    }
}
