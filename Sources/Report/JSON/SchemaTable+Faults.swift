extension ReportSchema {
    /// Findings, faults and diagnoses.
    static let faultTable = """
        # finding: One classified fault: what it is, where it was seen, and the evidence.
        code: code
        weight: weight
        place: place
        evidence: evidence
        override: override? -- The override that waives it, if one does.

        # place: Where a fault was seen. Each part is `nil` where the fault is not about it: a name that has no \
        address has no backend, a tag has no digest.
        registry: string
        backend: string? -- The name of the backend.
        repository: string?
        digest: digest? -- The content.
        tag: string?

        # override: A recorded decision to let a known fault pass: who made it, why, and until when. It proves \
        nothing: the fault stays in every report, and nothing is recorded as proven.
        id: integer -- Its number in the ledger.
        digest: digest -- The content whose fault may pass.
        backend: string? -- The backend on which it may; absent for each.
        registry: string? -- The registry under whose name it may; absent for each.
        reason: string
        who: string
        createdAt: time
        expiresAt: time -- When it ends by itself.
        withdrawnAt: time? -- When it was ended by hand.

        # diagnosis: What a person has to act on: one fault with all that a run knows of it, where it lies, and what \
        to do. It says no more than the evidence: where that does not decide between cache and storage, `location` \
        is `unknown` and the steps begin with what would decide.
        fault: fault -- What, where, and how far it reaches.
        images: [faultImage] -- In the order of the release.
        alsoIn: [faultImage] -- Other images of this release that use the same content.
        location: location? -- Absent where cache or storage is not the question.
        conclusion: conclusion? -- What the evidence says of the location; absent where it says nothing.
        notes: [diagnosisNote] -- What was not checked, and what weakens or supports the location.
        causes: [hypothesis] -- What may have caused it, the best founded first.
        openQuestion: openQuestion? -- What the evidence leaves open, and what would decide it; absent where it is \
        decided.
        investigation: investigation? -- What a closer look found.
        steps: [remedyStep] -- What to do, in order; the last checks again what failed.
        earlier: [earlierUse] -- Images of earlier runs that used the same content, the latest first.

        # faultImage: An image that a fault concerns.
        reference: imageReference
        origins: [origin]
        isRollbackOnly: boolean

        # fault (text): One fault to a person, however many findings show it: what, where, how far it reaches. Why, \
        and what to do, is the diagnosis. `text` says how far it reaches.
        code: code
        key: faultKey
        weight: weight -- The gravest of its findings.
        registry: string
        images: [integer] -- The images that it concerns, as places in `images` of the run.
        subject: subject -- What it is about.
        occurrences: [occurrence] -- The backends that showed it.
        others: [otherBackend] -- What every other backend showed of the same content.
        scope: scope -- How far it reaches among the backends of the registry.
        alsoIn: [integer] -- Other images of this release that use the same content, under other names or on \
        backends that serve it intact: the first of them.
        moreAlsoIn: integer -- How many more there are.

        # faultKey (fact): What makes two findings of one code the same fault to a person.
        content(group: claimGroup) -- The same content under the same name.
        tag(registry: string, repository: string?, tag: string?) -- The same tag.
        backend(registry: string, name: string) -- The same backend, whatever was asked of it.
        registry(name: string) -- The same registry, whichever backend was asked.
        run -- The run itself.

        # claimGroup: The same content under the same name, on whichever backend.
        registry: string
        repository: string
        digest: digest

        # subject: What a fault is about: some content, a tag, or everything that a backend was asked for.
        repository: string? -- The repository that was asked.
        tag: string? -- Where it is about a name.
        digest: digest? -- The content, or the first of it.
        kind: claimKind? -- What the content is to the image.
        size: integer? -- How many bytes the manifest declares.
        more: integer -- How many more claims have the same fault.

        # occurrence: One backend that showed a fault.
        backend: string
        isDirect: boolean -- Whether it is the registry itself, behind its caches.
        evidence: evidence
        address: string? -- The address and port that answered.
        cacheStatus: string? -- What the first faulty reply said of the cache.
        status: integer? -- The status of the first faulty reply, if one came.
        contentType: string?
        isOfHead: boolean -- Whether it was asked for the head of a tag's manifest, after a GET had fetched it whole.
        receivedBytes: integer? -- How many bytes came of a body that arrived whole by its own declaration.
        received: digest? -- What the received bytes hash to, where they were read to the end.
        count: integer -- How many claims showed the fault on this backend.

        # otherBackend: A backend that did not show a fault, and what is known there of the same content.
        backend: string
        isDirect: boolean -- Whether it is the registry itself, behind its caches.
        states: [otherShare] -- For a fault of many claims, how many are in which state, each state once.

        # otherShare: How many claims are in one state.
        state: otherState
        count: integer

        # otherState (fact): What is known of some content on a backend.
        verified(cacheStatus: string?) -- Proven in this run.
        reused(proof: reuse) -- Proven by an earlier run.
        present -- The backend says that it has it; no byte was hashed.
        planned -- Would be pulled: only in a plan.
        undecided(code: code) -- It could not be asked, or did not answer to the end.
        withheld -- Not pulled, since the first backend that was asked served bad bytes.
        faulty(code: code) -- It has another fault.
        notAsked(why: notAsked) -- The name did not lead there.
        names(digest: digest) -- Its tag names this manifest.

        # notAsked (fact): Why a backend was not asked.
        depth -- At depth `manifest` no blob is asked for.
        otherShard(number: integer)
        otherImage -- Its tag names another image.
        unprovenManifest -- The manifests that lead there were not proven on it.
        nameNotRead

        # hypothesis: What may have caused a fault, with the facts for and against it: never a bare guess.
        kind: causeKind
        confidence: confidence
        backends: [string] -- The backends that it accuses; empty for the storage behind all.
        statement: causeStatement -- What is supposed to have happened.
        supports: [causeFact] -- The facts for it; never empty.
        opposes: [causeFact] -- The facts against it.

        # remedyStep: One step of a remedy: printed, and never run by Blobgate.
        purpose: purpose
        backends: [string] -- The backends on whose hosts the commands are run, on each the same; empty where no \
        backend is concerned.
        action: stepAction -- What to do, and when.
        commands: [string] -- Commands for a POSIX shell, a line each, complete as they stand.
        expected: string? -- What the last command prints first when what it reads is right.
        isForTheRecord: boolean -- Whether it only keeps evidence: what heals does not depend on it.

        # investigation (text): What a closer look at one faulty blob found: where it is wrong on each backend, and \
        what that was measured against. `text` says where.
        registry: string -- The blob, under the name that it was asked for.
        repository: string -- The repository that it was asked for under.
        digest: digest -- The digest of the right bytes.
        size: integer -- Their number.
        reference: reference -- What the wrong bytes were measured against.
        maps: [map] -- One map for each backend that showed a fault or was asked for comparison, in the order of the \
        configuration.
        composition: composition? -- How a right copy was put together, where no backend had one.
        otherNames: [otherName] -- The same bytes under other names of the release, on the backends that showed the \
        fault.
        structure: structure? -- How far the layer's own structure is whole, where there was nothing to compare it \
        with.
        savedCopy: savedCopy? -- Where the right copy was kept, when that was asked for.
        limits: [investigationLimit] -- What the look could not find out.

        # reference (fact): What tells right bytes from wrong ones.
        copy(backend: string) -- The running hash of a copy that another backend served intact in this run.
        remembered(provenAt: time) -- The running hash of a copy that was proven at this time, kept in the ledger.
        composed -- A right copy that was put together of the pieces of several backends' wrong ones.
        none -- Nothing: no right copy is known.

        # map: Where one blob is right and wrong on one backend, as far as a closer look went.
        backend: string -- The backend's name.
        isDirect: boolean -- Whether it is the registry itself, behind its caches.
        stretches: [stretch] -- What is known, in order and without a gap: together they are the blob.
        damages: [damage] -- What is wrong, in order.
        slices: [slice] -- What the cache said of each of its slices that was asked for; empty where none is described.
        storedSize: integer? -- The size of the blob as the backend has it, where that is not the right one.

        # stretch: Bytes of which the same is known.
        bytes: byteRange -- The bytes, counted from the blob's start.
        state: bytesState -- What is known of them.

        # bytesState (fact): What is known of some bytes.
        good -- They are those that the digest stands for.
        bad -- They are not.
        unreachable(code: code) -- The backend did not send them.
        notLooked -- They were not asked for: nothing to compare them with, or no time.

        # damage: Wrong bytes that belong together.
        bytes: byteRange -- From the first to the last wrong byte, counted from the blob's start.
        isExact: boolean -- Whether both ends are exact; otherwise the damage lies somewhere within, and the ends \
        are those of the pieces that could be checked.
        differing: integer? -- How many of the bytes differ from the right ones; absent where they were not compared.
        kind: damageKind -- What they look like.

        # damageKind (fact): What wrong bytes look like: each shape has its own causes.
        flippedBit(byte: integer, bit: integer) -- One bit of one byte: memory, a disk or a bus, and no software.
        zeros(in: byteRange) -- Nothing but zeros in these bytes: writes that were lost.
        cutTail(at: integer) -- The backend's copy ends here, before the blob does.
        shifted(by: integer) -- The right bytes, so many bytes too early (or, negative, too late): something is \
        missing, or stands too much.
        repeated(from: integer) -- The right bytes of another place of the same blob.
        otherBlob(digest: digest, offset: integer) -- The bytes of another blob, from this offset of it.
        text(opening: string) -- Text where a layer has none, such as an error page, with its beginning.
        unlike -- None of these.
        unknown -- The bytes were not looked at.

        # composition: A right copy put together of pieces.
        pieces: [piece] -- The pieces that differed, in order.
        combinations: integer -- How many combinations were hashed until one had the digest.

        # piece: Bytes of which the backends had different versions.
        bytes: byteRange -- The bytes.
        rightOn: [string] -- The backends whose version is right.
        wrongOn: [string] -- The backends whose version is wrong.

        # otherName: The damaged bytes, asked for under another repository's name: another entry of the same cache.
        backend: string -- The backend that was asked.
        repository: string -- The name that it was asked under.
        isIntact: boolean -- Whether the bytes that are wrong under the first name are right under this one.
        cacheStatus: string? -- What the cache said.

        # structure: How far a layer's own structure (gzip, Zstandard, tar) is whole.
        backend: string -- The backend whose copy was read.
        damagedBy: integer? -- The damage lies at or before this byte of the blob; absent when the structure is \
        whole to the end, which does not say that the bytes are right.
        reason: string? -- What the reader said.

        # savedCopy: A right copy that was kept in a file.
        path: string -- The file.
        sources: [string] -- The backends whose bytes it is made of.
        """
}
