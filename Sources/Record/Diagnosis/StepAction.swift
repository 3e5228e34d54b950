package import OCI

/// What a step asks to do.
package enum StepAction: Codable, Hashable, Sendable {
    /// The remedy that every fault of this code has.
    case general(code: FindingCode)

    // Look.

    /// Reads the content past every cache, which tells cache from storage.
    case readStorage(content: Content, by: StorageRead, purgeNothingYet: Bool)
    /// The cause lies between the storage, or the registry itself, and these backends.
    case inspectPath(from: String?, to: [String])
    /// Why they answer "not found" though the storage has it.
    case inspectNotFound(backends: [String])
    case inspectContentType(backends: [String])
    /// Keeps what the host shows of the damaged file, for the record.
    case keepEvidence(backend: String)

    // Save.

    case keepSavedCopy(path: String, sources: [String])
    case saveComposedCopy
    case saveGoodCopy(backends: [String])
    /// Their caches may hold the last copy.
    case purgeNothing(lastCopies: [String])
    case purgeNothingBeforeStorageHasIt

    // Heal.

    /// - when: Under which condition.
    /// - registryRemembersSize: A registry that once read a cut object remembers its size.
    /// - isFileStorage: The command is for a storage of files.
    case replaceObject(when: Replacement, registryRemembersSize: Bool, isFileStorage: Bool)
    case removeEmptyObject
    /// Where the cache files are not known.
    case removeFromCache(content: Content, from: CacheTarget, when: Condition)
    case moveCacheFiles(backends: [String], files: CacheFiles, when: Condition)
    /// For a cache whose files cannot be computed.
    case removeByHand(
        content: Content, backend: String, ranges: [ByteRange], obstacle: CacheFileObstacle, url: String,
        when: Condition)
    /// The storage has not got it, and a missing object is stored anew.
    case pushAgain(missing: Missing, purgeNothingYet: Bool)
    case checkNameOrPushAgain
    case letReplicationFinish(backends: [String], onlyIfElsewhere: Bool)
    case repairCredentialHelper(program: String, source: String, registry: RegistryName)
    case askOperatorAboutCredentials(registry: RegistryName)
    case logIn(registry: RegistryName)

    // Then.

    case checkAgain
}

extension StepAction {
    /// What the bytes are called.
    package enum Content: String, Codable, Hashable, Sendable, CaseIterable {
        case manifest
        case blob
    }

    package enum Missing: String, Codable, Hashable, Sendable, CaseIterable {
        case object
        case blob
    }

    /// How the content is read past every cache.
    package enum StorageRead: Codable, Hashable, Sendable {
        /// No command is known; `suggestsDirect` where a `direct` backend would do it.
        case anyWay(suggestsDirect: Bool)
        /// From the registry itself; `slice` where that one decides.
        case registryItself(slice: Int64?)
        /// On the host of a backend, from what is behind its cache.
        case onHost(backend: String, slice: Int64?)
    }

    /// When a cache may be purged.
    package enum Condition: Codable, Hashable, Sendable {
        case now
        /// After the step before.
        case afterwards
        case whenRegistryItselfIsIntact
        case whenIntact(backend: String)
        case onceIntact
        /// If the storage is intact already, the path to these backends comes first.
        case onceIntactOrPath(to: [String])
        case ifSameStorage(backends: [String])
    }

    /// When the object in the storage is to be replaced.
    package enum Replacement: Codable, Hashable, Sendable {
        /// The storage is bad.
        case now
        /// The storage is bad, and no good copy is known: a cache may hold one.
        case nowWithoutPurge
        /// The read past the caches found it bad.
        case ifBad
        /// The same, where all caches are bad too.
        case ifBadToo
        /// The same, where these backends may hold the last good copy.
        case ifBadBeforePurge(lastGoodCopies: [String])
        /// The same, where no purge can help.
        case ifBadWithoutPurge(lastGoodCopies: [String])
        case ifOtherStorage(backends: [String])
    }

    /// Which caches content is to be removed from.
    package enum CacheTarget: Codable, Hashable, Sendable {
        /// Only theirs; the file is evidence where that is set.
        case only(backends: [String], isEvidence: Bool)
        /// Theirs, which may have kept it.
        case mayHaveKept(backends: [String])
        /// Theirs, once the storage has it.
        case cache(backends: [String])
        /// Those of several backends that all have it wrong.
        case caches(backends: [String], isEvidence: Bool)
        case every
        case everyThatHasItWrong
        /// Those that keep the reply of an empty object.
        case emptyReply(backends: [String])
    }

    /// The cache files that a command moves.
    package enum CacheFiles: Codable, Hashable, Sendable {
        /// The content has one file.
        case whole(content: Content)
        /// All, because nothing tells which are wrong.
        case all(count: Int)
        /// Those of these slices, or the first `count` of them.
        case slices(slices: SliceNumbers, count: Int)
    }

    /// Why the file of a cache cannot be computed.
    package enum CacheFileObstacle: Error, Codable, Hashable, Sendable {
        case otherCache(kind: String)
        case damageIsUnknown
        case keyIsUnknown
        case pathIsUnknown
        case sliceSizeIsUnknown
        case noSuchSlice
        case levels(value: String)
        /// Only nginx knows this variable of the key.
        case variable(name: String)
        case openBrace
        /// The machine forbids MD5.
        case noMD5
        case notPrintable
    }
}
