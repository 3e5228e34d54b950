package import OCI

/// What is supposed to have happened.
package enum CauseStatement: Codable, Hashable, Sendable {
    /// One bit flipped in the hardware of these backends.
    case bitFlipped(backends: [String])
    /// One bit flipped in the storage or before it.
    case bitFlippedInStorage
    case cacheDiskLostWrites(backend: String)
    /// The file of a slice lost its end; `slice` is `nil` where it is not known which.
    case cacheFileIsShort(backend: String, slice: Int64?, missing: Int64)
    /// A cache keeps a reply of its upstream that was cut.
    case cacheKeepsShortReply(backends: [String])
    case cacheKeepsOtherSlice(backend: String, slice: Int64, source: ByteSource)
    /// The upstream sent wrong bytes for a while.
    case cacheKeepsUpstreamError(backends: [String])
    case cacheCannotWrite(backends: [String])
    case cacheIsWrong(backends: [String])
    case storageIsWrong
    case objectIsEmpty
    case objectIsCut
    /// Another object is stored under the digest.
    case objectIsOther(backends: [String])
    /// A proxy changes or replaces bodies.
    case bodiesAreChanged(backends: [String])
    /// Several machines answer at one address, and one of them is bad, or the fault comes and goes.
    case machinesDiffer(backends: [String])
    /// The same, seen by a HEAD that was refused: all of them may refuse every HEAD.
    case machinesDifferOnHead(backends: [String])
    case linkIsGone(repository: RepositoryName?)
    case blobWasRemoved
    case blobWasNeverPushed
    /// Or the name is wrong.
    case pushIsUnfinished
    /// Or it has lost what it had.
    case replicationIsBehind(backends: [String])
    /// Or a cache keeps the older manifest.
    case tagIsBehind(backends: [String])
    case tagWasPushed
}

/// Where the right bytes of a misplaced slice belong.
package struct ByteSource: Codable, Hashable, Sendable {
    /// The blob, where it is another one.
    package let blob: Digest?
    package let offset: Int64
    /// The slice that begins at the offset, where one does.
    package let slice: Int64?

    package init(blob: Digest? = nil, offset: Int64, sliceBytes: Int64) {
        self.blob = blob
        self.offset = offset
        slice = offset % sliceBytes == 0 ? offset / sliceBytes : nil
    }
}
