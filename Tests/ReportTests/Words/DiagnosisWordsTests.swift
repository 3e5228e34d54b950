import Foundation
import OCI
import Record
import Testing

@testable import Report

/// Diagnosis sentences that no report of a whole run covers.
struct DiagnosisWordsTests {
    private static let now = Date(timeIntervalSince1970: 1_800_000_000)
    private static let all = ["a", "b", "c"]
    private static let digest = Digest(.sha256, hash: [UInt8](repeating: 0xAB, count: 32))

    private static func registry(_ name: String = "r.test:5000") throws -> RegistryName {
        try #require(RegistryName(name))
    }

    private static func bytes(_ range: Range<Int64>) -> ByteRange { ByteRange(wrappedValue: range) }

    @Test(
        arguments: [
            (.changingCopy(backend: "a"), "a sends different bytes on every read."),
            (
                .noCombination(tried: 64),
                "No good copy can be assembled: none of 64 combinations of the backends' pieces matches the digest."
            ),
            (
                .notCompared(backend: "a", places: 1),
                "a is wrong in so many MiB that 1 place was not compared byte by byte."
            ),
            (
                .notCompared(backend: "a", places: 2),
                "a is wrong in so many MiB that 2 places were not compared byte by byte."
            ),
            (
                .rightWhenReadAgain(backend: "a", bytes: bytes(0..<1024)),
                "a sent bytes 0 to 1023 correctly on a second read."
            ),
            (
                .missingBytesToSave(bytes: bytes(0..<1024)),
                "No good copy could be saved: no backend has bytes 0 to 1023 right."
            ),
            (.fileExists(path: "/x"), "No good copy was saved: /x exists and contains something else."),
            (.cannotSave(path: "/x", reason: "no space"), "The good copy could not be saved as /x: no space"),
            (
                .copyNeedsRoom(bytes: 9, limit: 8),
                "No good copy was assembled from the backends' copies: that needs 9 bytes in the temporary directory, and "
                    + "at most 8 may be used there now."
            ),
        ] as [(InvestigationLimit, String)])
    func limits(_ limit: InvestigationLimit, _ words: String) {
        #expect(DiagnosisWords.text(limit) == words)
    }

    @Test(
        arguments: [
            (
                .cacheHitsAreNoProof(backends: ["a"]),
                "a served it from a cache (HIT): that does not prove that the storage has it."
            ),
            (
                .sourceIsUnknown(backends: ["a"], alike: []),
                "It is not known whether a read it from a cache or from the storage."
            ),
            (
                .onlyCachesWereSeen(backends: ["a", "b"], alike: ["a", "b"]),
                "a and b answered HIT: the bytes came from their caches. The storage was not seen: the intact copies may be "
                    + "cached too. The wrong bytes are the same on a and b, so they have one source: the storage, now or when "
                    + "the caches were filled."
            ),
            (
                .changedOnTheWay(proof: .registryItself(backend: "d"), backends: ["a"]),
                "The storage is good: d, the registry itself, serves it intact. a answered MISS: it was corrupted between the "
                    + "storage and the cache."
            ),
            (
                .sameWrongBytes(backends: all, fromBehindCache: ["c"], remembered: ["x"]),
                "The same wrong bytes on 3 backends: the caches are not damaged; the storage behind them is. c answered MISS: "
                    + "it is bad now. x had it intact in an earlier run; that does not prove what is stored now."
            ),
            (
                .storageLacksIt(direct: "d"),
                "The storage does not have it: d, the registry itself, reports it missing. Only caches serve it."
            ),
            (
                .onlyCachesHaveIt(direct: "d", intact: ["a", "b"]),
                "The storage does not have it: d, the registry itself, reports it missing. a and b serve it from a cache."
            ),
            (.observed(evidence: .present), "reported present by the backend; no bytes hashed"),
        ] as [(Conclusion, String)])
    func conclusions(_ conclusion: Conclusion, _ words: String) {
        #expect(DiagnosisWords.text(conclusion) == words)
    }

    // MARK: Steps

    private static let printed = "; blobgate diagnose DIGEST prints the command."

