extension ReportSchema {
    /// Causes, conclusions and remedy steps.
    static let diagnosisTable = """
        # causeStatement (fact, text): A supposed cause.
        bitFlipped(backends: [string]) -- One bit flipped in the hardware of these backends.
        bitFlippedInStorage -- One bit flipped in the storage or on the way into it.
        cacheDiskLostWrites(backend: string)
        cacheFileIsShort(backend: string, slice: integer?, missing: integer) -- The file of a slice lost its end; \
        `slice` is absent if the slice is not known.
        cacheKeepsShortReply(backends: [string]) -- A cache stored a truncated reply from its upstream.
        cacheKeepsOtherSlice(backend: string, slice: integer, source: byteSource)
        cacheKeepsUpstreamError(backends: [string]) -- The upstream sent wrong bytes for a while.
        cacheCannotWrite(backends: [string])
        cacheDiskIsFull(backends: [string])
        cacheDiskIsReadOnly(backends: [string])
        cacheFileIsUnreadable(backends: [string])
        cacheIsWrong(backends: [string])
        storageIsWrong
        objectIsEmpty
        objectIsCut
        objectIsOther(backends: [string]) -- A different object is stored under the digest.
        bodiesAreChanged(backends: [string]) -- A proxy changes or replaces bodies.
        machinesDiffer(backends: [string]) -- Several machines share one address, and one of them is bad, or the fault \
        is intermittent.
        machinesDifferOnHead(backends: [string]) -- The same, based on a refused HEAD: all of them may refuse every \
        HEAD.
        bytesChange(backends: [string]) -- Every read returns different bytes, which no kept file does.
        repliesDependOnRequest(backends: [string]) -- Something changes replies by the kind of request.
        proxyEndsBody(backends: [string]) -- A proxy that verifies the bytes ends the body early.
        rolesAreSwapped(active: [string], standby: [string]) -- The configuration has the roles as they were before a \
        switchover.
        linkIsGone(repository: string?)
        blobWasRemoved
        blobWasNeverPushed
        pushIsUnfinished -- Or the name is wrong.
        replicationIsBehind(backends: [string]) -- Or it lost the content.
        tagIsBehind(backends: [string]) -- Or a cache holds the older manifest.
        tagWasPushed

        # byteSource: Where the bytes of a misplaced slice belong.
        blob: digest? -- The blob, if it is another one.
        offset: integer
        slice: integer? -- The slice that begins at the offset, if one does.

        # causeFact (fact, text): A fact for or against a cause.
        intactElsewhere(backends: [string], fromBehindCache: [string]) -- Other backends serve it intact; some of \
        them read it from behind their caches.
        intactWithoutIt(backends: [string], fromBehindCache: [string]) -- The same, without the change that the \
        suspected backends make.
        registryItselfIsIntact(backend: string)
        registryItselfIsBad(backend: string)
        registryItselfLacksIt(backend: string)
        noBackendHasIt
        hasItAsFarAsChecked(backends: [string]) -- Without an exact proof: their names resolve to it.
        onlyCachesHaveIt(backends: [string])
        provenBefore(proof: earlierProof)
        wasThereBefore(proof: earlierProof)
        sentFromCache(backends: [string])
        cameFromBehindCache(backends: [string], slice: integer?) -- The slice is the first damaged one that was a MISS.
        damageStaysInSlices(backend: string, first: integer, last: integer)
        badReadWasMiss
        intactUnderOtherName(proof: otherNameProof) -- A claim of this run proved it.
        presentUnderOtherName(backend: string, repository: string, cacheStatus: string?) -- A blob that is missing \
        under its own name is served under this one.
        rightUnderOtherName(backend: string, repository: string, reply: cacheReply?) -- The damaged bytes are right \
        under this name.
        wrongUnderOtherName(backend: string, repository: string)
        sameWrongBytes(backends: [string])
        differentWrongBytes(backends: [string])
        rightCopyCanBeComposed
        onlyDamage(damage: damage, backend: string)
        oneDamage(damage: damage, backend: string) -- One of several damages of a copy.
        severalBitsDiffer(count: integer) -- In one copy.
        zerosToEndOfSlice(fromByte: integer, slice: integer, isLast: boolean) -- From this byte of a slice to its \
        end, or to that of a later one.
        zerosWithinSlice(slice: integer)
        zerosBeginAtPage(headerBytes: integer) -- At a page boundary of the cache file, if its header has this size.
        rightBytesFollowZeros
        noHeaderFits(byte: integer) -- No usual header size of a cache file puts this byte of the slice at a page \
        boundary.
        bytesComeTooEarly(fromByte: integer, by: integer)
        sliceEndsAt(slice: integer, byte: integer)
        wholeSliceIsOther(slice: integer, source: byteSource)
        slicesHoldOtherBytes(backend: string, first: integer, last: integer)
        haveNoCache(backends: [string])
        damageIsPageAligned
        bytesAreText(bytes: byteRange, backend: string, opening: string)
        bytesAreOfBlob(bytes: byteRange, backend: string, digest: digest, offset: integer)
        notAllDamageIsOfThatBlob
        wholeBlobIsWrong(backend: string)
        bodyDoesNotEnd -- The declared length is right, but the body never completes.
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
        closesWithinFetchedReply(backends: [string]) -- A reply that the cache was fetching (MISS) ended early, and \
        nothing was kept.
        proxyAnswersItself(backends: [string], status: integer) -- The proxy made the error page, not the registry.
        contentEncodingWasApplied
        onlyTheyHaveThisContentType(backends: [string])
        answersWithText(backend: string)
        namesOtherDigest(backends: [string])
        readsDiffer
        wrongReadsDiffer(backends: [string]) -- Two reads of the same backend returned different wrong bytes.
        partIsWrong(backend: string, bytes: byteRange) -- The whole body is right, these bytes alone are not.
        partDeclaresOtherSize(backend: string, stored: integer, size: integer) -- The whole body is right; the reply to \
        a request for a part declares another size.
        partsAreRight(backends: [string]) -- The whole body is wrong, each part alone is right.
        bodyEndsAtSameByte(backend: string, byte: integer, size: integer, reads: integer)
        refusesHead(backends: [string])
        servesManifestWithoutBlob(backends: [string])
        hasManifest(backends: [string])
        manifestWasAccepted
        isStandby(backends: [string])
        standbyHasEverything(backends: [string]) -- They serve the whole release intact.
        noActiveAnswers(backends: [string]) -- An outage would look the same.
        othersAgree(count: integer, except: [string])
        differsFromOthers(backends: [string])
        tagChangedOnce(askedBefore: [string], askedAfter: [string])
        tagReadsWereClose(milliseconds: integer)

        # otherNameProof: A proof of the same content under another name, on a backend that showed the fault.
        backend: string
        repository: string
        isFromBehindCache: boolean -- Whether it just came from behind the cache.

        # earlierProof: An earlier proof of some content.
        provenAt: time
        backend: string? -- Where it was proven; absent if the ledger does not know.
        run: integer?
        vantage: string? -- The machine of that run, if it is another one.

        # conclusion (fact, text): What the evidence shows about the location of a fault.
        observed(evidence: evidence) -- No backend showed it; the evidence says all there is.
        storageIsGood(proof: storageProof, faulty: [string])
        changedOnTheWay(proof: storageProof, backends: [string]) -- The storage is good, but the content changed \
        between it and these backends.
        storageIsBad(direct: string, intact: [string]) -- The copies of the intact backends may be the last good ones.
        storageLacksIt(direct: string)
        cameFromBehindCache(backends: [string], alike: [string], remembered: [string])
        keptByCache(backends: [string], intactFromBehindCache: [string], alike: [string]) -- These backends sent \
        wrong bytes from their caches, while others read intact ones from behind theirs.
        onlyCachesWereSeen(backends: [string], alike: [string]) -- The wrong bytes came from caches; the storage was \
        not seen.
        sourceIsUnknown(backends: [string], alike: [string]) -- Neither cache nor storage was seen.
        storageWithoutCache(backends: [string], remembered: [string]) -- There is no cache in front of them, so the \
        storage is wrong.
        sameWrongBytes(backends: [string], fromBehindCache: [string], remembered: [string])
        differentWrongBytes(backends: [string], canBeComposed: boolean, remembered: [string])
        nothingShown(remembered: [string])
        dependsOnRequest(backends: [string], isWholeRight: boolean) -- Replies to requests for parts and for the whole \
        differ; `isWholeRight` tells which of them are right.
        changesOnEachRead(backends: [string]) -- Every read returned different wrong bytes.
        endsAtSameByte(backends: [string]) -- Every read ended at the same byte.
        storageHasIt(direct: string)
        onlyCachesHaveIt(direct: string, intact: [string]) -- Only the caches of the intact backends have it.
        cacheHitsAreNoProof(backends: [string]) -- It was served from caches, which does not prove that the storage \
        has it.
        cacheDiskFails(problem: cacheDiskProblem, backends: [string]) -- The cache cannot write or read its files.
        shared(cause: sharedCause, backends: [string], isEverywhere: boolean, direct: string?) -- An access fault that \
        these backends show alike. `direct` is the registry itself, if it fails too.
        addedOnTheWay(backends: [string]) -- A proxy of these backends adds something, not a push.

        # sharedCause (fact): What the same observation on several backends means.
        serviceIsDown(status: integer) -- They cannot reach the service behind them.
        sameStatus(status: integer)
        noKnownAuthority
        sameTLSProblem(problem: tlsProblem)
        refusesConnections
        sendsNothing
        stopsAtByte(byte: integer) -- The body stops at this byte on each of them.

        # storageProof (fact): The proof that the storage is good.
        registryItself(backend: string) -- The registry itself serves the content intact.
        otherName(backend: string, repository: string) -- The damaged bytes arrived intact from behind the cache under \
        another name.

        # openQuestion (fact, text): What the evidence leaves open, and what would decide it.
        sameStorage(faulty: [string], intact: [string]) -- Whether these backends use the same storage.
        storageNotSeen

        # diagnosisNote (fact, text): A further fact about a fault: what was not checked, and what weakens or supports \
        the location.
        override(id: integer, who: string, backends: [string], reason: string)
        bytesAreRight -- Reported only: the bytes were hashed and are right.
        flappingIsWaived -- Reported only, by `policy.flapping`.
        standbyMayLag -- Reported only, on a standby.
        nodesAreNotAffected -- Reported only: it does not affect the nodes that the release is for.
        standbyIsUnreachable -- Reported only, on a standby that did not answer.
        blobsNotChecked -- The blobs behind a manifest were not read there.
        intactUnderOtherName(proof: otherNameProof)
        seenByEarlierRun(run: integer) -- The rechecked run saw the same wrong bytes, and its evidence counts.
        similarTags(reference: imageReference, tags: [string], backend: string) -- The tag is missing everywhere; this \
        backend has similar ones.
        limit(limit: investigationLimit) -- What the investigation could not find out.

        # stepAction (fact, text): The action of a step.
        general(code: code) -- The general remedy for faults of this code.
        readStorage(content: content, by: storageRead, purgeNothingYet: boolean) -- Reads the content past every \
        cache, which tells cache from storage.
        readOthers(backends: [string], ifStorageIsUnreadable: boolean) -- Reads the content from the backends that it \
        was withheld from, and locates the damage.
        inspectPath(from: string?, to: [string]) -- The cause is between the storage, or the registry itself, and these \
        backends.
        inspectNotFound(backends: [string]) -- Why they answer "not found" although the storage has it.
        inspectContentType(backends: [string])
        inspectRanges(backends: [string]) -- Find out what changes replies by the kind of request.
        inspectMembers(backends: [string]) -- Find out which machines answer as these backends.
        inspectCacheDisk(backends: [string], problem: cacheDiskProblem)
        freeCacheDisk(backends: [string])
        remountCacheDisk(backends: [string])
        keepEvidence(backend: string) -- Collects evidence about the damaged file on the host.
        keepSavedCopy(path: string, sources: [string])
        saveComposedCopy
        saveGoodCopy(backends: [string])
        purgeNothing(lastCopies: [string]) -- Their caches may hold the last copy.
        purgeNothingBeforeStorageHasIt
        replaceObject(when: replacement, registryRemembersSize: boolean, isFileStorage: boolean) -- A registry that \
        once read a truncated object remembers its size. The command is for file system storage.
        replaceInS3(when: replacement, registryRemembersSize: boolean) -- The command is for a client of S3.
        removeObjectAndPush(content: content, when: replacement, storage: storageKind?) -- No good copy is known. A push \
        stores a missing object again, but keeps a wrong one. The command, if there is one, is for this kind of storage.
        removeEmptyObject
        removeFromCache(content: content, from: cacheTarget, when: condition) -- If the cache files are not known.
        moveCacheFiles(backends: [string], files: cacheFiles, when: condition)
        removeByHand(content: content, backend: string, ranges: [byteRange], obstacle: cacheFileObstacle, url: \
        string, when: condition) -- For a cache whose files cannot be computed.
        removeWithTool(content: content, backend: string, software: cacheKind, when: condition)
        pushAgain(missing: missing, purgeNothingYet: boolean) -- The storage does not have it; a push stores a missing \
        object.
        checkNameOrPushAgain
        selectPlatforms(except: [platform]) -- Content for other platforms, such as for these, is then not checked.
        configureAuthority(registry: string) -- The CA of the certificates is not known here.
        configurePlainHTTP(registry: string) -- The port does not speak TLS; a setting allows plain HTTP.
        runShardsOnOneMachine(backends: [string]) -- These backends belong to one machine each.
        letReplicationFinish(backends: [string], onlyIfElsewhere: boolean)
        swapRoles(active: [string], standby: [string]) -- If a switchover was made, the configuration has the roles \
        the wrong way round.
        repairCredentialHelper(program: string, source: string, registry: string)
        askOperatorAboutCredentials(registry: string)
        logIn(registry: string, source: string?, authfile: string?)
        grantPull(registry: string, repository: string, source: string) -- The credentials of `source` are valid, but \
        may not pull from the repository.
        checkAgain

        # storageRead (fact): How the content is read past every cache.
        anyWay(suggestsDirect: boolean) -- No command is known; `suggestsDirect` if a `direct` backend would do it.
        registryItself(slice: integer?) -- From the registry itself; `slice` if one slice is enough.
        onHost(backend: string, slice: integer?) -- On the host of a backend, from its cache's upstream.

        # condition (fact): When a cache may be purged.
        now
        afterwards -- After the previous step.
        whenRegistryItselfIsIntact
        whenIntact(backend: string)
        onceIntact
        onceIntactOrPath(to: [string]) -- If the storage is intact already, the path to these backends comes first.

        # replacement (fact): When the object in the storage is to be replaced.
        now -- The storage is bad.
        nowWithoutPurge -- The storage is bad, and no good copy is known: a cache may hold one.
        ifBad -- Reading past the caches found it bad.
        ifBadToo -- The same, if all caches are bad too.
        ifBadBeforePurge(lastGoodCopies: [string]) -- The same, if these backends may hold the last good copy.
        ifBadWithoutPurge(lastGoodCopies: [string]) -- The same, if no purge can help.

        # cacheTarget (fact): The caches to remove content from.
        only(backends: [string], isEvidence: boolean) -- Only theirs; `isEvidence` if the file should be saved.
        mayHaveKept(backends: [string]) -- Theirs, which may hold it.
        cache(backends: [string]) -- Theirs, once the storage has it.
        caches(backends: [string], isEvidence: boolean) -- Those of several backends that all have it wrong.
        every
        everyThatHasItWrong
        emptyReply(backends: [string]) -- Those that hold the reply of an empty object.

        # cacheFiles (fact): The cache files that a command moves.
        whole(content: content) -- The content has one file.
        all(count: integer) -- All, because it is not known which are wrong.
        slices(slices: sliceNumbers, count: integer) -- Those of these slices, or the first `count` of them.

        # sliceNumbers: The slices of a cache, in as much detail as a sentence needs.
        first: [integer] -- The first slices, at most five.
        last: integer
        count: integer

        # cacheFileObstacle (fact): Why the name of a cache file cannot be computed.
        otherCache(kind: string)
        damageIsUnknown
        keyIsUnknown
        pathIsUnknown
        sliceSizeIsUnknown
        noSuchSlice
        levels(value: string)
        variable(name: string) -- Only nginx knows this variable of the key.
        openBrace
        noMD5 -- MD5 is disabled on the machine.
        notPrintable

        # investigationLimit (fact, text): What an investigation could not find out, and why.
        nothingToCompare -- There is no good copy to compare it with.
        copyNeedsRoom(bytes: integer, limit: integer) -- Assembling a good copy needs more bytes in the temporary \
        directory than may be used there.
        missingPieces -- Some bytes are available from no backend.
        allCopiesAlike -- Every readable backend sent the same bytes.
        changingCopy(backend: string) -- A backend sends different bytes on every read.
        noTime -- Time ran out before a good copy was assembled.
        disk(reason: string) -- A good copy could not be assembled on disk; `reason` is the system's message.
        noCombination(tried: integer) -- No combination of the backends' pieces matches the digest.
        notCompared(backend: string, places: integer) -- This many places were not compared byte by byte.
        rightWhenReadAgain(backend: string, bytes: byteRange) -- Wrong bytes were right on a second read.
        noCopyToSave -- There was no good copy to save.
        fileExists(path: string) -- The path exists and contains something else.
        missingBytesToSave(bytes: byteRange)
        endedBeforeSaving -- The run ended before a whole good copy was read.
        cannotSave(path: string, reason: string) -- `reason` is the system's message.
        """
}
