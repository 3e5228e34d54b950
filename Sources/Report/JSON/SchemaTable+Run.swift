extension ReportSchema {
    /// The run, its claims and images.
    static let runTable = """
        # document: The facts that a run established, and its conclusions.
        schemaVersion: = 1 -- The version of this format.
        tool: = blobgate -- The tool.
        version: string -- The version of Blobgate.
        command: command -- The subcommand.
        number: integer? -- Its number in the ledger; absent for a merge, and if the run is not in the ledger.
        recheckOf: integer? -- The run that was checked again.
        vantage: string -- The machine and network position that it observed from; for a merge, those of all shards.
        machine: string? -- A hash that identifies that machine; absent for a merge of several.
        started: time -- When the run started.
        finished: time -- When the verdict was reached.
        shard: shard? -- The part of the release that it proved; absent for the whole release.
        shards: [shardSummary] -- For a merge, the shards.
        platforms: [platform] -- The requested platforms; empty means all.
        policy: policy -- The depth of the run, and what faults mean for the deploy.
        stopped: stop? -- Why the run was stopped before it was done.
        registries: [registry] -- In the order of their names.
        images: [image] -- In the order of the release.
        claims: [claim] -- Manifests first, then blobs.
        bytesPulled: integer -- Body bytes received, including bad ones and those of all rounds.
        requests: integer? -- Requests sent, of all kinds and rounds: to backends, to where they redirect, and for \
        tokens; absent in runs of versions that did not count them.
        investigations: [investigation] -- The results of investigating faulty content.
        overview: [investigation] -- For `diagnose`, where each examined content is right and wrong on each backend.
        rounds: [round] -- The rounds of a hold, in order.
        earlierFaults: [earlierFault]? -- For a recheck, what the earlier run saw of the faults that are still the same.
        earlierUses: [earlierUses] -- Images of earlier runs that used faulty content.
        notices: [notice] -- Facts that a person should know besides the verdict.
        verdict: verdict -- The verdict of the run.
        exitCode: exitCode -- The exit code of the process.
        isWaived: boolean -- Whether the policy lets the deploy continue despite an undecided verdict.
        findings: [finding] -- All findings, worst first.
        totals: totals -- Counts over all claims.
        rollback: rollbackStatus? -- The result for the rollback set; absent if there is none.
        notes: [runNote] -- Conclusions that a person should know, in addition to `notices`.
        diagnoses: [diagnosis] -- The items to act on, worst first; always complete.

        # policy (text): The depth of a run, and what faults mean for the deploy.
        depth: depth -- The depth of the run; `text` says what it leaves unproven.
        undecided: undecidedPolicy -- What an undecided verdict means.
        rollback: rollbackPolicy -- What faults of the rollback set mean.
        flapping: flappingPolicy -- What "bad, then good" means: `refuse`, or `reads:N`, which waives it after N \
        good reads in a row.
        holdMilliseconds: integer? -- The longest time to wait for refused or undecided claims to recover.
        spot: spotBudget? -- The budget for spot checks of reused proofs: `N%`, or a size per backend; absent for none.
        referrers: boolean -- Whether the referrers of the images were proven too.
        nodes: [nodeKind]? -- The kinds of nodes that the release is for; absent for containerd alone.

        # rollbackStatus: The result for the rollback set: the images that a failed deploy would return to.
        policy: rollbackPolicy -- What its faults mean for the deploy.
        verdict: verdict -- Over all its images, including those that are also in the new set.
        images: integer -- The number of its images.
        verified: integer -- The number of verified images.
        equalsNew: boolean -- Whether it equals the new set: then there is nothing to return to.

        # totals: Counts over the claims of a run, of an image, or of all shards. Claims left to other shards are \
        counted only in `otherShard`.
        manifests: integer
        blobs: integer -- Configurations and layers.
        blobBytes: integer -- Bytes of all blob claims: for one blob on three backends, three times its size.
        verified: integer -- Claims proven in this run.
        verifiedBlobs: integer
        reused: integer -- Claims whose earlier proof is reused.
        reusedBlobs: integer
        shared: integer -- Claims proven by bytes that were hashed under another repository of the same backend.
        present: integer -- Claims that the backend only reported as present.
        notAsked: integer -- Claims that the depth leaves out.
        planned: integer -- Claims that a plan would pull, or that a watch leaves to a later round.
        otherShard: integer -- Claims that are left to other shards.
        unpacked: integer -- Proven layers that were unpacked, now or by an earlier run.
        packed: integer -- Proven layers that were only hashed.
        refused: integer
        undecided: integer
        reported: integer -- Claims whose fault is only reported.
        bytesPulled: integer -- Body bytes received, including bad ones.
        bytesReused: integer -- Bytes of blobs that earlier proofs cover.
        bytesShared: integer -- Bytes that proofs under other repositories cover.
        bytesPlanned: integer -- Bytes of the planned claims.
        oldest: reuse? -- The oldest reused proof.
        spot: spotTotals -- The results of spot checks.

        # spotTotals: Counts over spot checks.
        checked: integer -- Reused claims with ranges that were read again and were right.
        ranges: integer -- The ranges of those claims: each is up to 1 MiB.
        bytes: integer -- Bytes of those ranges.
        bad: integer -- Claims that were bad in a spot check.
        refilled: integer -- Claims whose cache entry was refilled or dropped since the proof.
        unread: integer -- Claims that could not be read.
        withoutCheckpoints: integer -- Reused claims that could not be checked, because the ledger has no checkpoints.

        # stop (fact): Why a run was stopped before it was done.
        deadline
        signal(number: integer)

        # shard: One part of a release that several runs prove together.
        index: integer -- Its number, from 1.
        total: integer -- The number of shards.

        # shardSummary: A shard in the run record of a merge.
        shard: shard
        file: string -- The file that its report was read from.
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
        obstacle: string? -- Why there are no backends.
        sharesProofs: boolean -- Whether a proof under one repository counts for the others (`proof: by-digest`).
        storage: storageKind? -- Where it stores its blobs, if configured.
        addresses: [addressChoice]? -- How backends were chosen from the addresses of names with several.

        # addressChoice: How the backends of a name were chosen from its addresses.
        host: string -- The name that was resolved.
        rule: addressRule
        addresses: [string] -- The addresses, in the order of the resolver.
        withoutRoute: [string] -- Addresses of a family that the machine of the run does not have.

        # backend: A backend as the run knew it.
        name: string -- Its name in reports and in the ledger.
        address: string -- Where connections go, `HOST:PORT`.
        scheme: backendScheme
        role: backendRole
        source: backendSource
        cache: cachePolicy? -- How it caches, when the configuration says so.
        checksCertificate: boolean -- Whether its certificate is checked; a node configuration file can disable this.
        certificateAuthorities: string? -- A PEM file of certificate authorities to trust for it.
        authority: string -- The host and port of its URLs and of the `Host` header.
        root: string -- The path before the repository, without a slash at its end: `/v2`.
        namespace: string? -- The value of the query parameter `ns`, which tells a mirror whose content is meant.
        scope: repositoryScope -- Which of the registry's repositories it serves, and their names there.
        isMirror: boolean -- Whether it is a mirror, addressed by its own name.
        proxy: string? -- The proxy that it is reached through, without user and password.
        isMachineLocal: boolean? -- Whether its address belongs to the machine of the run; absent if not.

        # repositoryRewrite: A rename by a regular expression in Go's syntax, as k3s and RKE2 have it for mirrors.
        pattern: string
        replacement: string -- With `$1` for the groups of the pattern.

        # backendSource (fact): Where a backend comes from.
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

        # repositoryScope: The repositories that a mirror serves: those below a prefix, except those below longer \
        prefixes that have their own mirrors.
        prefix: string -- The first components that a repository must have; empty for every repository.
        except: [string] -- Longer prefixes that other mirrors serve.
        replacement: string -- Replaces the prefix at the mirror.
        rewrites: [repositoryRewrite]? -- Renames that k3s and RKE2 make afterwards.

        # image: An image of the release, and what its name resolves to on each backend.
        reference: imageReference
        written: string -- The reference as its first origin writes it.
        origins: [origin] -- Where it is referenced, in the order of reading.
        spellings: [string] -- The other spellings of the reference in its origins.
        expectations: [expectation] -- What the name must lead to on every backend.
        findings: [finding] -- Findings about its name: a tag that differs, a registry without backends.
        views: [view] -- How each backend shows it, in the order of the backends.
        verdict: verdict -- Over all its claims and findings.

        # origin: The place where a reference is written, so that a person knows where to fix a finding.
        source: source
        number: integer? -- The number of the argument or the line, from 1; absent for a whole file or folder.
        place: originPlace? -- The object at that place, if the input is structured.
        set: releaseSet -- The deploy set that contains it.

        # source: The input that was read.
        kind: (arguments | file | stdin | output) -- `output` is what a program printed.
        name: string? -- The file's path, or the program's command.

        # originPlace: The place of a reference in a structured input; all values are text from the input.
        document: integer? -- The 1-based number of the document in a YAML stream.
        kind: string? -- The kind of the object, for example `Deployment`.
        namespace: string?
        name: string?
        field: string? -- The part of the object: `container app`, `image volume data`, `service db`, or a path such \
        as `main_app.image`.
        template: string? -- The template that a rendered document came from, for example \
        `web/templates/deployment.yaml`.
        pullPolicy: string? -- The `imagePullPolicy`, if written.
        isPartial: boolean? -- Whether the input cannot tell all images of the release, such as the values of a \
        chart alone.
        target: string? -- Where a deploy tool will start it, for example `stage canaries, mw-web/canary on eqiad`.

        # expectation: The content that a name of the release must resolve to on every backend, and the reason.
        content: expectedContent
        reason: expectationReason
        origin: origin -- The pin, or the image on disk.

        # expectedContent: Exactly one of these.
        manifest: digest? -- A manifest or an index with this digest.
        config: digest? -- An image with this configuration: its digest is what docker calls the image ID.

        # platform: The operating system and processor of an image (image-spec, Image Index).
        os: string -- The `GOOS` value, for example `linux`.
        architecture: string -- The `GOARCH` value, for example `amd64`.
        variant: string? -- The variant of the processor, for example `v7`.
        osVersion: string? -- Used by Windows images.

        # view: An image as one backend shows it.
        backend: string -- The name of the backend.
        digest: digest? -- The manifest or index that the reference resolves to.
        platforms: [platform] -- The platforms whose manifests were found, if an index lists them.
        claims: [integer] -- The claims of the image on this backend, each once, as positions in `claims` of the run.
        findings: [finding] -- Findings about the tag or the index on this backend.
        tagAttempts: [attempt]
        referrersAttempts: [attempt] -- Attempts at the referrers lists of its manifests.
        verdict: verdict

        # claim: One statement that a run had to prove: "this backend serves this content under this repository, \
        intact", and the result.
        backend: string -- The name of the backend.
        registry: string
        repository: string
        digest: digest
        size: integer? -- Bytes; absent for a manifest referenced only by its digest.
        kind: claimKind
        mediaType: mediaType?
        isOfReferrer: boolean -- Whether only a referrers list led to it: it is not part of the image, but refers to it.
        platform: platform? -- The platform of a manifest that an index lists, if it states one.
        status: status
        attempts: [attempt] -- All attempts of this run, in order; empty for a reused claim.
        remark: finding? -- A fault that a policy waives although the claim is verified; only shown.
        spot: spotCheck? -- The spot check of an earlier proof of it.

        # status: The result of a claim; `state` determines which of the other keys are present.
        state: (verified | reused | shared | present | not-asked | planned | other-shard | faulty) -- `verified`: in this \
        run. `reused`: by an earlier run. `shared`: by bytes that were hashed under another repository and are served \
        from the same place. `present`: reported present by the backend; no bytes hashed. \
        `not-asked`: left out at this depth. `planned`: would be pulled. `other-shard`: left to another shard.
        size: integer? -- Bytes that were hashed, for `verified`, `reused` and `shared`.
        diffID: digest? -- The digest of an unpacked layer.
        cacheStatus: string? -- The cache status in the reply, now or then: a hint.
        isFromBehindCache: boolean? -- For `verified`: whether the reply came from behind the cache, so that the \
        storage was right just now.
        isReadThrough: boolean? -- For `verified`: whether it came from behind the cache and was not read again from \
        it: that proves storage and path, not what the cache stored.
        isFromElsewhere: boolean? -- For `verified`: whether a URL of the descriptor served it, not the backend.
        namedDigest: string? -- For `verified`: the value of `Docker-Content-Digest`, if the reply had one.
        provenAt: time? -- For `reused` and `shared`: when the last byte was hashed.
        run: integer? -- For `reused`: the run that hashed it, by its number in the ledger of its machine. For `shared`: \
        the same, if it was not this run.
        vantage: string? -- For `reused` and `shared`: that machine, if it is another one.
        repository: string? -- For `shared`: the repository that the bytes were hashed under. For `reused`: the same, if \
        it is another one.
        object: string? -- For `shared`: the object that the backend redirects both paths to, without query. Absent if \
        the backend has no cache: then the path answered a HEAD.
        resumedAt: integer? -- For `verified`: the number of bytes from earlier replies that the last one continued. All \
        were hashed as one stream.
        begunAt: time? -- For `verified`: when the first of these bytes was requested; the proof is as old as that.
        partsFrom: integer? -- For `verified`: the first byte that was read in parts at the same time, each hashed from the \
        state before it.
        address: string? -- For `reused`: the address and port that answered then.
        spotCheckedAt: time? -- For `reused`: when a part of it was last read again and was right.
        shard: integer? -- For `other-shard`: the number of the shard.
        isRead: boolean? -- For `other-shard`: whether this run read it anyway and found it right.
        finding: finding? -- For `faulty`: the finding.

        # reuse: An earlier proof that replaces a pull.
        provenAt: time -- When the last byte was hashed.
        run: integer -- The run that hashed it, by its number in the ledger of its machine.
        vantage: string? -- That machine, if it is another one whose ledger was imported.
        size: integer -- Bytes that were hashed.
        diffID: digest?
        address: string? -- The address and port that answered then.
        cacheStatus: string? -- The cache status in that reply.
        spotCheckedAt: time? -- When a part of it was last read again and was right.
        repository: string? -- The repository that the bytes were hashed under, if it is another one.

        # spotCheck: A partial read of a blob whose earlier proof is reused.
        outcome: spotOutcome
        at: time -- When it ended.
        ranges: [byteRange] -- The bytes that arrived and were compared with their checkpoints, in order.
        bytes: integer -- Body bytes that it read.
        evidence: evidence? -- What was observed, unless everything was right.

        # attempt: One try at a manifest, a tag or a blob on one backend, and its result.
        url: string -- The URL that was requested first, without query.
        redirects: [string] -- The URLs that it was redirected to, without query.
        leftRegistry: boolean -- Whether the last reply came from a host other than the registry's.
        address: string? -- The address and port that answered.
        certificate: string? -- The SHA-256 of the certificate of the last connection, in hexadecimal.
        httpVersion: string? -- The HTTP version of the last reply, for example `1.1` or `2`.
        status: integer? -- The status of the last reply.
        headers: {string} -- The headers kept as evidence, escaped.
        warnings: [string] -- The server's warnings, each text once (distribution-spec, Warnings).
        bytes: integer -- Body bytes of the last reply.
        started: time
        milliseconds: integer -- How long the last request took.
        code: code? -- The fault that it showed; absent if there was none.
        evidence: evidence
        received: digest? -- The digest of the body, if it was read to its end.
        receivedBytes: integer? -- The number of bytes received of a body that was complete by its own declaration, or \
        that exceeded the limit.
        resumedAt: integer? -- The number of bytes that earlier replies had, if this one continued them; `received` covers \
        them too.
        slices: [slice] -- The cache status of each slice before it was read, except the first, which the reply itself \
        reports.
        isOfSpotCheck: boolean -- Whether only a part of the blob was requested, to check an earlier proof.
        isOfHead: boolean -- Whether it is the HEAD of a tag whose bytes are known.

        # slice: One slice in a slicing cache.
        index: integer -- The number of the slice in the blob, from 0.
        bytes: byteRange -- The bytes of the blob that it covers; the last slice ends with the blob.
        cacheStatus: string? -- `X-Cache-Status` of a request for this slice alone.
        storedTotal: integer? -- The blob's size as stored with this slice (`Content-Range`).
        rightDigest: digest? -- The digest of the slice's right bytes, if a good copy was available.

        # byteRange: Bytes of a blob or a reply.
        first: integer -- The first byte, from 0.
        last: integer -- The last byte.

        # round: One round of a hold, in which failed claims were checked again.
        number: integer -- Its number, from 1.
        at: time -- When it ended.
        verdict: verdict
        refused: integer -- Findings that refuse, including those about names.
        undecided: integer -- Findings that leave something undecided.
        verified: integer -- Claims proven by this round or an earlier one.
        findings: [finding] -- Findings that refuse or are undecided, worst first.
        more: integer -- The number of findings that are not listed.
        healed: [finding] -- Findings of the previous round whose claims this round proved good.

        # earlierUses: The images of earlier runs that used some content.
        digest: digest
        uses: [earlierUse] -- The newest first.

        # earlierFault: What the rechecked run saw of content that is wrong in the same way now.
        group: claimGroup -- The content and the name it was requested under.
        run: integer -- The number of that run.
        wrong: [earlierCopy] -- Backends with wrong bytes; where they were read again, the bytes are still the same.
        intact: [earlierCopy] -- Backends that sent the right bytes, and on which this run saw no fault.

        # earlierCopy: The copy of a backend as an earlier run saw it.
        backend: string
        isDirect: boolean -- Whether it is the registry itself, behind its caches.
        reply: cacheReply? -- Where the bytes came from, if the replies said so.

        # earlierUse: An image of an earlier run that used the same content.
        run: integer -- The number of the run.
        when: time -- When it started.
        reference: string -- The image, as that run referenced it.
        origins: [string] -- Every origin that referenced it, as stored in the ledger.
        """
}
