extension ReportSchema {
    /// What explains a fault, and what to do.
    static let diagnosisTable = """
        # causeStatement (fact, text): What is supposed to have happened.
        bitFlipped(backends: [string]) -- One bit flipped in the hardware of these backends.
        bitFlippedInStorage -- One bit flipped in the storage or before it.
        cacheDiskLostWrites(backend: string)
        cacheFileIsShort(backend: string, slice: integer?, missing: integer) -- The file of a slice lost its end; \
        `slice` is absent where it is not known which.
        cacheKeepsShortReply(backends: [string]) -- A cache keeps a reply of its upstream that was cut.
        cacheKeepsOtherSlice(backend: string, slice: integer, source: byteSource)
        cacheKeepsUpstreamError(backends: [string]) -- The upstream sent wrong bytes for a while.
        cacheCannotWrite(backends: [string])
        cacheIsWrong(backends: [string])
        storageIsWrong
        objectIsEmpty
        objectIsCut
        objectIsOther(backends: [string]) -- Another object is stored under the digest.
        bodiesAreChanged(backends: [string]) -- A proxy changes or replaces bodies.
        machinesDiffer(backends: [string]) -- Several machines answer at one address, and one of them is bad, or the \
        fault comes and goes.
        machinesDifferOnHead(backends: [string]) -- The same, seen by a HEAD that was refused: all of them may \
        refuse every HEAD.
        linkIsGone(repository: string?)
        blobWasRemoved
        blobWasNeverPushed
        pushIsUnfinished -- Or the name is wrong.
        replicationIsBehind(backends: [string]) -- Or it has lost what it had.
        tagIsBehind(backends: [string]) -- Or a cache keeps the older manifest.
        tagWasPushed

        # byteSource: Where the right bytes of a misplaced slice belong.
        blob: digest? -- The blob, where it is another one.
        offset: integer
        slice: integer? -- The slice that begins at the offset, where one does.

        # causeFact (fact, text): A fact for or against a cause.
        intactElsewhere(backends: [string], fromBehindCache: [string]) -- Other backends serve it intact; some of \
        them read it from behind their caches.
        intactWithoutIt(backends: [string], fromBehindCache: [string]) -- The same, of content that only these \
        backends serve changed.
        registryItselfIsIntact(backend: string)
        registryItselfIsBad(backend: string)
        registryItselfLacksIt(backend: string)
        noBackendHasIt
        hasItAsFarAsChecked(backends: [string]) -- Without an exact proof: their names lead to it.
        onlyCachesHaveIt(backends: [string])
        provenBefore(proof: earlierProof)
        wasThereBefore(proof: earlierProof)
        sentFromCache(backends: [string])
        cameFromBehindCache(backends: [string], slice: integer?) -- The slice is the first damaged one that was a MISS.
        damageStaysInSlices(backend: string, first: integer, last: integer)
        badReadWasMiss
        intactUnderOtherName(proof: otherNameProof) -- A claim of this run proved it.
        presentUnderOtherName(backend: string, repository: string, cacheStatus: string?) -- A blob that is missing \
        under its own name is served there.
        rightUnderOtherName(backend: string, repository: string, reply: cacheReply?) -- The damaged bytes are right \
        there.
        wrongUnderOtherName(backend: string, repository: string)
        sameWrongBytes(backends: [string])
        differentWrongBytes(backends: [string])
        rightCopyCanBeComposed
        onlyDamage(damage: damage, backend: string)
        severalBitsDiffer(count: integer)
        zerosToEndOfSlice(fromByte: integer, slice: integer, isLast: boolean) -- From this byte of a slice to its \
        end, or to that of a later one.
        zerosWithinSlice(slice: integer)
        zerosBeginAtPage(headerBytes: integer) -- At a page of the cache file, if its header has so many bytes.
        rightBytesFollowZeros
        noHeaderFits(byte: integer) -- No usual header of a cache file puts this byte of the slice at a page.
        bytesComeTooEarly(fromByte: integer, by: integer)
        sliceEndsAt(slice: integer, byte: integer)
        wholeSliceIsOther(slice: integer, source: byteSource)
        slicesHoldOtherBytes(backend: string, first: integer, last: integer)
        damageIsPageAligned
        bytesAreText(bytes: byteRange, backend: string, opening: string)
        bytesAreOfBlob(bytes: byteRange, backend: string, digest: digest, offset: integer)
        notAllDamageIsOfThatBlob
        wholeBlobIsWrong(backend: string)
        bodyDoesNotEnd -- The declared length is right, and the body does not come to its end.
        bodyEndsEarly
        bodyIsComplete
        bodyIsEmpty
        declaresOtherSize(backends: [string], bytes: integer, size: integer)
        storedWithThatSize(slices: sliceNumbers)
        hasFewerBytes(backends: [string], bytes: integer, size: integer)
        allDeclareSameWrongLength
        keepsNothing(backends: [string])
        rangeIsUnsatisfiable(backends: [string]) -- 416 to a plain GET.
        connectionClosesInBody
        connectionClosesBeforeAnswer
        contentEncodingWasApplied
        onlyTheyHaveThisContentType(backends: [string])
        answersWithText(backend: string)
        namesOtherDigest(backends: [string])
        readsDiffer
        refusesHead(backends: [string])
        servesManifestWithoutBlob(backends: [string])
        hasManifest(backends: [string])
        manifestWasAccepted
        isStandby(backends: [string])
        othersAgree(count: integer, except: [string])
        differsFromOthers(backends: [string])
        tagChangedOnce(askedBefore: [string], askedAfter: [string])
        tagReadsWereClose(milliseconds: integer)

        # otherNameProof: A proof of the same content under another name, on a backend that showed the fault.
        backend: string
        repository: string
        isFromBehindCache: boolean -- Whether it came from behind the cache just now.

        # earlierProof: An earlier proof of some content.
        provenAt: time
        backend: string? -- Where it was proven; absent where the ledger only knows that it was.
        run: integer?
        vantage: string? -- The machine of that run, where it is another one.

        # conclusion (fact, text): What the evidence says of the location of a fault.
        observed(evidence: evidence) -- No backend showed it: what was observed says it all.
        storageIsGood(proof: storageProof, faulty: [string])
        changedOnTheWay(proof: storageProof, backends: [string]) -- The storage is good, and the content changed \
        between it and these backends.
        storageIsBad(direct: string, intact: [string]) -- The copies of the intact backends may be the last good ones.
        storageLacksIt(direct: string)
        cameFromBehindCache(backends: [string], alike: [string], remembered: [string])
        keptByCache(backends: [string], intactFromBehindCache: [string], alike: [string]) -- These backends sent \
        wrong bytes from their caches, and others read intact ones from behind theirs.
        onlyCachesWereSeen(backends: [string], alike: [string]) -- The wrong bytes came from caches, and nothing \
        shows the storage.
        sourceIsUnknown(backends: [string], alike: [string]) -- Neither cache nor storage was seen.
        sameWrongBytes(backends: [string], fromBehindCache: [string], remembered: [string])
        differentWrongBytes(backends: [string], canBeComposed: boolean, remembered: [string])
        nothingShown(remembered: [string])
        storageHasIt(direct: string)
        onlyCachesHaveIt(direct: string, intact: [string]) -- Only the caches of the intact backends have it.
        cacheHitsAreNoProof(backends: [string]) -- It was sent from caches, which does not show that the storage has \
        it.
        addedOnTheWay(backends: [string]) -- Something is added on the way through these backends, and not by a push.

        # storageProof (fact): What shows that the storage is good.
        registryItself(backend: string) -- The registry itself serves the content intact.
        otherName(backend: string, repository: string) -- The damaged bytes came right, and from behind the cache, \
        under another name.

        # openQuestion (fact, text): What the evidence leaves open, and what would decide it.
        sameStorage(faulty: [string], intact: [string]) -- Whether these backends have the same storage behind them.
        storageNotSeen

        # diagnosisNote (fact, text): What else to know of a fault: what was not checked, and what weakens or \
        supports the location.
        override(id: integer, who: string, backends: [string], reason: string)
        bytesAreRight -- Reported only: the bytes were hashed and are right.
        flappingIsWaived -- Reported only, by `policy.flapping`.
        standbyMayLag -- Reported only, on a standby.
        blobsNotChecked -- The blobs behind a manifest were not read there.
        intactUnderOtherName(proof: otherNameProof)
        limit(limit: investigationLimit) -- What a closer look could not find out.

        # stepAction (fact, text): What a step asks to do.
        general(code: code) -- The remedy that every fault of this code has.
        readStorage(content: content, by: storageRead, purgeNothingYet: boolean) -- Reads the content past every \
        cache, which tells cache from storage.
        inspectPath(from: string?, to: [string]) -- The cause lies between the storage, or the registry itself, and \
        these backends.
        inspectNotFound(backends: [string]) -- Why they answer "not found" though the storage has it.
        inspectContentType(backends: [string])
        keepEvidence(backend: string) -- Keeps what the host shows of the damaged file, for the record.
        keepSavedCopy(path: string, sources: [string])
        saveComposedCopy
        saveGoodCopy(backends: [string])
        purgeNothing(lastCopies: [string]) -- Their caches may hold the last copy.
        purgeNothingBeforeStorageHasIt
        replaceObject(when: replacement, registryRemembersSize: boolean, isFileStorage: boolean) -- A registry that \
        once read a cut object remembers its size. The command is for a storage of files.
        removeEmptyObject
        removeFromCache(content: content, from: cacheTarget, when: condition) -- Where the cache files are not known.
        moveCacheFiles(backends: [string], files: cacheFiles, when: condition)
        removeByHand(content: content, backend: string, ranges: [byteRange], obstacle: cacheFileObstacle, url: \
        string, when: condition) -- For a cache whose files cannot be computed.
        pushAgain(missing: missing, purgeNothingYet: boolean) -- The storage does not have it, and a missing object \
        is stored anew.
        checkNameOrPushAgain
        letReplicationFinish(backends: [string], onlyIfElsewhere: boolean)
        repairCredentialHelper(program: string, source: string, registry: string)
        askOperatorAboutCredentials(registry: string)
        logIn(registry: string)
        checkAgain

        # storageRead (fact): How the content is read past every cache.
        anyWay(suggestsDirect: boolean) -- No command is known; `suggestsDirect` where a `direct` backend would do it.
        registryItself(slice: integer?) -- From the registry itself; `slice` where that one decides.
        onHost(backend: string, slice: integer?) -- On the host of a backend, from what is behind its cache.

        # condition (fact): When a cache may be purged.
        now
        afterwards -- After the step before.
        whenRegistryItselfIsIntact
        whenIntact(backend: string)
        onceIntact
        onceIntactOrPath(to: [string]) -- If the storage is intact already, the path to these backends comes first.
        ifSameStorage(backends: [string])

        # replacement (fact): When the object in the storage is to be replaced.
        now -- The storage is bad.
        nowWithoutPurge -- The storage is bad, and no good copy is known: a cache may hold one.
        ifBad -- The read past the caches found it bad.
        ifBadToo -- The same, where all caches are bad too.
        ifBadBeforePurge(lastGoodCopies: [string]) -- The same, where these backends may hold the last good copy.
        ifBadWithoutPurge(lastGoodCopies: [string]) -- The same, where no purge can help.
        ifOtherStorage(backends: [string])

        # cacheTarget (fact): Which caches content is to be removed from.
        only(backends: [string], isEvidence: boolean) -- Only theirs; the file is evidence where that is set.
        mayHaveKept(backends: [string]) -- Theirs, which may have kept it.
        cache(backends: [string]) -- Theirs, once the storage has it.
        caches(backends: [string], isEvidence: boolean) -- Those of several backends that all have it wrong.
        every
        everyThatHasItWrong
        emptyReply(backends: [string]) -- Those that keep the reply of an empty object.

        # cacheFiles (fact): The cache files that a command moves.
        whole(content: content) -- The content has one file.
        all(count: integer) -- All, because nothing tells which are wrong.
        slices(slices: sliceNumbers, count: integer) -- Those of these slices, or the first `count` of them.

        # sliceNumbers: Which slices of a cache are meant, as much of it as a sentence needs.
        first: [integer] -- The first of them, at most five.
        last: integer
        count: integer

        # cacheFileObstacle (fact): Why the file of a cache cannot be computed.
        otherCache(kind: string)
        damageIsUnknown
        keyIsUnknown
        pathIsUnknown
        sliceSizeIsUnknown
        noSuchSlice
        levels(value: string)
        variable(name: string) -- Only nginx knows this variable of the key.
        openBrace
        noMD5 -- The machine forbids MD5.
        notPrintable

        # investigationLimit (fact, text): What a closer look could not find out, and why.
        nothingToCompare -- No right copy is known to compare it with.
        copyNeedsRoom(bytes: integer, limit: integer) -- Putting a right copy together needs more bytes in the \
        temporary directory than may be used there.
        missingPieces -- Some bytes could be had from no backend.
        allCopiesAlike -- Every backend that could be read sent the same bytes.
        changingCopy(backend: string) -- A backend sends other bytes each time.
        noTime -- The time was over before a right copy was put together.
        disk(reason: string) -- A right copy could not be put together on disk, in the words of the system.
        noCombination(tried: integer) -- No combination of the backends' pieces has the digest.
        notCompared(backend: string, places: integer) -- So many places were not compared byte by byte.
        rightWhenReadAgain(backend: string, bytes: byteRange) -- Bytes that were wrong were right when they were \
        read once more.
        noCopyToSave -- There was no right copy to save.
        fileExists(path: string) -- Something else is in the place of the file.
        missingBytesToSave(bytes: byteRange)
        endedBeforeSaving -- The run was ended before all of a right copy was read.
        cannotSave(path: string, reason: string) -- In the words of the system.
        """
}
