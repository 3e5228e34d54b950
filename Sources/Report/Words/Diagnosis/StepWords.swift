internal import OCI
internal import Record

/// Words a remedy step in whole sentences, with a colon before a command.
struct StepWords {
    private let withCommand: Bool

    private static let aside = "move the file aside as evidence"
    private static let keepsStored = "a push does not overwrite it"

    /// - Parameter withCommand: Whether the command follows. If not, the sentence says where the command is printed and
    ///   omits the explanation of the command.
    static func text(_ action: StepAction, withCommand: Bool) -> String {
        StepWords(withCommand: withCommand).text(action)
    }

    private func text(_ action: StepAction) -> String {
        switch action {
        case .general(let code): code.remedy

        case .readStorage(let content, let read, let purgeNothingYet):
            (purgeNothingYet ? "Purge nothing yet. " : "") + self.read(content, read)
        case .readOthers(let backends, let ifStorageIsUnreadable):
            leading(
                (ifStorageIsUnreadable ? "If you cannot, read" : "Read")
                    + " it from \(Names(backends)) too, which locates the damage, and finds a good copy if there is one",
                explanation: " (this fills \(backends.count == 1 ? "its cache" : "their caches"))")
        case .inspectPath(let from, let to): "Check the path between \(from ?? "the storage") and \(Names(to))."
        case .inspectNotFound(let backends):
            "Find out why \(some(backends, "answers", "answer")) \"not found\": a cached reply, or a storage replica that lags."
        case .inspectContentType(let backends):
            "Find out what sets Content-Type on \(Names(backends)), or on the proxy in front."
        case .inspectRanges(let backends):
            leading(
                "Find out what changes replies to Range requests on \(Names(backends)): a slicing cache, a proxy, or "
                    + "machines that differ; until then, take \(backends.count == 1 ? "it" : "them") out of rotation")
        case .inspectMembers(let backends):
            "Take \(Names(backends)) out of rotation, list the machines behind its address as backends of their own, and check "
                + "memory, network and disk of those that return different bytes."
        case .keepEvidence(let backend):
            leading("On \(backend), collect evidence: the copy and its timestamps, disk usage, kernel errors")

        case .inspectCacheDisk(let backends, let problem):
            leading("On \(Names(backends)), look at the cache's file system: \(Self.sign(of: problem))")
        case .freeCacheDisk(let backends):
            leading(
                "On \(Names(backends)), free space in the cache's file system, and set max_size (or min_free) so that ten seconds "
                    + "of traffic still fit; no reload of nginx is needed for the space. Leftovers of killed workers",
                explanation: ", which nginx never removes")
        case .remountCacheDisk(let backends):
            "On \(Names(backends)), repair the file system of the cache and mount it writable; no restart of nginx is needed."
        case .keepSavedCopy(let path, let sources):
            "The good copy\(sources.isEmpty ? "" : ", from bytes that \(Names(sources)) served,") is in \(path): do not lose it."
        case .saveComposedCopy:
            leading("Purge no cache yet: first save the good copy that can be assembled from their pieces")
        case .saveGoodCopy(let backends):
            withoutCommand("Purge no cache yet: save the good copy first; \(some(backends, "has", "have")) it")
        case .purgeNothing(let copies): "Purge no cache: \(Names(copies)) may hold the last copy."
        case .purgeNothingBeforeStorageHasIt: "Purge no cache until the storage has it."

        case .replaceObject(let when, let registryRemembers, let isFileStorage):
            replace(when, registryRemembers, isFileStorage)
        case .replaceInS3(let when, let registryRemembers):
            leading("\(replace(when))\(remembered(registryRemembers)) For S3 storage", explanation: Self.s3)
        case .removeObjectAndPush(let content, let when, let storage): removeAndPush(content, when, storage)
        case .removeEmptyObject:
            "If it is empty there, remove the object, restart the registry (it remembers the size) and push the image again."
        case .removeFromCache(let content, let caches, let when):
            after(when, .remove, "this \(content.rawValue) from \(text(caches)).")
        case .moveCacheFiles(let backends, let files, let when): move(backends, files, when)
        case .removeByHand(let content, let backend, let ranges, let obstacle, let url, let when):
            byHand(content, backend, ranges, obstacle, url, when)
        case .removeWithTool(let content, let backend, let software, let when):
            leading(
                after(when, .on, "\(backend), remove only this \(content.rawValue) from the cache"),
                explanation: Self.note(on: software))
        case .pushAgain(let missing, let purgeNothingYet):
            purgeNothingYet
                ? "Purge no cache yet: push the image again; that stores the missing \(missing.rawValue)."
                : "Push the image again: that stores the missing \(missing.rawValue)."
        case .configurePlainHTTP(let registry):
            "If it is meant to speak plain HTTP: set scheme: http for \(registry) in blobgate.yaml; for a mirror, write http:// in its "
                + "hosts.toml, or insecure = true in registries.conf. Otherwise repair its TLS."
        case .runShardsOnOneMachine(let backends):
            "Run all shards on one machine: \(Names(backends)) \(Names(backends).verb("is", "are")) local to each machine."
        case .configureAuthority(let registry):
            "Set the CA of \(registry) (registries[].ca in blobgate.yaml), or install it in the system's CA bundle; the nodes need it "
                + "too."
        case .selectPlatforms(let missing):
            missing.isEmpty
                ? "If it is not needed, select the platforms of the nodes with --platform (release.platforms): then only what "
                    + "they pull is checked."
                : "If no node is \(missing.map(\.description).joined(separator: " or ")), select the platforms of the nodes with "
                    + "--platform (release.platforms)."
        case .checkNameOrPushAgain:
            "Check the name for typos; if it is right, push the image again."
        case .letReplicationFinish(let backends, let onlyIfElsewhere):
            onlyIfElsewhere
                ? "If another backend turns out to have it, wait for replication to \(Names(backends)) or repair it; if not, "
                    + "push the image again: that stores the missing content."
                : "Wait for replication to \(Names(backends)) or repair it; or push the image again: that stores the missing "
                    + "content."
        case .swapRoles(let active, let standby):
            "If a switchover was made, swap the roles in blobgate.yaml: standby: true for \(Names(active)), none for "
                + "\(Names(standby)). If not, repair \(Names(active))."
        case .repairCredentialHelper(let program, let source, let registry):
            "Repair the credential helper \(program), or remove it from \(source): \"echo \(registry) | \(program) get\" must "
                + "print JSON. Then run again."
        case .askOperatorAboutCredentials(let registry):
            "Contact the operator of \(registry): it requests credentials in a way that no client should answer."
        case .logIn(let registry, let source, let authfile): logIn(registry, source, authfile)

        case .grantPull(let registry, let repository, let source):
            "The credentials for \(registry) from \(source) are valid, but may not pull \(repository): have the operator of "
                + "\(registry) grant them that, or put others there. Then run again."

        case .checkAgain: leading("Then check again")
        }
    }