    /// With its command, and without.
    @Test func stepsWithCommands() throws {
        let slices = try #require(SliceNumbers(Array(0..<500)))
        let rows: [(StepAction, String, String)] = [
            (
                .moveCacheFiles(backends: ["a", "b"], files: .slices(slices: slices, count: 400), when: .now),
                "On a and b, move only the 400 cache files of slices 0-499 aside (the first 400; recheck lists the "
                    + "others):", "On a and b, move only the 400 cache files of slices 0-499 aside"
            ),
            (
                .moveCacheFiles(backends: ["a"], files: .all(count: 3), when: .afterwards),
                "Then on a, move only all 3 cache files of this blob (it is not known which are wrong) aside:",
                "Then on a, move only all 3 cache files of this blob (it is not known which are wrong) aside"
            ),
            (
                .readStorage(content: .blob, by: .onHost(backend: "a", slice: 7), purgeNothingYet: true),
                "Purge nothing yet. On a, read slice 7 past the cache (REGISTRY: the cache's upstream URL; after an error of curl the hash means nothing):",
                "Purge nothing yet. On a, read slice 7 past the cache"
            ),
            (
                .replaceObject(when: .ifBad, registryRemembersSize: true, isFileStorage: true),
                "If it is bad there, replace the object first; a push does not overwrite it. Then restart the "
                    + "registry, or delete the blob's entry in its descriptor cache: it remembers the size. For file system "
                    + "storage (ROOT: its root directory; the wrong object is saved next to it as data.wrong):",
                "If it is bad there, replace the object first; a push does not overwrite it. Then restart the "
                    + "registry, or delete the blob's entry in its descriptor cache: it remembers the size. For file system "
                    + "storage"
            ),
            (
                .readOthers(backends: ["a", "b"], ifStorageIsUnreadable: false),
                "Read it from a and b too, which locates the damage, and finds a good copy if there is one (this fills their "
                    + "caches):",
                "Read it from a and b too, which locates the damage, and finds a good copy if there is one"
            ),
            (
                .readOthers(backends: ["a"], ifStorageIsUnreadable: true),
                "If you cannot, read it from a too, which locates the damage, and finds a good copy if there is one (this fills "
                    + "its cache):",
                "If you cannot, read it from a too, which locates the damage, and finds a good copy if there is one"
            ),
            (
                .saveGoodCopy(backends: ["a"]), "Purge no cache yet: save the good copy first; a has it.",
                "Purge no cache yet: save the good copy first; a has it"
            ),
        ]
        for (action, words, short) in rows {
            #expect(DiagnosisWords.text(action) == words)
            #expect(DiagnosisWords.text(action, withCommand: false) == short + Self.printed)
        }
    }

