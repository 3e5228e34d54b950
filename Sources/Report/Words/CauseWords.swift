internal import OCI
internal import Record

/// Says what is supposed to have happened, without a full stop.
enum CauseWords {
    static func text(_ statement: CauseStatement) -> String {
        switch statement {
        case .bitFlipped(let backends):
            "one bit tipped in memory, on a disk or on a bus of \(Names(backends)): hardware, not software"
        case .bitFlippedInStorage: "one bit tipped in the storage or before it: hardware, not software"
        case .cacheDiskLostWrites(let backend):
            "the disk under the cache of \(backend) lost writes, and the file has zeros where they were"
        case .cacheFileIsShort(let backend, let slice, let missing):
            "the cache file\(slice.map { " of slice \($0)" } ?? "") on \(backend) is \(missing) bytes too short, as after a "
                + "crash of the host"
        case .cacheKeepsShortReply(let backends):
            "the cache of \(Names(backends)) keeps a reply of its upstream that was cut"
        case .cacheKeepsOtherSlice(let backend, let slice, let source):
            "the cache of \(backend) keeps the bytes of \(text(source)) as slice \(slice): a wrong range from behind it, or a "
                + "mixed-up file"
        case .cacheKeepsUpstreamError(let backends):
            "the storage sent wrong bytes for a while, and the cache of \(Names(backends)) keeps them"
        case .cacheCannotWrite(let backends):
            "the cache of \(Names(backends)) cannot write its files (full, read-only), or the server behind it broke off"
        case .cacheIsWrong(let backends):
            "the \(backends.count == 1 ? "cache" : "caches") of \(Names(backends)) \(backends.count == 1 ? "keeps" : "keep") "
                + "wrong bytes"
        case .storageIsWrong: "the storage behind them is wrong"
        case .objectIsEmpty: "the object is stored empty"
        case .objectIsCut: "the stored object is cut, or the registry remembers it so"
        case .objectIsOther(let backends): "another object is kept under this digest on \(Names(backends))"
        case .bodiesAreChanged(let backends): "a proxy on the way to \(Names(backends)) changes or replaces bodies"
        case .machinesDiffer(let backends):
            "several machines answer at \(Names(backends)), and one of them is bad, or the fault comes and goes"
        case .machinesDifferOnHead(let backends):
            "several machines answer at \(Names(backends)), and one of them is bad, or it refuses every HEAD"
        case .linkIsGone(let repository):
            "the blob is stored, and the link\(repository.map { " of \($0)" } ?? "") to it is gone"
        case .blobWasRemoved: "garbage collection, or somebody, removed a blob that a manifest still names"
        case .blobWasNeverPushed: "the push never sent this blob"
        case .pushIsUnfinished: "the push has not ended, or never did, or the name is wrong"
        case .replicationIsBehind(let backends):
            "replication to \(Names(backends)) has not come that far, or has lost it"
        case .tagIsBehind(let backends):
            "replication to \(Names(backends)) has not come that far, or its cache keeps the older manifest"
        case .tagWasPushed: "the tag was pushed anew while this run read it"
        }
    }

    /// `slice 40`, `byte 7000 on of blob sha256:0123456789ab`.
    static func text(_ source: ByteSource) -> String {
        (source.slice.map { "slice \($0)" } ?? "byte \(source.offset) on")
            + (source.blob.map { " of blob \($0.short)" } ?? "")
    }
}
