package import OCI

/// The suspected event.
package enum CauseStatement: Codable, Hashable, Sendable {
    /// A bit flipped in the hardware of these backends.
    case bitFlipped(backends: [String])
    /// A bit flipped in the storage or before the content was stored.
    case bitFlippedInStorage
    case cacheDiskLostWrites(backend: String)
    /// The cache file of a slice lost its tail; `slice` is `nil` if unknown.
    case cacheFileIsShort(backend: String, slice: Int64?, missing: Int64)
    /// A cache stored a truncated reply from its upstream.
    case cacheKeepsShortReply(backends: [String])
    case cacheKeepsOtherSlice(backend: String, slice: Int64, source: ByteSource)
    /// The upstream sent wrong bytes for a while.
    case cacheKeepsUpstreamError(backends: [String])
    case cacheCannotWrite(backends: [String])
    /// The file system of the cache is full.
    case cacheDiskIsFull(backends: [String])
    case cacheDiskIsReadOnly(backends: [String])
    /// A cache file cannot be read.
    case cacheFileIsUnreadable(backends: [String])
    case cacheIsWrong(backends: [String])
    case storageIsWrong
    case objectIsEmpty
    case objectIsCut
    /// Another object is stored under the digest.
    case objectIsOther(backends: [String])
    /// A proxy alters or replaces bodies.
    case bodiesAreChanged(backends: [String])
    /// Several machines answer at one address and one is bad, or the fault is intermittent.
    case machinesDiffer(backends: [String])
    /// The same, seen in a refused HEAD. Every machine may refuse HEAD.
    case machinesDifferOnHead(backends: [String])
    /// Every read returns different bytes: no file that is kept can do that.
    case bytesChange(backends: [String])
    /// Something changes replies by the kind of request.
    case repliesDependOnRequest(backends: [String])
    /// A proxy that verifies the bytes ends the body early.
    case proxyEndsBody(backends: [String])
    /// The configuration has the roles as they were before a switchover.
    case rolesAreSwapped(active: [String], standby: [String])
    case linkIsGone(repository: RepositoryName?)
    case blobWasRemoved
    case blobWasNeverPushed
    /// Or the name is wrong.
    case pushIsUnfinished
    /// Or the backends lost the content.
    case replicationIsBehind(backends: [String])
    /// Or a cache still has the older manifest.
    case tagIsBehind(backends: [String])
    case tagWasPushed
}

/// The place that the bytes of a misplaced slice belong to.
package struct ByteSource: Codable, Hashable, Sendable {
    /// The blob, if it is a different one.
    package let blob: Digest?
    package let offset: Int64
    /// The slice that begins at the offset, if one does.
    package let slice: Int64?

    package init(blob: Digest? = nil, offset: Int64, sliceBytes: Int64) {
        self.blob = blob
        self.offset = offset
        slice = offset % sliceBytes == 0 ? offset / sliceBytes : nil
    }
}