    private static func note(on software: CacheKind) -> String {
        switch software {
        case .varnish: " (a ban; add the condition of your VCL if it changes the URL)"
        case .squid:
            " (403 means that squid.conf has no acl for the method PURGE, or no http_access that allows it from there; 404, that it is no "
                + "longer cached)"
        case .registry:
            " (ROOT: the root directory of the pull-through registry; then restart it, or flush its descriptor cache: it remembers the object)"
        case .nginx, .whole, .none: ""
        }
    }

    private static func sign(of problem: CacheDiskProblem) -> String {
        switch problem {
        case .full: "full, or out of inodes"
        case .readOnly: "\"ro\" among its options, or kernel errors"
        case .unreadable: "the owner and mode of the file, and errors of its disk"
        }
    }

    // MARK: Credentials

    /// Credentials that were refused are replaced where they are; other places may not be read.
    private func logIn(_ registry: RegistryName, _ source: String?, _ authfile: String?) -> String {
        let command = authfile.map { "podman login --authfile \($0) \(registry)" } ?? "docker login \(registry)"
        let end = "credentials that may read it"
        if let source {
            return "The credentials for \(registry) from \(source) were refused: replace them there by \(end)"
                + (authfile == nil ? "" : " (\(command))") + ", then run again."
        }
        let place = authfile.map { ", in the configured file \($0)" } ?? ""
        return "Log in to \(registry) with \(end)\(place) (\(command)), then run again."
    }

    // MARK: Commands

