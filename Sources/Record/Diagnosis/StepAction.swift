package import OCI

/// The action of a remedy step.
package enum StepAction: Codable, Hashable, Sendable {
    /// The generic remedy for this finding code.
    case general(code: FindingCode)

    // Look.

    /// Reads the content past every cache, which separates cache from storage.
    case readStorage(content: Content, by: StorageRead, purgeNothingYet: Bool)
    /// Reads the content from the backends that it was withheld from, which locates the damage. If the storage is suspected,
    /// only if it cannot be read itself: the read would spread its bytes.
    case readOthers(backends: [String], ifStorageIsUnreadable: Bool)
    /// The cause lies between the storage, or the registry itself, and these backends.
    case inspectPath(from: String?, to: [String])
    /// Find out why these backends answer "not found" although the storage has the content.
    case inspectNotFound(backends: [String])
    case inspectContentType(backends: [String])
    /// Find out what changes replies of these backends by the kind of request.
    case inspectRanges(backends: [String])
    /// Find out which machines answer as these backends, and which of them is bad.
    case inspectMembers(backends: [String])
    /// Preserves what the host shows about the damaged file.
    case keepEvidence(backend: String)

    /// Shows why the cache of these backends fails.
    case inspectCacheDisk(backends: [String], problem: CacheDiskProblem)

    // Save.

    case keepSavedCopy(path: String, sources: [String])
    case saveComposedCopy
    case saveGoodCopy(backends: [String])
    /// The caches of these backends may hold the last copy.
    case purgeNothing(lastCopies: [String])
    case purgeNothingBeforeStorageHasIt

    // Heal.

    /// Makes room on the cache's file system, which heals it without a restart.
    case freeCacheDisk(backends: [String])
    case remountCacheDisk(backends: [String])

    /// - when: The condition for the step.
    /// - registryRemembersSize: Whether the registry may have cached the size of a truncated object.
    /// - isFileStorage: Whether the command is for file storage.
    case replaceObject(when: Replacement, registryRemembersSize: Bool, isFileStorage: Bool)
    /// The same for an object store. The command is for its client.
    case replaceInS3(when: Replacement, registryRemembersSize: Bool)
    /// No good copy is known: with the object gone, a push stores it again. `storage`: what the command is for.
    case removeObjectAndPush(content: Content, when: Replacement, storage: StorageKind?)
    case removeEmptyObject
    /// For caches whose files are unknown.
    case removeFromCache(content: Content, from: CacheTarget, when: Condition)
    case moveCacheFiles(backends: [String], files: CacheFiles, when: Condition)
    /// For a cache whose file names cannot be computed.
    case removeByHand(
        content: Content, backend: String, ranges: [ByteRange], obstacle: CacheFileObstacle, url: String,
        when: Condition)
    /// For a cache whose software has a command for it.
    case removeWithTool(content: Content, backend: String, software: CacheKind, when: Condition)
    /// The storage does not have the object, and a push stores a missing object again.
    case pushAgain(missing: Missing, purgeNothingYet: Bool)
    case checkNameOrPushAgain
    /// Select the platforms of the nodes. Content for others, such as for these, is then not checked.
    case selectPlatforms(except: [Platform])
    /// The CA that signed the backends' certificates is not known here.
    case configureAuthority(registry: RegistryName)
    /// The port does not speak TLS: if it is meant to speak plain HTTP, a setting allows it.
    case configurePlainHTTP(registry: RegistryName)
    /// These backends belong to one machine, but the shards ran on several.
    case runShardsOnOneMachine(backends: [String])
    case letReplicationFinish(backends: [String], onlyIfElsewhere: Bool)
    /// The configuration has the roles of these backends the wrong way round.
    case swapRoles(active: [String], standby: [String])
    case repairCredentialHelper(program: String, source: String, registry: RegistryName)
    case askOperatorAboutCredentials(registry: RegistryName)
    /// - source: The file or variable with credentials that were refused.
    /// - authfile: The configured file, if one is.
    case logIn(registry: RegistryName, source: String? = nil, authfile: String? = nil)
    /// The credentials of `source` were accepted, but lack the right to pull from the repository.
    case grantPull(registry: RegistryName, repository: RepositoryName, source: String)

    // Then.

    case checkAgain
}

extension StepAction {
    /// The kind of content.
    package enum Content: String, Codable, Hashable, Sendable, CaseIterable {
        case manifest
        case blob
    }

    package enum Missing: String, Codable, Hashable, Sendable, CaseIterable {
        case object
        case blob
    }

    /// How to read the content past every cache.
    package enum StorageRead: Codable, Hashable, Sendable {
        /// No command is known; `suggestsDirect` if a `direct` backend would help.
        case anyWay(suggestsDirect: Bool)
        /// From the registry itself; `slice` if one slice is enough to decide.
        case registryItself(slice: Int64?)
        /// On a backend's host, from behind its cache.
        case onHost(backend: String, slice: Int64?)
    }

    /// When a cache may be purged.
    package enum Condition: Codable, Hashable, Sendable {
        case now
        /// After the previous step.
        case afterwards
        case whenRegistryItselfIsIntact
        case whenIntact(backend: String)
        case onceIntact
        /// If the storage is already intact, inspect the path to these backends first.
        case onceIntactOrPath(to: [String])
    }

    /// When to replace the object in the storage.
    package enum Replacement: Codable, Hashable, Sendable {
        /// The storage is bad.
        case now
        /// The storage is bad and no good copy is known, but a cache may hold one.
        case nowWithoutPurge
        /// If reading past the caches finds it bad.
        case ifBad
        /// The same, if all caches are bad too.
        case ifBadToo
        /// The same, if these backends may hold the last good copy.
        case ifBadBeforePurge(lastGoodCopies: [String])
        /// The same, if no purge can help.
        case ifBadWithoutPurge(lastGoodCopies: [String])
    }

    /// The caches to remove content from.
    package enum CacheTarget: Codable, Hashable, Sendable {
        /// Only the caches of these backends; `isEvidence` if the file is evidence.
        case only(backends: [String], isEvidence: Bool)
        /// The caches of these backends, which may have stored it.
        case mayHaveKept(backends: [String])
        /// The caches of these backends, once the storage has the content.
        case cache(backends: [String])
        /// The caches of several backends that all have it wrong.
        case caches(backends: [String], isEvidence: Bool)
        case every
        case everyThatHasItWrong
        /// The caches that stored the reply for an empty object.
        case emptyReply(backends: [String])
    }

    /// The cache files that a command moves aside.
    package enum CacheFiles: Codable, Hashable, Sendable {
        /// The content has one cache file.
        case whole(content: Content)
        /// All files, because it is unknown which are wrong.
        case all(count: Int)
        /// The files of these slices, or the first `count` of them.
        case slices(slices: SliceNumbers, count: Int)
    }

    /// Why a cache file name cannot be computed.
    package enum CacheFileObstacle: Error, Codable, Hashable, Sendable {
        case otherCache(kind: String)
        case damageIsUnknown
        case keyIsUnknown
        case pathIsUnknown
        case sliceSizeIsUnknown
        case noSuchSlice
        case levels(value: String)
        /// The key uses a variable that only nginx can evaluate.
        case variable(name: String)
        case openBrace
        /// The machine forbids MD5.
        case noMD5
        case notPrintable
    }
}
