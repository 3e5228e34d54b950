extension ReportSchema {
    /// The run, its claims and images.
    static let runTable = """
        # document: What a run established, and what follows from it.
        schemaVersion: = 1 -- The version of this form.
        tool: = blobgate -- The tool.
        version: string -- The version of Blobgate.
        command: command -- What the run was made for.
        number: integer? -- Its number in the ledger; absent when the ledger did not keep it, and of a merge.
        recheckOf: integer? -- The run that was checked again.
        vantage: string -- The machine and network position that it observed from; those of all shards in a merge.
        started: time -- When it began.
        finished: time -- When it was decided.
        shard: shard? -- The part of the release that it proved; absent for all of it.
        shards: [shardSummary] -- Of a merge, the shards.
        platforms: [platform] -- The platforms that were requested; none means all.
        policy: policy -- How far the run went, and what faults mean to the deploy.
        stopped: stop? -- Why the run ended before it was done.
        registries: [registry] -- In the order of their names.
        images: [image] -- In the order of the release.
        claims: [claim] -- Manifests first, then blobs.
        bytesPulled: integer -- Body bytes that were received, bad ones and those of all rounds included.
        investigations: [investigation] -- What a closer look at faulty content found.
        overview: [investigation] -- Of a diagnosis on demand, where everything that it covers is right and wrong on \
        each backend.
        rounds: [round] -- The rounds of a hold, in order.
        earlierUses: [earlierUses] -- Images of earlier runs that used faulty content.
        notices: [notice] -- What a person should know besides the verdict.
        verdict: verdict -- Of the run.
        exitCode: exitCode -- The exit code of the process.
        isWaived: boolean -- Whether an undecided verdict lets the deploy continue, by the policy.
        findings: [finding] -- All findings, worst first.
        totals: totals -- Counts over all claims.
        rollback: rollbackStatus? -- How the rollback set ended; absent where none was named.
        notes: [runNote] -- What else a person should know, besides the notices among the facts.
        diagnoses: [diagnosis] -- What a person has to act on, worst first; never shortened.

        # policy (text): How far a run went, and what faults mean to the deploy.
        depth: depth -- How far the run went; `text` says what that leaves unproven.
        undecided: undecidedPolicy -- What an undecided verdict means.
        rollback: rollbackPolicy -- What faults of the rollback set mean.
        flapping: flappingPolicy -- What "bad, then good" means: `refuse`, or `reads:N`, which waives it after N \
        good reads in a row.
        holdMilliseconds: integer? -- How long it was to wait at most for what was refused or undecided.
        spot: spotBudget? -- How much of what was reused was to be read again in part; `N%` or a size of each \
        backend; absent for none.
        referrers: boolean -- Whether what refers to the images was proven too.

        # rollbackStatus: How the rollback set ended: the images to which the deploy would return.
        policy: rollbackPolicy -- What faults of it mean to the deploy.
        verdict: verdict -- Over its images, those included that the deploy starts too.
        images: integer -- How many images it has.
        verified: integer -- How many of them are verified.
        equalsNew: boolean -- Whether it is the new set: then there is nothing to return to.

        # totals: Counts over the claims of a run, of an image, or of all shards. What is left to other shards is \
        counted only in `otherShard`.
        manifests: integer
        blobs: integer -- Configurations and layers.
        blobBytes: integer -- Bytes of all blob claims: of one blob on three backends, three times its size.
        verified: integer -- Claims proven in this run.
        verifiedBlobs: integer
        reused: integer -- Claims whose earlier proof is reused.
        present: integer -- Claims whose backend only says that it has the content.
        notAsked: integer -- Claims that the depth leaves out.
        planned: integer -- Claims that a plan would pull.
        otherShard: integer -- Claims that are left to other shards.
        unpacked: integer -- Proven layers that were unpacked, now or by an earlier run.
        packed: integer -- Proven layers that were only hashed.
        refused: integer
        undecided: integer
        reported: integer -- Claims whose fault is only reported.
        bytesPulled: integer -- Body bytes that were received, bad ones included.
        bytesReused: integer -- Bytes that earlier proofs cover.
        bytesPlanned: integer -- Bytes that a plan would pull.
        oldest: reuse? -- The oldest proof that was reused.
        spot: spotTotals -- What spot checks came to.

        # spotTotals: Counts over spot checks.
        checked: integer -- Reused claims of which ranges were read again and were right.
        ranges: integer -- The ranges of those claims: each is up to 1 MiB.
        bytes: integer -- Bytes of those ranges.
        bad: integer -- Claims that were bad in a spot check.
        refilled: integer -- Claims whose cache entry was filled again or dropped since the proof.
        unread: integer -- Claims that could not be asked for.
        withoutCheckpoints: integer -- Reused claims that could not be checked, because the ledger has no checkpoints.

        # stop (fact): Why a run ended before it was done.
        deadline
        signal(number: integer)

        # shard: One part of a release that several runs prove together.
        index: integer -- Its number, from 1.
        total: integer -- How many there are.

        # shardSummary: A shard in the record of a merge.
        shard: shard
        file: string -- The file that its record was read from.
        command: command
        number: integer? -- Its number in its own ledger.
        vantage: string
        started: time
        finished: time
        verdict: verdict
        exitCode: exitCode
        claims: integer -- Claims that it had to prove.
        bytesPulled: integer

        # registry: A registry and the backends that may answer for it.
        name: string
        backends: [backend] -- In the order of the configuration.
        obstacle: string? -- Why there are none.
        sharesProofs: boolean -- Whether a proof under one repository counts for the others (`proof: by-digest`).

        # backend: A backend as the run knew it.
        name: string -- Its name in reports and in the ledger.
        address: string -- Where connections go, `HOST:PORT`.
        scheme: backendScheme
        role: backendRole
        source: backendSource
        cache: cachePolicy? -- How it caches, when the configuration says so.
        checksCertificate: boolean -- Whether its certificate is checked; a file of the nodes can say that it is not.
        certificateAuthorities: string? -- A PEM file of certificate authorities to trust for it.
        authority: string -- The host and port of its URLs, and what `Host` names.
        root: string -- The path before the repository, without a slash at its end: `/v2`.
        namespace: string? -- The value of the query's `ns`, for a mirror that is told whose content is meant.
        scope: repositoryScope -- Which of the registry's repositories it is asked for, and what they are called there.
        isMirror: boolean -- Whether it is addressed by a name of its own, as a mirror.

        # backendSource (fact): Who named a backend.
        configuration(file: string) -- The configuration file at this path.
        commandLine -- `--backend`.
        containerd(file: string, line: integer?) -- A mirror, or the server, of containerd's `hosts.toml`; the line \
        of its table where it has one.
        containers(file: string, line: integer?) -- A mirror, or the location, of the containers tools' \
        `registries.conf`.
        service(name: string) -- An SRV record of this name.
        dns -- An A or AAAA record of the registry's name.

        # cachePolicy: How a backend caches, as far as the configuration describes it.
        kind: string -- The software, for example `nginx`.
        key: string? -- The template of the cache key, for example `$uri$slice_range`.
        sliceBytes: integer? -- The size of a slice in bytes, for caches that keep blobs in slices.
        path: string? -- The directory of the cache on the backend's host.
        levels: string? -- The levels of its directories, for example `1:2`.

        # repositoryScope: The repositories that a mirror is for: those below a prefix, but not below longer ones \
        that have mirrors of their own.
        prefix: string -- The first components that a repository must have; empty for every repository.
        except: [string] -- Longer prefixes that are others' business.
        replacement: string -- What stands in the prefix's place at the mirror.

        # image: An image of the release and what its name leads to on each backend.
        reference: imageReference
        written: string -- The reference as the first of its origins writes it.
        origins: [origin] -- Where it is named, in the order of reading.
        spellings: [string] -- The same image as other origins write it.
        expectations: [expectation] -- What the name must lead to on every backend.
        findings: [finding] -- Findings about its name: a tag that differs, a registry without backends.
        views: [view] -- What each backend says of it, in the order of the backends.
        verdict: verdict -- Over all its claims and findings; set when the run is decided.

        # origin: The place that a reference was written at, so that whoever has to act on a finding knows where to \
        look.
        source: source
        number: integer? -- The number of the argument or the line, from 1; absent where a whole file or folder is \
        meant.
        place: originPlace? -- What stands there, where the input has a structure.
        set: releaseSet -- Which of the deploy's two sets names it.

        # source: What was read.
        kind: (arguments | file | stdin | output) -- `output` is what a program printed.
        name: string? -- The file's path, or the program's command.

        # originPlace: What a structured input says of the place of a reference; all of it is text of the input.
        document: integer? -- The 1-based number of the document in a YAML stream.
        kind: string? -- The kind of the object, for example `Deployment`.
        namespace: string?
        name: string?
        field: string? -- What of the object it is: `container app`, `image volume data`, `service db`, or a path \
        such as `main_app.image`.
        template: string? -- The template that a rendered document came from, for example \
        `web/templates/deployment.yaml`.
        pullPolicy: string? -- When a node pulls it: `imagePullPolicy`, where that is written.
        isPartial: boolean? -- Whether the input cannot tell all images of the release, such as the values of a \
        chart alone.
        target: string? -- Where a deploy tool will start it, for example `stage canaries, mw-web/canary on eqiad`.

        # expectation: What a name of the release must lead to on every backend, and who says so.
        content: expectedContent
        reason: expectationReason
        origin: origin -- Where that is written, or lies.

        # expectedContent: Exactly one of these.
        manifest: digest? -- A manifest or an index with this digest.
        config: digest? -- An image with this configuration: its digest is what docker calls the image ID.

        # platform: The operating system and processor that an image is for (image-spec, Image Index).
        os: string -- By its Go name, for example `linux`.
        architecture: string -- By its Go name, for example `amd64`.
        variant: string? -- The variant of the processor, for example `v7`.
        osVersion: string? -- Used by Windows images.

        # view: An image as one backend shows it.
        backend: string -- The name of the backend.
        digest: digest? -- The manifest or index that the reference leads to.
        platforms: [platform] -- The platforms whose manifests were found, where an index names them.
        claims: [integer] -- The claims that the image makes on this backend, each once, as places in `claims` of \
        the run.
        findings: [finding] -- Findings about the tag or the index on this backend.
        tagAttempts: [attempt]
        referrersAttempts: [attempt] -- Attempts at the lists of what refers to its manifests.
        verdict: verdict

        # claim: What a run had to prove of one path: "this backend serves this content under this repository, \
        intact", and how it ended.
        backend: string -- The name of the backend.
        registry: string
        repository: string
        digest: digest
        size: integer? -- Bytes; absent for a manifest that was named by its digest alone.
        kind: claimKind
        mediaType: mediaType?
        isOfReferrer: boolean -- Whether only a list of referrers led to it: it is no part of the image, but about it.
        status: status
        attempts: [attempt] -- All attempts of this run, in order; none for a claim that was reused.
        remark: finding? -- A fault that a policy waives, though the claim holds: shown, and no more.
        spot: spotCheck? -- The spot check of an earlier proof of it.

        # status: How a claim ended; `state` says which of the other keys are there.
        state: (verified | reused | present | not-asked | planned | other-shard | faulty) -- `verified`: in this \
        run. `reused`: by an earlier run. `present`: the backend says that it has it; no byte was hashed. \
        `not-asked`: left out at this depth. `planned`: would be pulled. `other-shard`: left to another shard.
        size: integer? -- Bytes that were hashed, for `verified` and `reused`.
        diffID: digest? -- What a layer unpacks to, where it was unpacked.
        cacheStatus: string? -- What the reply says, or said then, of the cache: a hint.
        isFromBehindCache: boolean? -- For `verified`: whether the reply came from behind the cache, so that the \
        storage was right just now.
        isReadThrough: boolean? -- For `verified`: whether it came from behind the cache and was not read again from \
        it: that proves storage and path, not what the cache stored.
        isFromElsewhere: boolean? -- For `verified`: whether a URL of the descriptor served it, and not the backend.
        namedDigest: string? -- For `verified`: the value of `Docker-Content-Digest`, where the reply had one.
        provenAt: time? -- For `reused`: when the last byte was hashed.
        run: integer? -- For `reused`: the run that hashed it, by its number in the ledger of its machine.
        vantage: string? -- For `reused`: that machine, where it is another one.
        address: string? -- For `reused`: the address and port that answered then.
        spotCheckedAt: time? -- For `reused`: when a part of it was last read again and was right.
        shard: integer? -- For `other-shard`: which.
        isRead: boolean? -- For `other-shard`: whether this run read it all the same, and found it right.
        finding: finding? -- For `faulty`.

        # reuse: An earlier proof that replaces a pull.
        provenAt: time -- When the last byte was hashed.
        run: integer -- The run that hashed it, by its number in the ledger of its machine.
        vantage: string? -- That machine, where it is another one whose ledger was imported.
        size: integer -- Bytes that were hashed.
        diffID: digest?
        address: string? -- The address and port that answered then.
        cacheStatus: string? -- What the reply said of the cache then.
        spotCheckedAt: time? -- When a part of it was last read again and was right.

        # spotCheck: A partial read of a blob whose earlier proof is reused.
        outcome: spotOutcome
        at: time -- When it ended.
        ranges: [byteRange] -- The bytes that arrived and were compared with their checkpoints, in order.
        bytes: integer -- Body bytes that it cost.
        evidence: evidence? -- What was observed, unless all was right.

        # attempt: One try at a manifest, a tag or a blob of one backend, and what was made of it.
        url: string -- The URL that was requested first, without query.
        redirects: [string] -- The URLs that it was redirected to, without query.
        leftRegistry: boolean -- Whether the last reply came from another host than the registry's.
        address: string? -- The address and port that answered.
        certificate: string? -- The SHA-256 of the certificate that the last reply came under, in hexadecimal.
        httpVersion: string? -- The version of HTTP that the last reply came with, for example `1.1` or `2`.
        status: integer? -- The status of the last reply.
        headers: {string} -- The header fields that are kept as evidence, made safe.
        warnings: [string] -- What the server warned of, each text once (distribution-spec, Warnings).
        bytes: integer -- Body bytes of the last reply.
        started: time
        milliseconds: integer -- How long the last request took.
        code: code? -- The fault that it showed; absent for a good one.
        evidence: evidence
        received: digest? -- What the body hashes to, where it was read to its end.
        receivedBytes: integer? -- How many bytes came of a body that was whole by its own declaration, or went on \
        beyond any use.
        slices: [slice] -- What a cache said of its slices before they were read, without the first: the reply \
        itself speaks for that one.
        isOfSpotCheck: boolean -- Whether only a part of the blob was requested, to check an earlier proof.
        isOfHead: boolean -- Whether it is the HEAD of a tag that a GET had fetched whole.

        # slice: What a cache in slices says of one of them.
        index: integer -- Which slice of the blob, from 0.
        bytes: byteRange -- The blob's bytes that it holds: the last one's end is the blob's.
        cacheStatus: string? -- `X-Cache-Status` of a request for this slice alone.
        storedTotal: integer? -- The blob's size as it was stored with this slice (`Content-Range`).
        rightDigest: digest? -- What the right bytes of the slice hash to, where a right copy was at hand.

        # byteRange: Bytes of a blob or a reply.
        first: integer -- The first of them, from 0.
        last: integer -- The last of them.

        # round: One round of a hold: what failed was checked again.
        number: integer -- Its number, from 1.
        at: time -- When it was decided.
        verdict: verdict
        refused: integer -- Findings that refuse, those about names among them.
        undecided: integer -- Findings that leave something undecided.
        verified: integer -- Claims that are proven, by this round or before it.
        findings: [finding] -- What refuses or is undecided, worst first.
        more: integer -- How many more findings there are.
        healed: [finding] -- What the round before found, and this one proved good.

        # earlierUses: The images of earlier runs that used some content.
        digest: digest
        uses: [earlierUse] -- The newest first.

        # earlierUse: An image of an earlier run that used the same content.
        run: integer -- The number of the run.
        when: time -- When it began.
        reference: string -- The image, as it was named there.
        origins: [string] -- Every origin that named it, as the ledger keeps it.
        """
}