    /// A sentence that leads to a command; the explanation appears only with the command.
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
                + (suggestsDirect ? "; a backend with `direct: true` in blobgate.yaml does this in every run." : ".")
        case .registryItself(let slice): return leading("Read \(what(slice)) past every cache")
        case .onHost(let backend, let slice):
            return leading(
                "On \(backend), read \(what(slice)) past the cache",
                explanation: " (REGISTRY: the cache's upstream URL; after an error of curl the hash means nothing)")
        }
    }

    // MARK: Storage

    private func replace(_ when: StepAction.Replacement, _ registryRemembers: Bool, _ isFileStorage: Bool) -> String {
        let text = replace(when) + remembered(registryRemembers)
        guard isFileStorage else { return text }
        return leading(
            "\(text) For file system storage",
            explanation: " (ROOT: its root directory; the wrong object is saved next to it as data.wrong)")
    }

    private static let s3 =
        " (BUCKET: its bucket, and its root directory if there is one; AWS_ENDPOINT_URL: its address; the wrong object is saved "
        + "next to it as data.wrong)"

    private func remembered(_ isRemembered: Bool) -> String {
        isRemembered
            ? " Then restart the registry, or delete the blob's entry in its descriptor cache: it remembers the size."
            : ""
    }

    private func removeAndPush(
        _ content: StepAction.Content, _ when: StepAction.Replacement, _ storage: StorageKind?
    ) -> String {
        let opening =
            switch when {
            case .now: "No good copy is known. Move"
            case .nowWithoutPurge: "No good copy is known; purge no cache yet, since one may hold it. Move"
            case .ifBad: "If it is bad there, move"
            case .ifBadToo: "If it is bad there too, move"
            case .ifBadBeforePurge, .ifBadWithoutPurge: "\(replace(when)) Move"
            }
        let text =
            "\(opening) the wrong \(content.rawValue) aside in the storage, restart the registry or flush its descriptor cache, "
            + "and push the image again: a push stores a missing object, but never overwrites one."
        return switch storage {
        case nil: text
        case .s3: leading("\(text) For S3 storage", explanation: Self.s3)
        case .filesystem: leading("\(text) For file system storage", explanation: " (ROOT: its root directory)")
        }
    }

    private func replace(_ when: StepAction.Replacement) -> String {
        let kept = Self.keepsStored
        return switch when {
        case .now: "Replace the object in the storage; \(kept)."
        case .nowWithoutPurge:
            "Purge no cache yet: one may hold a good copy. Replace the object in the storage; \(kept)."
        case .ifBad: "If it is bad there, replace the object first; \(kept)."
        case .ifBadToo: "If it is bad there too, replace the object first; \(kept)."
        case .ifBadBeforePurge(let copies):
            "If it is bad there, replace the object first (\(kept)), and purge no cache before that: \(Names(copies)) may "
                + "hold the last good copy."
        case .ifBadWithoutPurge(let copies):
            "If it is bad there, replace the object first (\(kept)), and purge no cache: \(Names(copies)) may hold the last "
                + "good copy."
        }
    }

    // MARK: Caches

    private func text(_ caches: StepAction.CacheTarget) -> String {
        func evidence(_ isEvidence: Bool) -> String { isEvidence ? " (\(Self.aside))" : "" }
        return switch caches {
        case .only(let backends, let isEvidence): "the cache of \(Names(backends)) only\(evidence(isEvidence))"
        case .mayHaveKept(let backends): "the cache of \(Names(backends)) only, which may hold it\(evidence(true))"
        case .cache(let backends): "the cache of \(Names(backends))\(evidence(true))"
        case .caches(let backends, let isEvidence): "the caches of \(Names(backends))\(evidence(isEvidence))"
        case .every: "every cache"
        case .everyThatHasItWrong: "every cache that has it wrong"
        case .emptyReply(let backends): "the cache of \(Names(backends)), which holds the empty reply"
        }
    }

    private func move(
        _ backends: [String], _ files: StepAction.CacheFiles, _ when: StepAction.Condition
    ) -> String {
        var explanation = ""
        let what: String
        switch files {
        case .whole(let content): what = "the cache file of this \(content.rawValue)"
        case .all(let count): what = "all \(count) cache files of this blob (it is not known which are wrong)"
        case .slices(let slices, let count):
            what = "the \(count == 1 ? "cache file" : "\(count) cache files") of \(PlaceWords.text(slices))"
            if slices.count > count { explanation = " (the first \(count); recheck lists the others)" }
        }
        return leading(
            after(when, .on, "\(Names(backends)), move only \(what) aside"), explanation: explanation)
    }

    private func byHand(
        _ content: StepAction.Content, _ backend: String, _ ranges: [ByteRange],
        _ obstacle: StepAction.CacheFileObstacle,
        _ url: String, _ when: StepAction.Condition
    ) -> String {
        let bytes = ranges.isEmpty ? "" : ", \(ranges.map(\.wrappedValue.inWords).joined(separator: ", "))"
        return after(
            when, .remove,
            "this \(content.rawValue) from the cache of \(backend) only\(bytes) (its file name is not known: "
                + "\(Self.text(obstacle))): \(url)")
    }

    static func text(_ obstacle: StepAction.CacheFileObstacle) -> String {
        switch obstacle {
        case .otherCache(let kind): "its cache is \(kind)"
        case .damageIsUnknown: "the location of the damage is not known"
        case .keyIsUnknown: "the cache key is not configured"
        case .pathIsUnknown: "the cache path is not configured"
        case .sliceSizeIsUnknown: "the key has $slice_range, and the slice size is not configured"
        case .noSuchSlice: "there is no such slice"
        case .levels(let value): "levels \(value.escapedASCII()) is not valid in nginx"
        case .variable(let name): "only nginx knows the value of $\(name.escapedASCII()) in the key"
        case .openBrace: "the key has an unclosed brace"
        case .noMD5: "MD5 is disabled on this machine"
        case .notPrintable: "its path or key contains unprintable characters"
        }
    }

    /// The condition, then the rest of the sentence; without a condition, the sentence begins with the verb.
    private func after(_ condition: StepAction.Condition, _ verb: Verb, _ rest: String) -> String {
        let lead: String
        switch condition {
        case .now: return "\(verb.first) \(rest)"
        case .afterwards: lead = "Then"
        case .whenRegistryItselfIsIntact: lead = "When the registry itself serves it intact,"
        case .whenIntact(let backend): lead = "When \(backend) serves it intact,"
        case .onceIntact: lead = "Once it is intact there,"
        case .onceIntactOrPath(let backends):
            lead = "Once it is intact there (if it already is, check the path to \(Names(backends)) first),"
        }
        return "\(lead) \(verb.inside) \(rest)"
    }

    /// A word as it appears at the start of a sentence and inside one.
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
