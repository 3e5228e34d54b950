extension ReportSchema {
    /// What attempts observed, and what else a person should know of a run.
    static let evidenceTable = """
        # evidence (fact, text): What an attempt observed, and what several together show. `cache` is what the reply \
        says of the cache, such as `HIT`: a hint, never a proof.
        verified(bytes: integer, digest: digest) -- The body hashes to what was claimed.
        present -- The backend says that it has the content; no byte was hashed.
        wrongHash(bytes: integer, digest: digest, opening: bodyOpening?, damage: layerFault?, cache: string?) -- The \
        body has another hash than the claimed one. `damage` is where a layer of these bytes stops to decompress.
        wrongSize(received: receivedBytes, size: integer, opening: bodyOpening?, cache: string?) -- The body has \
        another length than the manifest declares.
        trailing(size: integer, received: receivedBytes, cache: string?) -- The claimed bytes came, and more after \
        them.
        encoded(received: receivedBytes, encoding: string, cache: string?) -- The body is encoded, and its bytes are \
        not those that were claimed.
        encodedThoughRight(encoding: string, cache: string?) -- The bytes are right as they are, and a node decodes \
        them before it hashes.
        cut(received: integer, size: integer, opening: bodyOpening?, cache: string?) -- The connection ended a body \
        whose length the reply had not declared.
        notUnpackable(fault: layerFault) -- The bytes are right, and no layer that can be unpacked.
        manifestTooLarge(limit: integer)
        unknownAlgorithm(name: string) -- The hash cannot be computed here.
        keptWrong(offset: integer?) -- The bytes that came from behind the cache are right, and those that it kept \
        of them are not: in the MiB from `offset`, where that is known.
        keptUnread(evidence: evidence) -- What the cache kept could not be read again.
        headNamesOther(named: string, cache: string?) -- A HEAD names another digest than it was asked for.
        headEncoded(encoding: string, cache: string?)
        headWrongSize(declared: integer, size: integer, cache: string?)
        status(status: integer, body: errorBody, cache: string?)
        storageStatus(status: integer, body: errorBody, url: string?) -- The storage that the backend redirects to \
        refused, by the last URL where one is known.
        plainHTTP(status: integer, body: errorBody) -- A port that expects TLS answered to plain HTTP.
        failed(failure: brokenTransfer) -- The transfer broke before a reply came.
        broken(status: integer, failure: brokenTransfer, received: integer, declared: string?, cache: string?) -- \
        The transfer broke after the head of a reply; `declared` is its `Content-Length`.
        denied(fault: credentialFault)
        redirect(fault: redirectFault)
        unusableReply
        stopped(by: stop, before: goal) -- The run ended before this was done.
        withheld -- Never proven before, and the first backend served bad bytes.
        givenUp(backend: string, claims: integer) -- The backend left this many claims in a row without an answer.
        nothingAsked
        series(reads: readSeries)
        foreign(absence: evidence, lookup: foreignLookup) -- A layer that the registry does not have, and that nodes \
        fetch from the URLs of its descriptor.
        tagNames(digest: digest) -- The tag names this manifest.
        tagsDiffer(answers: [tagAnswer]) -- The tag names different manifests on the backends.
        digestHeader(request: tagRequest, named: string, problem: digestHeaderProblem) -- The reply about a tag \
        carries a `Docker-Content-Digest` that does not fit its bytes.
        headOfTag(digest: digest, evidence: evidence) -- GET of a tag gives this digest, and HEAD does not.
        headOfTagSize(declared: integer, size: integer) -- HEAD of a tag declares another length than GET gives.
        tagUnknown(backend: string, tag: string) -- Nodes do not ask this backend for tags, and no other backend \
        says what the tag is.
        noBackend(obstacle: string?) -- No backend is known for the registry, for this reason.
        unexpected(expectation: expectation, isByDigest: boolean, problem: expectationProblem) -- The name does not \
        lead to what it must lead to, or that cannot be determined.
        unusableManifest(error: manifestError)
        mediaTypeConflict(conflict: mediaTypeConflict)
        embedded(place: string, problem: embeddedProblem)
        noImage(platforms: [platform]) -- The index leads to no image, or to none of these platforms.
        indexTooDeep(limit: integer)
        indexTooWide(manifests: integer, limit: integer)
        imageTooWide(limit: integer) -- All indexes of the image together lead to too many manifests.
        misnamed(named: string, more: integer) -- The bytes are right, and their `Docker-Content-Digest` is another; \
        so for `more` other claims.
        configuration(digest: digest, problem: configurationProblem)
        layer(number: integer, count: integer, digest: digest, problem: layerProblem, more: integer) -- What layer \
        `number` of `count` unpacks to does not fit the configuration; so for `more` other layers.
        otherPlatform(platform: platform?, missing: [platform]) -- The image is for this platform, by its \
        configuration; absent where that names none.
        referrersListed(count: integer)
        noReferrersList
        referrersList(problem: referrersProblem) -- What is wrong with a list, beside one of its replies.
        referrers(subject: digest, evidence: evidence) -- What is wrong with the list of this manifest.
        referrersNotFollowed(subject: digest, limit: referrersLimit)
        referrerMissing(subject: digest, referrer: digest, type: mediaType?, listedBy: [string], backend: string, \
        more: integer) -- Other backends list a referrer that this one does not; so for `more` others.
        spot(observed: spotEvidence)

        # readSeries (fact): What several reads of the same content show together.
        tries(last: evidence, count: integer) -- None of this many tries succeeded; this is the last.
        recovered(first: evidence) -- Bad at first, then good on a new connection.
        same(evidence: evidence) -- Twice the same.
        changed(first: evidence, again: evidence)
        unread(first: evidence, fault: evidence) -- Bad, and then it could not be read again.
        flapping(runs: [readRun], unread: evidence?) -- Good and bad, in the order of the reads; `unread` is what \
        kept the last one from being made.

        # readRun: Reads in a row that observed the same.
        evidence: evidence? -- Absent for good reads.
        count: integer

        # foreignLookup (fact): What became of a foreign layer after the registry said that it does not have it.
        noURL -- Its descriptor has no URL.
        left(url: string, more: integer, needs: foreignNeed) -- The run does not ask the URLs, of which this is the \
        first: it needs another option for that.
        refusedURL(url: string) -- The URL is not one that is asked: it is not https, or has user information.
        failed(url: string, evidence: evidence)
        nothingAsked

        # spotEvidence (fact): What a partial read of a blob whose proof is reused observed.
        wrongBytes(bytes: byteRange, run: integer, vantage: string?, cache: string?) -- These bytes are not those \
        that a run proved; `vantage` is the machine whose ledger has it, where that is another.
        otherSize(stored: integer, size: integer, cache: string?) -- The reply states another size of the whole blob.
        short(received: integer, from: integer, cache: string?) -- Fewer bytes came than were requested.
        unread(evidence: evidence)
        refilled(cache: string?) -- The cache kept it when it was proven, and no longer does.
        noCheckpoints
        notAsked(isStopped: boolean) -- It was not asked for, since the run was ended, or since the backend did not \
        answer to other spot checks.

        # receivedBytes: Bytes of a body that were received.
        count: integer
        isLowerBound: boolean -- Whether reading was ended while more was coming.

        # bodyOpening (fact): How a wrong body begins, where that says something to a person.
        empty -- There is no byte.
        page(type: string, opening: string) -- A body of a text type, such as an error page under a layer's digest.

        # layerFault: Why a layer's bytes are no file system layer. The bytes may well be those that were claimed: \
        then it was made so.
        kind: layerFaultKind
        reason: string -- What the reader says of it.
        packedOffset: integer -- How many bytes of the blob had been looked at: the fault lies at this offset or \
        before it.
        unpackedOffset: integer -- Where in the unpacked stream: the header block of a tar fault, else the bytes \
        that were unpacked before it.

        # errorBody: The body of a reply that is an error: what the registry says in the protocol's form, else how \
        the body begins (distribution-spec, Error Codes).
        entries: [errorEntry] -- The errors, empty when the body is not of the protocol's form.
        opening: string -- How the body begins, made safe.

        # errorEntry: One error of the list.
        code: string -- The code, for example `MANIFEST_UNKNOWN`; unknown ones are kept.
        message: string?

        # brokenTransfer: A transfer that broke. Never a statement about the bytes: those that arrived may be right.
        message: string -- What libcurl, or the engine, says about it.
        curlCode: integer -- libcurl's result code (`CURLE_...`), 0 where the engine itself ended the transfer.

        # credentialFault (fact): Why access was not granted.
        missing(hasToken: boolean) -- The registry asks for credentials and none are known that it takes; perhaps \
        only a token is known, and it wants a user and a password.
        refused(status: integer, by: string, message: string) -- The credentials, or anonymous access, were refused \
        with this status by whom.
        helper(fault: helperFault) -- The program that keeps the credentials did not give them.
        tokenServer(realm: string, status: integer?, failure: brokenTransfer?) -- The token server could not be \
        asked, or did not answer well: may be well in a moment.
        tokenServerBusy(realm: string, status: integer, waitMilliseconds: integer) -- The token server asks to be \
        asked later, with this status.
        tokenRedirect(realm: string, fault: redirectFault) -- The token server redirects, and not to where it is \
        followed.
        noToken(realm: string) -- The token server's answer holds no token.
        insecureRealm(realm: string) -- Credentials are not sent to this realm: it is not https.
        noUsableChallenge(schemes: [string]) -- A 401 without a challenge, or with none that is understood.
        interrupted -- The request was withdrawn while credentials were asked for: a deadline or an interrupt.

        # helperFault: A credential helper did not do its work: an error, and never a reason to go on without \
        credentials.
        program: string
        registry: string -- The registry that it was asked for.
        source: string -- The file that names it.
        reason: helperReason
        said: string -- What it said about that, made safe; empty when it said nothing.

        # helperReason (fact): What went wrong.
        notFound -- No program of that name can be run.
        badName -- The name in the file cannot be that of a program.
        exited(status: integer)
        signaled(signal: integer)
        badAnswer -- It ended well, and its answer is not the JSON of the protocol.
        endlessAnswer -- It wrote more than any answer is long.
        timedOut(milliseconds: integer) -- It had not ended after this time.
        system(message: string) -- The system did not let it run.

        # redirectFault (fact): Why a redirect is not followed.
        noLocation -- A redirect status without a `Location`.
        badLocation(location: string) -- A `Location` that is not an http or https URL.
        downgrade(url: string) -- From https to http.
        privateAddress(url: string) -- From a public server to an address of a private network.
        tooMany(limit: integer) -- More than the limit in a row.
        loop(url: string) -- Back to where it came from.

        # tagAnswer: What a backend says of a tag.
        backend: string
        digest: digest?

        # digestHeaderProblem (fact): What is wrong with a `Docker-Content-Digest`.
        notADigest
        unknownAlgorithm(name: string)
        otherBytes(digest: digest) -- The bytes have this hash.

        # expectationProblem (fact): Why a name does not meet what is expected of it.
        otherManifest(root: digest, isIndex: boolean) -- It names this manifest; where it is an index, none of the \
        images that it lists is the expected one.
        incomparableManifest(root: digest) -- It names this manifest, whose digest is of another algorithm.
        otherConfiguration(found: digest?, more: integer) -- It leads to this configuration and `more` others; \
        absent where it leads to none.
        incomparableConfiguration -- A configuration's digest is of another algorithm.
        otherPlatforms -- Only the images of some platforms were read.

        # manifestError: Why some bytes are not a manifest that can be checked.
        reason: manifestReason
        document: string -- What kind of document it is about, in a word.

        # manifestReason (fact): What is wrong. A `field` is a path such as `layers[2].digest`.
        notJSON(detail: string)
        notUTF8(offset: integer) -- The bytes are not UTF-8, as JSON must be; the offset of the first wrong one.
        notObject
        schema1 -- A manifest of Docker's schema 1.
        unknownKind(mediaType: mediaType?) -- Neither the types nor the fields say that it is an image or an index; \
        absent when no type was stated.
        contradiction(one: string, other: string) -- Two things that no one kind of manifest has together, such as \
        `layers` and `manifests` (CVE-2021-41190).
        missing(field: string)
        invalid(field: string, detail: string) -- A field has a value that it must not have, and why.
        negativeSize(field: string, size: integer) -- A descriptor's size is negative.
        duplicateKey(field: string) -- A name is there twice in one object: two readers may see two manifests.
        tooDeep(limit: integer) -- Arrays and objects are nested deeper than any manifest.

        # mediaTypeConflict: A reply whose `Content-Type` is not what the document is.
        header: mediaType -- The reply's `Content-Type`.
        body: mediaType? -- The document's `mediaType`, where it states one.
        understood: mediaType -- The type that the document was read as.

        # embeddedProblem (fact): Why content that a descriptor embeds is not what the descriptor says (image-spec, \
        Embedded Content).
        size(bytes: integer, declared: integer)
        hash(digest: digest, declared: digest)

        # configurationProblem (fact): Why a configuration cannot be used, or was not.
        unusable(error: manifestError)
        tooLarge(limit: integer)
        notRead -- Another manifest lists it with another media type.
        layerCount(diffIDs: integer, layers: integer)

        # layerProblem (fact): Why a layer does not fit the configuration, or that is not known.
        notUnpacked -- Another manifest lists it with another media type.
        otherContent(found: digest, expected: digest)
        incomparable(found: digest, expected: digest) -- The configuration has a digest of another algorithm.

        # referrersProblem (fact): Why a list of referrers is not known.
        pageGone
        tooManyEntries(limit: integer)
        tooManyPages(limit: integer)
        foreignPage(url: string) -- The next page is on another host.
        noAPI -- There is no API, and no tag can name a list.
        tooLarge(limit: integer)
        noIndex -- It is the manifest of an image.

        # referrersLimit (fact): Why a list of referrers is not followed.
        tooDeep(limit: integer)
        tooMany(limit: integer)

        # notice (fact, text): What a person should know of a run besides its verdict.
        input(message: string) -- What an input or the configuration has to say of itself, in the words of its reader.
        ledgerUnused(error: string, setAside: string?) -- The ledger is not used any more, for this reason; a \
        damaged one was set aside under this name.
        sizeFromBackends(digest: digest, bytes: integer) -- The size of content that no known manifest names is what \
        the backends declare.
        longName(reference: imageReference) -- Registry and repository together are longer than many clients allow.
        tagMoved(reference: imageReference, digest: digest, backend: string) -- The tag beside a digest names \
        another manifest by now.
        tagGone(reference: imageReference, backend: string) -- The tag beside a digest does not exist any more.
        certificateChanged(backend: string, run: integer) -- A backend has another certificate than in a run whose \
        proofs are therefore not reused.
        overrideEnded(id: integer, who: string, digest: digest, at: time) -- An override has ended, and would have \
        waived a finding of this run.
        investigationsLimited(done: integer, of: integer) -- More faulty content was found than is investigated in \
        one run.
        spotForecast(budget: spotBudget, bytes: integer, blobs: integer, unknown: integer) -- What `check` would \
        read again of proven blobs; of `unknown` more the ledger has no checkpoints.
        noSpotChecksAtDepth(depth: depth) -- No spot checks at a depth that uses no earlier proof.
        noSpotChecksFresh -- No spot checks, since nothing is reused.
        spotChecksImpossible(blobs: integer, bytes: integer) -- Reused blobs without checkpoints in the ledger.
        rangesIgnored(backend: string) -- The backend sends whole blobs where a range is requested, so that its spot \
        checks were ended.
        notCovered(count: integer) -- Of a merge: claims that every shard left to another, since the shards resolved \
        different manifests.

        # runNote (fact, text): What follows from the facts of a run and a person should know besides its verdict.
        otherNamespace(backend: string, requested: string, answered: string) -- A mirror answered for other content \
        than it was asked for (distribution-spec, Registry Proxying).
        warning(registry: string, backends: [string], message: string) -- A text that backends of a registry warn \
        with (distribution-spec, Warnings).
        moreWarnings(count: integer)
        expectations(pins: integer, disk: integer) -- Images whose names must lead to what was pinned, or to what is \
        on disk.
        spotChecks(bad: integer, refilled: integer, unread: integer) -- Blobs that were pulled whole, although there \
        was a proof, because of their spot checks.
        readThrough(claims: integer) -- Claims that came from behind a cache and were not read again from it.
        withoutDirect(registries: [string]) -- Registries whose storage was not asked past its caches.
        """
}
