internal import OCI
internal import Record

/// Words a supposed cause, without a full stop.
enum CauseWords {
    static func text(_ statement: CauseStatement) -> String {
        switch statement {
        case .bitFlipped(let backends):
            "one bit flipped in memory, on a disk or on a bus of \(Names(backends)): a hardware fault, not software"
        case .bitFlippedInStorage:
            "one bit flipped in the storage or on the way into it: a hardware fault, not software"
        case .cacheDiskLostWrites(let backend):
            "the cache disk of \(backend) lost writes and left zeros in the file"
        case .cacheFileIsShort(let backend, let slice, let missing):
            "the cache file\(slice.map { " of slice \($0)" } ?? "") on \(backend) is \(missing) bytes too short, as after a "
                + "host crash"
        case .cacheKeepsShortReply(let backends):
            "the cache of \(Names(backends)) stored a truncated reply from its upstream"
        case .cacheKeepsOtherSlice(let backend, let slice, let source):
            "the cache of \(backend) stored \(text(source)) as slice \(slice): a wrong range from its upstream, or a mixed-up "
                + "file"
        case .cacheKeepsUpstreamError(let backends):
            "the storage sent wrong bytes for a while, and the cache of \(Names(backends)) still holds them"
        case .cacheCannotWrite(let backends):
            "the cache of \(Names(backends)) cannot write its files (full, read-only), or its upstream closed the connection"
        case .cacheDiskIsFull(let backends):
            "the file system of the cache of \(Names(backends)) is full: nginx stops sending where it cannot write"
        case .cacheDiskIsReadOnly(let backends):
            "the file system of the cache of \(Names(backends)) is read-only, or its server process crashes"
        case .cacheFileIsUnreadable(let backends):
            "a cache file of \(Names(backends)) cannot be read: permissions, or an error of its disk"
        case .cacheIsWrong(let backends):
            "the \(backends.count == 1 ? "cache" : "caches") of \(Names(backends)) \(backends.count == 1 ? "holds" : "hold") "
                + "wrong bytes"
        case .storageIsWrong: "the storage behind the caches is wrong"
        case .objectIsEmpty: "the stored object is empty"
        case .objectIsCut: "the stored object is truncated, or the registry remembers a truncated size"
        case .objectIsOther(let backends): "a different object is stored under this digest on \(Names(backends))"
        case .bodiesAreChanged(let backends): "a proxy in front of \(Names(backends)) changes or replaces bodies"
        case .machinesDiffer(let backends):
            "several machines answer as \(Names(backends)), and one of them is bad, or the fault is intermittent"
        case .machinesDifferOnHead(let backends):
            "several machines answer as \(Names(backends)), and one of them is bad, or it refuses every HEAD"
        case .bytesChange(let backends):
            "every read of \(Names(backends)) returns different wrong bytes: bad memory, a bad network card or proxy, or "
                + "several bad machines at one address, not a cached file"
        case .repliesDependOnRequest(let backends):
            "answers of \(Names(backends)) to Range requests and to full requests differ: something rewrites by kind of "
                + "request, not a kept slice"
        case .proxyEndsBody(let backends):
            "a proxy in front of \(Names(backends)) verifies the bytes and ends the body early, because the content behind it "
                + "is wrong"
        case .rolesAreSwapped(let active, let standby):
            "the roles are swapped: \(Names(standby)) \(Names(standby).verb("is", "are")) configured as standby and "
                + "\(Names(standby).verb("has", "have")) the whole release, \(Names(active)) \(Names(active).verb("does", "do")) "
                + "not, as after a switchover"
        case .linkIsGone(let repository):
            "the blob is stored, but \(repository.map { "the link of \($0)" } ?? "the repository's link") to it is gone"
        case .blobWasRemoved: "garbage collection, or a person, removed a blob that a manifest still references"
        case .blobWasNeverPushed: "the push never sent this blob"
        case .pushIsUnfinished: "the push is still running or was aborted, or the name is wrong"
        case .replicationIsBehind(let backends):
            "replication to \(Names(backends)) lags behind or lost it"
        case .tagIsBehind(let backends):
            "replication to \(Names(backends)) lags behind, or its cache holds the older manifest"
        case .tagWasPushed: "the tag was pushed again during this run"
        }
    }

    /// `slice 40`, `byte 7000 onwards of blob sha256:0123456789ab`.
    static func text(_ source: ByteSource) -> String {
        (source.slice.map { "slice \($0)" } ?? "byte \(source.offset) onwards")
            + (source.blob.map { " of blob \($0.short)" } ?? "")
    }
}