    @Test func stepsInWords() throws {
        let registry = try Self.registry()
        let rows: [(StepAction, String)] = [
            (
                .repairCredentialHelper(
                    program: "docker-credential-pass", source: "/home/u/.docker/config.json", registry: registry),
                "Repair the credential helper docker-credential-pass, or remove it from /home/u/.docker/config.json: "
                    + "\"echo r.test:5000 | docker-credential-pass get\" must print JSON. Then run again."
            ),
            (
                .logIn(registry: registry),
                "Log in to r.test:5000 with credentials that may read it (docker login r.test:5000), then run again."
            ),
            (
                .logIn(registry: registry, authfile: "/etc/auth.json"),
                "Log in to r.test:5000 with credentials that may read it, in the configured file /etc/auth.json "
                    + "(podman login --authfile /etc/auth.json r.test:5000), then run again."
            ),
            (
                .logIn(registry: registry, source: "DOCKER_AUTH_CONFIG"),
                "The credentials for r.test:5000 from DOCKER_AUTH_CONFIG were refused: replace them there by credentials "
                    + "that may read it, then run again."
            ),
            (
                .logIn(registry: registry, source: "/etc/auth.json", authfile: "/etc/auth.json"),
                "The credentials for r.test:5000 from /etc/auth.json were refused: replace them there by credentials "
                    + "that may read it (podman login --authfile /etc/auth.json r.test:5000), then run again."
            ),
            (
                .askOperatorAboutCredentials(registry: registry),
                "Contact the operator of r.test:5000: it requests credentials in a way that no client should answer."
            ),
            (
                .removeFromCache(content: .manifest, from: .everyThatHasItWrong, when: .whenRegistryItselfIsIntact),
                "When the registry itself serves it intact, remove this manifest from every cache that has it wrong."
            ),
            (
                .removeFromCache(content: .blob, from: .mayHaveKept(backends: ["a"]), when: .afterwards),
                "Then remove this blob from the cache of a only, which may hold it (move the file aside as evidence)."
            ),
            (
                .removeByHand(
                    content: .blob, backend: "a", ranges: [Self.bytes(0..<10), Self.bytes(20..<21)],
                    obstacle: .variable(name: "proxy_host"), url: "https://r/v2/x",
                    when: .whenIntact(backend: "b")),
                "When b serves it intact, remove this blob from the cache of a only, bytes 0-9, byte 20 (its file name is "
                    + "not known: only nginx knows the value of $proxy_host in the key): https://r/v2/x"
            ),
            (
                .inspectPath(from: nil, to: ["a", "b"]), "Check the path between the storage and a and b."
            ),
            (
                .letReplicationFinish(backends: ["a"], onlyIfElsewhere: true),
                "If another backend turns out to have it, wait for replication to a or repair it; if not, push the image "
                    + "again: that stores the missing content."
            ),
        ]
        for (action, words) in rows { #expect(DiagnosisWords.text(action) == words) }
    }

    @Test(
        arguments: [
            (.otherCache(kind: "varnish"), "its cache is varnish"),
            (.damageIsUnknown, "the location of the damage is not known"),
            (.keyIsUnknown, "the cache key is not configured"), (.pathIsUnknown, "the cache path is not configured"),
            (.sliceSizeIsUnknown, "the key has $slice_range, and the slice size is not configured"),
            (.openBrace, "the key has an unclosed brace"), (.levels(value: "3:2"), "levels 3:2 is not valid in nginx"),
            (.notPrintable, "its path or key contains unprintable characters"),
        ] as [(StepAction.CacheFileObstacle, String)])
    func cacheFileObstacles(_ obstacle: StepAction.CacheFileObstacle, _ words: String) {
        #expect(StepWords.text(obstacle) == words)
    }

    // MARK: Causes

    @Test func causes() throws {
        let digest = try #require(Self.digest)
        let name = try #require(RepositoryName("app"))
        let statements: [(CauseStatement, String)] = [
            (
                .cacheKeepsOtherSlice(
                    backend: "a", slice: 12, source: ByteSource(blob: digest, offset: 7, sliceBytes: 5)),
                "the cache of a stored byte 7 onwards of blob sha256:abababababab as slice 12: a wrong range from its "
                    + "upstream, or a mixed-up file"
            ),
            (.linkIsGone(repository: name), "the blob is stored, but the link of app to it is gone"),
            (
                .machinesDifferOnHead(backends: ["a"]),
                "several machines answer as a, and one of them is bad, or it refuses every HEAD"
            ),
        ]
        for (statement, words) in statements { #expect(DiagnosisWords.text(statement) == words) }
        let proof = EarlierProof(
            provenAt: Self.now.addingTimeInterval(-5 * 3600), backend: "a", run: 11, vantage: "ci-7")
        let facts: [(CauseFact, String)] = [
            (.wasThereBefore(proof: proof), "a had it intact 5 h ago (run 11 on ci-7): it was there and is now gone"),
            (.provenBefore(proof: EarlierProof(provenAt: Self.now)), "it was proven less than a minute ago"),
            (
                .intactElsewhere(backends: ["a", "b"], fromBehindCache: ["b"]),
                "a and b serve it intact, b from behind the cache (MISS)"
            ),
            (
                .intactUnderOtherName(proof: .init(backend: "a", repository: name, isFromBehindCache: true)),
                "a serves the same bytes intact under app, just now from behind its cache (MISS): the storage is good if a "
                    + "blob is stored once for all repositories"
            ),
            (
                .tagChangedOnce(askedBefore: ["a"], askedAfter: ["b", "c"]),
                "a was read before b and c, and all later reads agree"
            ),
            (.othersAgree(count: 2, except: ["c"]), "2 backends agree, but c differs"),
            (.isStandby(backends: ["a", "b"]), "a and b are standbys"),
            (
                .bytesAreOfBlob(bytes: Self.bytes(0..<9), backend: "a", digest: digest, offset: 0),
                "bytes 0-8 from a are those of sha256:abababababab at the same offset"
            ),
        ]
        for (fact, words) in facts { #expect(DiagnosisWords.text(fact, now: Self.now) == words) }
    }

    @Test(
        arguments: [
            ([], "none"), (["a"], "a"), (["a", "b"], "a and b"), (all, "a, b and c"),
            (["a", "b", "c", "d", "e"], "a, b, c, d and e"), (["a", "b", "c", "d", "e", "f"], "a, b, c, d and 2 more"),
        ] as [([String], String)])
    func names(_ names: [String], _ words: String) {
        #expect(Names(names).description == words)
    }
}
