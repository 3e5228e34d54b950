extension ReportSchema {
    /// The observations of attempts, and the notices and notes of a run.
    static let evidenceTable = """
        # evidence (fact, text): What an attempt observed, or what several attempts show together. `cache` is the cache \
        status in the reply, such as `HIT`: a hint, never a proof.
        verified(bytes: integer, digest: digest) -- The body matches the claimed digest.
        present -- The backend reports the content as present; no bytes were hashed.
        wrongHash(bytes: integer, digest: digest, opening: bodyOpening?, damage: layerFault?, cache: string?) -- The \
        body does not match the claimed digest. `damage` is where decompression of these bytes fails.
        wrongSize(received: receivedBytes, size: integer, opening: bodyOpening?, cache: string?) -- The length of the \
        body differs from the size in the manifest.
        trailing(size: integer, received: receivedBytes, cache: string?) -- The claimed bytes arrived, followed by more.
        encoded(received: receivedBytes, encoding: string, cache: string?) -- The body is encoded, and its bytes are \
        not the claimed ones.
        undecodable(encoding: string, cache: string?) -- The body cannot be decoded as its `Content-Encoding` says, or no \
        node knows that coding.
        encodedThoughRight(encoding: string, cache: string?) -- The bytes are right without decoding, but a node \
        decodes them before hashing.
        cut(received: integer, size: integer, opening: bodyOpening?, cache: string?) -- The connection closed before \
        the end of a body without a declared length.
        notUnpackable(fault: layerFault) -- The bytes are right, but they are not a layer that can be unpacked.
        compressedForOthers(compression: layerCompression, node: nodeKind) -- The bytes are right, but these nodes \
        cannot decompress the layer.
        sizeNotCompared(received: integer, size: integer) -- The bytes are right, but their number is not that in the \
        descriptor, which these nodes do not compare.
        manifestTooLarge(limit: integer)
        manifestTooLargeForNodes(received: receivedBytes, limit: integer, node: nodeKind) -- The manifest that a name \
        resolves to is larger than these nodes accept.
        unknownAlgorithm(name: string) -- The hash cannot be computed here.
        keptWrong(offset: integer?) -- The bytes from behind the cache are right, but the copy that the cache stored is \
        not: in the MiB from `offset`, if known.
        keptUnread(evidence: evidence) -- The cached copy could not be read.
        part(observed: partEvidence) -- The whole body is right, but the reply to a request for a part of it is not.
        wrongInPart(problem: partialProblem, transfer: evidence) -- The transfer did not complete, and what arrived, or \
        what the reply declares, is not the claimed content.
        headNamesOther(named: string, cache: string?) -- HEAD returned a digest other than the requested one.
        headEncoded(encoding: string, cache: string?)
        headWrongSize(declared: integer, size: integer, cache: string?)
        status(status: integer, body: errorBody, cache: string?)
        storageStatus(status: integer, body: errorBody, url: string?) -- The storage that the backend redirects to \
        refused; `url` is the last URL, if known.
        plainHTTP(status: integer, body: errorBody) -- A TLS port answered a plain HTTP request.
        failed(failure: brokenTransfer) -- The transfer failed before a reply.
        broken(status: integer, failure: brokenTransfer, received: integer, declared: string?, cache: string?, \
        milliseconds: integer?) -- The transfer failed after the headers of a reply; `declared` is its `Content-Length`. \
        The body was received for `milliseconds`.
        denied(fault: credentialFault)
        redirect(fault: redirectFault)
        unusableReply
        stopped(by: stop, before: goal) -- The run ended before this was done.
        unfinished(transfer: partialTransfer) -- The run ended during a transfer that would have needed much more time.
        withheld -- Never proven before, and the first backend served bad bytes.
        givenUp(backend: string, claims: integer) -- The backend did not answer for this many claims in a row.
        nothingAsked
        otherMachines(vantages: [string]) -- For a merge: the backend has an address that belongs to one machine, but the \
        shards ran on these.
        notPulled(evidence: evidence) -- No node pulls it: an entry of an index that is for no platform, such as an \
        attestation.
        embeddedOnly(evidence: evidence) -- The registry does not have it, but its descriptor contains it, from which \
        these nodes take it.
        series(reads: readSeries)
        foreign(absence: evidence, lookup: foreignLookup) -- A layer that the registry does not have, and that nodes \
        fetch from the URLs of its descriptor.
        elsewhere(lookup: foreignLookup, node: nodeKind?) -- The registry has the content, but nodes ask the URLs of its \
        descriptor first; `node` does not ask the registry then.
        tagNames(digest: digest) -- The tag resolves to this manifest.
        tagsDiffer(answers: [tagAnswer]) -- The tag resolves to different manifests on the backends.
        digestHeader(request: tagRequest, named: string, problem: digestHeaderProblem) -- The reply for a tag has a \
        `Docker-Content-Digest` that does not match its bytes.
        headOfTag(digest: digest, evidence: evidence) -- GET of a tag returns this digest, but HEAD does not.
        headOfTagSize(declared: integer, size: integer) -- HEAD of a tag declares a length other than that of GET.
        headOfManifest(evidence: evidence) -- GET of a manifest by digest returns it, but HEAD does not.
        headOfManifestSize(declared: integer, size: integer) -- HEAD of a manifest by digest declares a length other than \
        that of GET.
        headWithoutLength(node: nodeKind) -- HEAD of the tag declares no length, without which these nodes take no digest \
        from it.
        getOfTag(digest: digest, evidence: evidence) -- HEAD of the tag names this manifest, and these nodes send no GET \
        of the tag, which failed.
        apiRoot(evidence: evidence, node: nodeKind) -- These nodes do not use a registry whose API root answers like this.
        nameType(request: tagRequest, contentType: string?, found: mediaType, node: nodeKind) -- The `Content-Type` from \
        which these nodes take the type of the manifest is missing or is not its type.
        tagUnknown(backend: string, tag: string) -- Nodes do not resolve tags on this backend, and no other backend \
        resolves the tag.
        noBackend(obstacle: string?, isLasting: boolean?, notAsked: [string]?) -- No backend is known for the registry, for \
        this reason, or none is asked for this image. `isLasting`: the name does not exist, or a configuration leaves the \
        image out.
        unexpected(expectation: expectation, isByDigest: boolean, problem: expectationProblem) -- The name does not \
        resolve to the expected content, or that cannot be determined.
        unusableManifest(error: manifestError)
        mediaTypeConflict(conflict: mediaTypeConflict)
        embedded(place: string, problem: embeddedProblem)
        noImage(platforms: [platform], nodes: [nodeKind]?) -- The index leads to no image, or to none of these platforms; \
        `nodes` are the kinds of nodes for which there is none, if others find one.
        entryKind(listed: mediaType, found: mediaType) -- An index lists a manifest as one kind, but it is the other.
        entryType(entry: digest, mediaType: mediaType, platform: platform?, node: nodeKind) -- An entry of the index, for \
        a platform unless it states none, has a type that these nodes do not pull as an image.
        indexTooDeep(limit: integer)
        indexTooWide(manifests: integer, limit: integer)
        imageTooWide(limit: integer) -- The indexes of the image together lead to too many manifests.
        misnamed(named: string, more: integer) -- The bytes are right, but their `Docker-Content-Digest` is different; \
        the same for `more` other claims.
        configuration(digest: digest, problem: configurationProblem)
        layer(number: integer, count: integer, digest: digest, problem: layerProblem, more: integer) -- Layer `number` \
        of `count` does not unpack to the diff_id in the configuration; the same for `more` other layers.
        otherPlatform(platform: platform?, missing: [platform]) -- The platform in the image's configuration; absent if \
        the configuration specifies none.
        referrersListed(count: integer)
        noReferrersList
        referrersList(problem: referrersProblem) -- A problem of a list, for one of its replies.
        referrers(subject: digest, evidence: evidence) -- A problem of the list of this manifest.
        referrersNotFollowed(subject: digest, limit: referrersLimit)
        referrerMissing(subject: digest, referrer: digest, type: mediaType?, listedBy: [string], backend: string, \
        more: integer) -- Other backends list a referrer that this one does not; the same for `more` others.
        spot(observed: spotEvidence)

        # partialProblem (fact): What proves that content is wrong although no complete body arrived.
        wrongBytes(from: integer) -- Bytes from this offset on differ from right ones.
        declaredSize(declared: integer, size: integer) -- The reply declares a size other than that of the manifest.
        endsAt(byte: integer, size: integer, reads: integer) -- Every read ended at the same byte, too early.

        # readSeries (fact): What several reads of the same content show together.
        tries(last: evidence, count: integer) -- None of this many tries succeeded; `last` is the last one.
        recovered(first: evidence) -- Bad at first, then good on a new connection.
        same(evidence: evidence) -- The same twice.
        changed(first: evidence, again: evidence)
        unread(first: evidence, fault: evidence) -- Bad, then the second read failed.
        endedAlike(received: integer, size: integer, count: integer, cache: string?) -- All reads ended at the same \
        byte, before the end that each of them declared.
        flapping(runs: [readRun], unread: evidence?) -- Good and bad, in the order of the reads; `unread` is why the \
        last read failed.

        # readRun: Consecutive reads with the same result.
        evidence: evidence? -- Absent for good reads.
        count: integer

        # foreignLookup (fact): The result of asking the URLs of a descriptor.
        noURL -- Its descriptor has no URL.
        left(url: string, more: integer, needs: foreignNeed) -- The URLs were not requested, because that needs another \
        option; `url` is the first.
        refusedURL(url: string) -- The URL is not allowed: it is not http or https, or has user information.
        privateURL(url: string, address: string) -- The URL leads to this private address, and the registry is public.
        failed(url: string, evidence: evidence)
        nothingAsked

        # spotEvidence (fact): What a spot check of a blob with a reused proof observed.
        wrongBytes(bytes: byteRange, run: integer, vantage: string?, cache: string?) -- These bytes differ from those \
        that a run proved; `vantage` is the machine of that run, if it is another one.
        otherSize(stored: integer, size: integer, cache: string?) -- The reply declares another size for the whole blob.
        short(received: integer, from: integer, cache: string?) -- Fewer bytes arrived than were requested.
        unread(evidence: evidence)
        refilled(cache: string?) -- It was cached when it was proven, but no longer.
        noCheckpoints
        notAsked(isStopped: boolean) -- It was not requested, because the run was stopped, or because the backend did \
        not answer other spot checks.

        # partEvidence (fact): The reply to a request for a part of a blob whose whole body is right.
        wrongBytes(bytes: byteRange, found: digest, right: digest?, cache: string?) -- The hash of these bytes, in \
        the reply and in the whole body; `right` is absent if it was not computed.
        otherSize(stored: integer, size: integer, cache: string?) -- The reply declares another size for the whole blob.

        # partialTransfer: A body that was received in part.
        backend: string
        received: integer
        size: integer -- The size of the whole body.
        milliseconds: integer

        # receivedBytes: Bytes of a body that were received.
        count: integer
        isLowerBound: boolean -- Whether reading stopped before the end of the body.

        # bodyOpening (fact): The beginning of a wrong body, if it is useful to a person.
        empty -- The body is empty.
        page(type: string, opening: string) -- A body of a text type, such as an error page under a layer's digest.

        # layerFault: Why a layer's bytes are not a file system layer. If they match the digest, the layer was built \
        this way.
        kind: layerFaultKind
        reason: string -- The message of the unpacker.
        packedOffset: integer -- The number of bytes of the blob read so far: the fault is at or before this offset.
        unpackedOffset: integer -- The offset in the unpacked stream: the header block of a tar fault, else the number \
        of bytes unpacked before the fault.

        # errorBody: The body of an error reply: the errors in the registry's JSON, else the beginning of the body \
        (distribution-spec, Error Codes).
        entries: [errorEntry] -- The errors; empty if the body does not have the specified form.
        opening: string -- The beginning of the body, escaped.

        # errorEntry: One error of the list.
        code: string -- The code, for example `MANIFEST_UNKNOWN`; unknown codes are included.
        message: string?

        # brokenTransfer: A failed transfer. It says nothing about the bytes: those that arrived may be right.
        message: string -- The message of libcurl or of the transfer engine.
        curlCode: integer -- libcurl's result code (`CURLE_...`), 0 if the engine itself ended the transfer.
        local: localLimit? -- The limit of the gate's own machine that ended it; then no server is to blame.
        tls: tlsProblem? -- What is wrong with TLS, if that is the fault.

        # credentialFault (fact): Why access was not granted.
        missing(hasToken: boolean, authfile: string?, search: credentialSearch?, unread: [string]?) -- The registry \
        requires credentials and none were found that it accepts; with `hasToken` only a token was found, but it requires \
        a user name and a password. `authfile` is the only file that was searched, because it is configured. `unread` \
        lists schemes after the first one in a line of `WWW-Authenticate`: clients do not read them.
        refused(status: integer, by: string, message: string, source: string?, authfile: string?) -- `by` refused the \
        credentials of `source`, or anonymous access, with this status. `authfile` is the configured file, if one is.
        forbidden(repository: string, status: integer, by: string, message: string, source: string, authfile: \
        string?) -- `by` accepted the credentials of `source`, but they may not read this repository.
        helper(fault: helperFault) -- The credential helper did not return credentials.
        tokenServer(realm: string, status: integer?, failure: brokenTransfer?, message: string?) -- The token server \
        could not be reached, or failed; this may be temporary.
        tokenServerBusy(realm: string, status: integer, waitMilliseconds: integer) -- The token server asks to retry \
        later, with this status.
        tokenRedirect(realm: string, fault: redirectFault) -- The token server redirects to a place that is not \
        followed.
        numericRealm(realm: string) -- The host of the realm is one that only some programs read as an IPv4 address; nodes \
        look it up as a name.
        noToken(realm: string, reason: tokenProblem?, message: string?, source: string?) -- The token server's reply \
        contains no token that clients accept.
        insecureRealm(realm: string, source: string?) -- The credentials of `source` are not sent to this realm: it is \
        not https.
        noUsableChallenge(schemes: [string]) -- A 401 without a challenge, or without a supported one.
        noChallengeAtRoot(node: nodeKind) -- A 401, but the root of the API has no challenge, and these nodes look for \
        one only there.
        interrupted -- The request was cancelled during authentication: a deadline or an interrupt.

        # credentialSearch: Where credentials were searched in vain.
        sources: [string] -- The files and variables that exist, in the order of the search.
        helpers: [silentHelper]
        misspelled: [string] -- Keys that differ from the registry's name in case alone: clients do not find them either.

        # silentHelper: A credential helper that returned nothing.
        program: string
        source: string -- The file or variable that configures it.
        isMissing: boolean -- There is no such program.

        # tokenProblem (fact): Why clients do not accept a token server's reply.
        notJSON
        absent -- It has no token under the name that clients read.
        unusable -- The token contains characters that no header field can have.
        badMember(name: string) -- A member has another type or form than clients accept.

        # helperFault: A credential helper failed. This is an error, never a reason to continue without credentials.
        program: string
        registry: string -- The registry whose credentials were requested.
        source: string -- The file that configures it.
        reason: helperReason
        said: string -- Its error output, escaped; may be empty.

        # helperReason (fact): The failure.
        notFound -- No program of that name can be run.
        badName -- The name in the file is not a valid program name.
        exited(status: integer)
        signaled(signal: integer)
        badAnswer -- It exited with 0, but its output is not the JSON of the protocol.
        endlessAnswer -- Its output was too long.
        timedOut(milliseconds: integer) -- It did not exit within this time.
        system(message: string) -- The system could not run it.

        # redirectFault (fact): Why a redirect is not followed.
        noLocation -- A redirect status without a `Location`.
        badLocation(location: string) -- A `Location` that is not an http or https URL.
        downgrade(url: string) -- From https to http. Only earlier versions refused this.
        malformedLocation(location: string) -- A `Location` that clients cannot request as it is written.
        numericName(url: string) -- To a host that only some programs read as an IPv4 address; nodes look it up as a name.
        privateAddress(url: string) -- From a public server to a private address.
        privateTarget(url: string, address: string) -- The same, for a host name that resolves to this private address.
        tooMany(limit: integer) -- More than the limit in a row.
        loop(url: string) -- Back to an earlier URL.

        # tagAnswer: The digest that a backend resolves a tag to.
        backend: string
        digest: digest?

        # digestHeaderProblem (fact): The problem with a `Docker-Content-Digest`.
        notADigest
        unknownAlgorithm(name: string)
        otherBytes(digest: digest) -- The bytes hash to this digest.

        # expectationProblem (fact): Why a name does not meet its expectation.
        otherManifest(root: digest, isIndex: boolean) -- It resolves to this manifest; if that is an index, none of the \
        images it lists is the expected one.
        incomparableManifest(root: digest) -- It resolves to this manifest, whose digest uses another algorithm.
        otherConfiguration(found: digest?, more: integer) -- It leads to this configuration and `more` others; absent \
        if it leads to none.
        incomparableConfiguration -- A configuration's digest uses another algorithm.
        otherPlatforms -- Only the images of some platforms were read.

        # manifestError: Why some bytes are not a manifest that can be checked.
        reason: manifestReason
        document: string -- The kind of document, in a word.

        # manifestReason (fact): The problem. A `field` is a path such as `layers[2].digest`.
        notJSON(detail: string)
        notUTF8(offset: integer) -- The bytes are not UTF-8, as JSON requires; the offset of the first wrong byte.
        notObject
        schema1 -- A Docker schema 1 manifest.
        unknownKind(mediaType: mediaType?) -- Neither the types nor the fields identify it as an image or an index; \
        absent if no type was stated.
        contradiction(one: string, other: string) -- Two fields that no kind of manifest has together, such as \
        `layers` and `manifests` (CVE-2021-41190).
        missing(field: string)
        invalid(field: string, detail: string) -- A field has an invalid value, with the reason.
        negativeSize(field: string, size: integer) -- A descriptor's size is negative.
        duplicateKey(field: string) -- A key occurs twice in one object: two readers may see two manifests.
        tooDeep(limit: integer) -- Arrays and objects are nested deeper than in any valid manifest.

        # mediaTypeConflict: A reply whose `Content-Type` does not match the document.
        header: mediaType -- The reply's `Content-Type`.
        body: mediaType? -- The document's `mediaType`, if stated.
        understood: mediaType -- The type that the document was read as.

        # embeddedProblem (fact): Why content embedded in a descriptor does not match the descriptor (image-spec, \
        Embedded Content).
        size(bytes: integer, declared: integer)
        hash(digest: digest, declared: digest)

        # configurationProblem (fact): Why a configuration cannot be used, or was not read.
        unusable(error: manifestError)
        tooLarge(limit: integer)
        notRead -- Another manifest lists it with a different media type.
        layerCount(diffIDs: integer, layers: integer)
        typeForNodes(mediaType: mediaType, node: nodeKind) -- These nodes do not take this media type for an image.

        # layerProblem (fact): Why a layer does not match the configuration, or why that is not known.
        notUnpacked -- Another manifest lists it with a different media type.
        otherCompression(compression: layerCompression) -- It has a compression that some nodes unpack and this program \
        does not.
        otherContent(found: digest, expected: digest)
        incomparable(found: digest, expected: digest) -- The digest in the configuration uses another algorithm.
        typeForNodes(mediaType: mediaType, node: nodeKind) -- These nodes do not take a layer of this media type in \
        this manifest.

        # referrersProblem (fact): Why a referrers list is not known.
        pageGone
        tooManyEntries(limit: integer)
        tooManyPages(limit: integer)
        foreignPage(url: string) -- The next page is on another host.
        noAPI -- There is no referrers API, and no fallback tag can name the list.
        tooLarge(limit: integer)
        noIndex -- It is an image manifest.

        # referrersLimit (fact): Why a referrers list is not followed.
        tooDeep(limit: integer)
        tooMany(limit: integer)

        # notice (fact, text): A fact that a person should know besides the verdict.
        input(message: string) -- A message about an input or the configuration.
        ledgerUnused(error: string, setAside: string?) -- The ledger is no longer used, for this reason; a damaged one \
        was set aside under this name.
        sizeFromBackends(digest: digest, bytes: integer) -- The size of content that no known manifest references is \
        the one that the backends declare.
        longName(reference: imageReference) -- Registry and repository together are longer than many clients allow.
        tagMoved(reference: imageReference, digest: digest, backend: string) -- The tag in a reference with a digest now \
        resolves to another manifest.
        tagGone(reference: imageReference, backend: string) -- The tag in a reference with a digest no longer exists.
        similarTags(reference: imageReference, tags: [string], backend: string) -- No backend that was asked has the tag \
        of this image, and this one has similar tags.
        certificateChanged(backend: string, run: integer) -- The certificate of a backend has changed since a run, whose \
        proofs are therefore not reused.
        overrideEnded(id: integer, who: string, digest: digest?, repository: string?, tag: string?, at: time) -- An \
        override that would have waived a \
        finding of this run has expired.
        investigationsLimited(done: integer, of: integer) -- More faulty content was found than one run investigates.
        spotForecast(budget: spotBudget, bytes: integer, blobs: integer, unknown: integer) -- The bytes of proven blobs \
        that `check` would read again; for `unknown` more blobs the ledger has no checkpoints.
        noSpotChecksAtDepth(depth: depth) -- No spot checks at a depth that reuses no earlier proof.
        noSpotChecksFresh -- No spot checks, because no proof is reused.
        spotChecksImpossible(blobs: integer, bytes: integer) -- Reused blobs without checkpoints in the ledger.
        rangesIgnored(backend: string) -- The backend ignores range requests and sends whole blobs, so its spot checks \
        were stopped.
        scopesNotRequested(backend: string, scopes: [string]) -- Scopes that a backend named beyond pull access to the \
        repository; they were not requested.
        scopesAdded(backend: string, scopes: [string]) -- Pull access to other repositories that was requested because \
        a backend refused a token for the repository alone.
        redirectedToHTTP(backend: string, url: string) -- The backend redirects from https to this http URL, which nodes \
        follow.
        challengeAtRoot(backend: string, status: integer) -- The backend denies anonymous requests with this status and \
        without a challenge; it has one at `/v2/`, which containerd never requests.
        helperMissing(program: string, source: string, registry: string) -- The credential helper does not exist, so the \
        registry was asked without credentials.
        variableHoldsPath(name: string) -- The environment variable holds a path instead of credentials, and is not used.
        tagsWithoutDigest(count: integer) -- Images of the inputs that are referenced by a tag alone, which can be moved.
        notCovered(count: integer) -- For a merge: claims covered by no shard, because the shards resolved different \
        manifests.

        # runNote (fact, text): A conclusion that a person should know besides the verdict.
        otherNamespace(backend: string, requested: string, answered: string) -- A mirror answered for content other than \
        the requested one (distribution-spec, Registry Proxying).
        warning(registry: string, backends: [string], message: string) -- A warning from backends of a registry \
        (distribution-spec, Warnings).
        moreWarnings(count: integer)
        expectations(pins: integer, disk: integer) -- Images that were compared with pins, or with images on disk.
        spotChecks(bad: integer, refilled: integer, unread: integer) -- Blobs that were pulled in full despite an \
        earlier proof, because of their spot checks.
        resumed(claims: integer) -- Claims whose bytes came in several parts, because a transfer broke off.
        readThrough(claims: integer) -- Claims that came from behind a cache and were not read again from it.
        sameEndpoint(registry: string, backends: [string], address: string) -- The same address answered for all of \
        these backends, so the proof counts once.
        sameInstance(registry: string, backends: [string], header: string, values: [string]) -- These backends answered \
        as the same machine, according to this header.
        severalInstances(registry: string, backend: string, header: string, values: [string], count: integer) -- A \
        header that names the machine changed between replies: the proof holds for the machines that answered.
        cacheDisagrees(backend: string, configured: string, seen: string?) -- The replies of a backend show a cache other \
        than the configured one; `seen` is the software, if they show it.
        machineLocal(registry: string, backends: [string]) -- Mirrors from the nodes' files with addresses of one machine: \
        the run checked its own, and other nodes have others.
        withoutDirect(registries: [string]) -- Registries whose storage was not read directly.
        repeatedPaths(registry: string, backends: [string], paths: integer, bytes: integer, cost: repeatCost) -- Only in \
        a plan: paths whose content another repository on the same backend has too.
        """
}
