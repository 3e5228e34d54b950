extension ReportSchema {
    /// Findings, faults and diagnoses.
    static let faultTable = """
        # finding: One classified fault: what it is, where it was seen, and the evidence.
        code: code
        weight: weight
        place: place
        evidence: evidence
        override: override? -- The override that waives it, if one does.

        # place: Where a fault was seen. A part that does not apply is absent: a name without an address has no \
        backend, a tag has no digest.
        registry: string
        backend: string? -- The name of the backend.
        repository: string?
        digest: digest? -- The content.
        tag: string?

        # override: A recorded decision to waive a known fault: who made it, why, and until when. It proves nothing: \
        the fault stays in every report, and nothing is recorded as proven.
        id: integer -- Its number in the ledger.
        digest: digest? -- The content whose fault is waived; absent if a name is.
        repository: string? -- The repository of the tag.
        tag: string? -- The tag whose fault is waived, because it is missing or wrong.
        backend: string? -- The backend to which it applies; absent for all.
        registry: string? -- The registry to which it applies; absent for all.
        reason: string
        who: string
        createdAt: time
        expiresAt: time -- When it expires.
        withdrawnAt: time? -- When it was withdrawn.

        # diagnosis: One item to act on: a fault with everything that the run knows about it, its location, and the \
        steps to fix it. It claims no more than the evidence shows: if that does not decide between cache and storage, \
        `location` is `unknown` and the steps begin with the one that decides.
        fault: fault -- What, where, and how many backends it affects.
        images: [faultImage] -- In the order of the release.
        alsoIn: [faultImage] -- Other images of this release that use the same content.
        location: location? -- Absent if the fault is not about cache or storage.
        conclusion: conclusion? -- What the evidence shows about the location; absent if it shows nothing.
        notes: [diagnosisNote] -- What was not checked, and what weakens or supports the location.
        causes: [hypothesis] -- Possible causes, the best supported first.
        openQuestion: openQuestion? -- What the evidence leaves open, and what would decide it; absent if nothing is \
        open.
        investigation: investigation? -- The result of the investigation.
        steps: [remedyStep] -- What to do, in order; the last step checks again.
        earlier: [earlierUse] -- Images of earlier runs that used the same content, the latest first.

        # faultImage: An image that a fault affects.
        reference: imageReference
        origins: [origin]
        isRollbackOnly: boolean

        # fault (text): One fault, however many findings show it: what, where, and which backends it affects. The \
        cause and the remedy are in the diagnosis. `text` says which backends it affects.
        code: code
        key: faultKey
        weight: weight -- The most severe weight of its findings.
        registry: string
        images: [integer] -- The images that it affects, as positions in `images` of the run.
        subject: subject -- The content or name that it is about.
        occurrences: [occurrence] -- The backends that showed it.
        others: [otherBackend] -- What every other backend showed for the same content.
        scope: scope -- How many backends of the registry it affects.
        alsoIn: [integer] -- Other images of this release that use the same content, under other names or on \
        backends that serve it intact; only the first ones.
        moreAlsoIn: integer -- The number of such images that are not listed.

        # faultKey (fact): The property by which findings of one code are grouped into one fault.
        content(group: claimGroup) -- The same content under the same name.
        tag(registry: string, repository: string?, tag: string?) -- The same tag.
        backend(registry: string, name: string) -- The same backend, for any request.
        registry(name: string) -- The same registry, on any backend.
        run -- The run itself.

        # claimGroup: The same content under the same name, on any backend.
        registry: string
        repository: string
        digest: digest

        # subject: What a fault is about: some content, a tag, or everything requested from a backend.
        repository: string? -- The repository that was requested.
        tag: string? -- The tag, for a fault of a name.
        digest: digest? -- The content, or the first of several.
        kind: claimKind? -- The kind of the content in the image.
        size: integer? -- The size that the manifest declares, in bytes.
        more: integer -- The number of further claims with the same fault.

        # occurrence: One backend that showed a fault.
        backend: string
        isDirect: boolean -- Whether it is the registry itself, behind its caches.
        evidence: evidence
        address: string? -- The address and port that answered.
        cacheStatus: string? -- The cache status in the first faulty reply.
        status: integer? -- The status of the first faulty reply, if there was one.
        contentType: string?
        isOfHead: boolean -- Whether it was a HEAD of a tag whose bytes are known.
        receivedBytes: integer? -- The number of bytes received of a body that was complete by its own declaration.
        received: digest? -- The digest of the received bytes, if they were read to the end.
        count: integer -- The number of claims that showed the fault on this backend.

        # otherBackend: A backend that did not show a fault, and the state of the same content there.
        backend: string
        isDirect: boolean -- Whether it is the registry itself, behind its caches.
        states: [otherShare] -- For a fault of many claims, the number of claims in each state.

        # otherShare: The number of claims in one state.
        state: otherState
        count: integer

        # otherState (fact): The state of some content on a backend.
        verified(cacheStatus: string?) -- Proven in this run.
        reused(proof: reuse) -- Proven by an earlier run.
        present -- Reported present by the backend; no bytes hashed.
        planned -- Would be pulled; only in a plan, and in a round of a watch.
        undecided(code: code) -- It could not be read, or the reply was incomplete.
        withheld -- Not pulled, because the first backend read served bad bytes.
        faulty(code: code) -- It has another fault.
        notAsked(why: notAsked) -- It was not requested.
        names(digest: digest) -- Its tag resolves to this manifest.

        # notAsked (fact): Why content was not requested from a backend.
        depth -- Depth `manifest` requests no blobs.
        otherShard(number: integer)
        otherImage -- Its tag resolves to another image.
        unprovenManifest -- The manifests that lead to it were not proven there.
        nameNotRead

        # hypothesis: A possible cause of a fault, with the facts for and against it; never a bare guess.
        kind: causeKind
        confidence: confidence
        backends: [string] -- The suspected backends; empty for the storage behind all of them.
        statement: causeStatement -- The supposed cause.
        supports: [causeFact] -- The facts for it; never empty.
        opposes: [causeFact] -- The facts against it.

        # remedyStep: One step of a remedy: printed, never run by Blobgate.
        purpose: purpose
        backends: [string] -- The backends on whose hosts to run the commands, the same on each; empty if no backend \
        host is involved.
        action: stepAction -- What to do, and when.
        commands: [string] -- Complete commands for a POSIX shell, one per line.
        expected: string? -- The first output of the last command if the bytes it reads are right.
        isForTheRecord: boolean -- Whether it only collects evidence; the repair does not depend on it.

        # investigation (text): The result of investigating one faulty blob: where it is wrong on each backend, and \
        what it was compared with. `text` says where.
        registry: string -- The registry that the blob was requested from.
        repository: string -- The repository that the blob was requested under.
        digest: digest -- The digest of the right bytes.
        size: integer -- The number of right bytes.
        reference: reference -- What the wrong bytes were compared with.
        maps: [map] -- One map per backend that showed a fault or was read for comparison, in the order of the \
        configuration.
        composition: composition? -- How a good copy was assembled, if no backend had one.
        otherNames: [otherName] -- The same bytes under other names of the release, on the backends that showed the \
        fault.
        structure: structure? -- How far the layer's own structure is intact, if there was nothing to compare it with.
        savedCopy: savedCopy? -- Where the good copy was saved, if requested.
        limits: [investigationLimit] -- What the investigation could not find out.
        run: integer? -- The earlier run that investigated it, if this one saw the same wrong bytes but less of them.

        # reference (fact): What the bytes were compared with.
        copy(backend: string) -- The running hash of a copy that another backend served intact in this run.
        remembered(provenAt: time) -- The running hash, from the ledger, of a copy that was proven at this time.
        composed -- A good copy assembled from pieces of several backends' wrong copies.
        none -- Nothing: no good copy is known.

        # map: Where one blob is right and wrong on one backend, as far as it was investigated.
        backend: string -- The backend's name.
        isDirect: boolean -- Whether it is the registry itself, behind its caches.
        stretches: [stretch] -- The states of the bytes, in order; together they cover the whole blob.
        damages: [damage] -- The damages, in order.
        slices: [slice] -- The cache status of each requested slice; empty if no slices are configured.
        storedSize: integer? -- The size of the backend's copy, if it is not the right size.

        # stretch: Consecutive bytes in the same state.
        bytes: byteRange -- The bytes, counted from the blob's start.
        state: bytesState -- The state of the bytes.

        # bytesState (fact): The state of some bytes.
        good -- They match the digest.
        bad -- They do not match the digest.
        unreachable(code: code) -- The backend did not send them.
        unreadable -- The proxy itself answered 500, as nginx does for a cache file that it cannot read.
        notLooked -- They were not requested: there was nothing to compare them with, or no time.

        # damage: Wrong bytes that belong together.
        bytes: byteRange -- From the first to the last wrong byte, counted from the blob's start.
        isExact: boolean -- Whether both ends are exact. If not, the damage is somewhere inside, and the ends are those \
        of the pieces that could be checked.
        differing: integer? -- How many of the bytes differ from the right ones; absent if they were not compared.
        kind: damageKind -- The shape of the damage.

        # damageKind (fact): The shape of the damage; each shape has its own causes.
        flippedBit(byte: integer, bit: integer) -- One bit of one byte: memory, a disk or a bus, not software.
        zeros(in: byteRange) -- Only zeros in these bytes: lost writes.
        cutTail(at: integer) -- The backend's copy ends here, before the blob does.
        shifted(by: integer) -- The right bytes, this many bytes too early (or, if negative, too late): bytes are \
        missing or were inserted.
        repeated(from: integer) -- The right bytes of another place in the same blob.
        otherBlob(digest: digest, offset: integer) -- The bytes of another blob, from this offset.
        text(opening: string) -- Text where a layer has none, such as an error page, with its beginning.
        unlike -- None of these.
        unknown -- The bytes were not examined.

        # composition: A good copy assembled from pieces.
        pieces: [piece] -- The pieces that differed, in order.
        combinations: integer -- How many combinations were hashed until one matched the digest.

        # piece: Bytes for which the backends had different versions.
        bytes: byteRange -- The bytes.
        rightOn: [string] -- The backends whose version is right.
        wrongOn: [string] -- The backends whose version is wrong.

        # otherName: The damaged bytes, requested under another repository's name: another entry of the same cache.
        backend: string -- The backend that was read.
        repository: string -- The repository that was requested.
        isIntact: boolean -- Whether the bytes that are wrong under the first name are right under this one.
        cacheStatus: string? -- The cache status in the reply.

        # structure: How far a layer's own structure (gzip, Zstandard, tar) is intact.
        backend: string -- The backend whose copy was read.
        damagedBy: integer? -- The damage is at or before this byte of the blob; absent if the structure is intact to \
        the end, which does not prove that the bytes are right.
        reason: string? -- The message of the unpacker.

        # savedCopy: A good copy saved to a file.
        path: string -- The file.
        sources: [string] -- The backends that supplied the bytes.
        """
}
