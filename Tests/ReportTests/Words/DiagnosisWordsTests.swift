import Foundation
import OCI
import Record
import Testing

@testable import Report

/// Sentences of diagnoses that no report of a whole run shows.
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
            (.changingCopy(backend: "a"), "a sends other bytes each time it is read."),
            (
                .noCombination(tried: 64),
                "No right copy can be put together: none of 64 combinations of the backends' pieces has the digest."
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
                "a sent bytes 0 to 1023 right when they were read once more."
            ),
            (
                .missingBytesToSave(bytes: bytes(0..<1024)),
                "No right copy could be saved: nobody has bytes 0 to 1023 right."
            ),
            (.fileExists(path: "/x"), "No right copy was saved: /x exists, and holds something else."),
            (.cannotSave(path: "/x", reason: "no space"), "The right copy could not be saved as /x: no space"),
            (
                .copyNeedsRoom(bytes: 9, limit: 8),
                "No right copy was put together of the backends' copies: that needs 9 bytes in the temporary directory, and "
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
                "a sent it from a cache (HIT): that does not show that the storage has it."
            ),
            (
                .sourceIsUnknown(backends: ["a"], alike: []),
                "Nothing shows whether a read it from a cache or from the storage."
            ),
            (
                .onlyCachesWereSeen(backends: ["a", "b"], alike: ["a", "b"]),
                "a and b say HIT: from what their caches have kept. Nothing shows the storage: the intact copies may be kept "
                    + "ones too. The wrong bytes are the same on a and b, so they have one source: the storage, now or when "
                    + "their caches were filled."
            ),
            (
                .changedOnTheWay(proof: .registryItself(backend: "d"), backends: ["a"]),
                "The storage is good: d, the registry itself, serves it intact. a says MISS: it changed on the way there."
            ),
            (
                .sameWrongBytes(backends: all, fromBehindCache: ["c"], remembered: ["x"]),
                "The same wrong bytes on 3 backends: not damaged caches, but what they all read: the storage behind them. c "
                    + "says MISS: it is bad now. x had it intact in an earlier run; that does not show what is stored now."
            ),
            (
                .storageLacksIt(direct: "d"),
                "The storage has not got it: d, the registry itself, says so. Only caches answer."
            ),
            (
                .onlyCachesHaveIt(direct: "d", intact: ["a", "b"]),
                "The storage has not got it: d, the registry itself, says so. a and b serve it from a cache."
            ),
            (.observed(evidence: .present), "the backend says that it has it; no byte was hashed"),
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
                "On a and b, move the 400 cache files of slices 0-499 aside, and no other (the first 400; recheck names the "
                    + "others):", "On a and b, move the 400 cache files of slices 0-499 aside, and no other"
            ),
            (
                .moveCacheFiles(backends: ["a"], files: .all(count: 3), when: .afterwards),
                "Then on a, move all 3 cache files of this blob (nobody knows which are wrong) aside, and no other:",
                "Then on a, move all 3 cache files of this blob (nobody knows which are wrong) aside, and no other"
            ),
            (
                .readStorage(content: .blob, by: .onHost(backend: "a", slice: 7), purgeNothingYet: true),
                "Purge nothing yet. On a, read slice 7 past the cache (REGISTRY: the URL of what is behind it):",
                "Purge nothing yet. On a, read slice 7 past the cache"
            ),
            (
                .replaceObject(when: .ifBad, registryRemembersSize: true, isFileStorage: true),
                "Bad there: replace the object first; pushing the image again keeps what is stored. Then restart the registry, "
                    + "or delete the blob's entry in its descriptor cache: it remembers the size. For a storage of files "
                    + "(ROOT: its root; a wrong object is kept beside it, as data.wrong):",
                "Bad there: replace the object first; pushing the image again keeps what is stored. Then restart the registry, "
                    + "or delete the blob's entry in its descriptor cache: it remembers the size. For a storage of files"
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
                "Repair the credential helper docker-credential-pass, or take it out of /home/u/.docker/config.json: "
                    + "\"echo r.test:5000 | docker-credential-pass get\" must print JSON. Then run again."
            ),
            (
                .logIn(registry: registry),
                "Log in to r.test:5000 with credentials that may read it (docker login r.test:5000), then run again."
            ),
            (
                .askOperatorAboutCredentials(registry: registry),
                "Ask whoever runs r.test:5000: it asks for credentials in a way that no client should answer."
            ),
            (
                .removeFromCache(content: .manifest, from: .everyThatHasItWrong, when: .whenRegistryItselfIsIntact),
                "When the registry itself serves it intact, remove this manifest from every cache that has it wrong."
            ),
            (
                .removeFromCache(content: .blob, from: .mayHaveKept(backends: ["a"]), when: .afterwards),
                "Then remove this blob from the cache of a only, which may have kept it (move the file aside, it is evidence)."
            ),
            (
                .removeByHand(
                    content: .blob, backend: "a", ranges: [Self.bytes(0..<10), Self.bytes(20..<21)],
                    obstacle: .variable(name: "proxy_host"), url: "https://r/v2/x",
                    when: .ifSameStorage(backends: ["a"])),
                "If a stands before the same storage: remove this blob from the cache of a only, bytes 0-9, byte 20 (its file "
                    + "cannot be named: only nginx knows $proxy_host in the key): https://r/v2/x"
            ),
            (
                .inspectPath(from: nil, to: ["a", "b"]), "Look at what stands between the storage and a and b."
            ),
            (
                .letReplicationFinish(backends: ["a"], onlyIfElsewhere: true),
                "If another backend turns out to have it, let replication to a finish or repair it; else push the image again: "
                    + "what is missing is stored anew."
            ),
        ]
        for (action, words) in rows { #expect(DiagnosisWords.text(action) == words) }
    }

    @Test(
        arguments: [
            (.otherCache(kind: "varnish"), "its cache is varnish"),
            (.damageIsUnknown, "where the damage lies is not known"),
            (.keyIsUnknown, "the cache's key is not described"), (.pathIsUnknown, "the cache's path is not described"),
            (.sliceSizeIsUnknown, "the key has $slice_range, and the size of a slice is not described"),
            (.openBrace, "the key's braces do not close"), (.levels(value: "3:2"), "levels 3:2 are none of nginx's"),
            (.notPrintable, "its path or key has characters that cannot be printed"),
        ] as [(StepAction.CacheFileObstacle, String)])
    func whyAFileCannotBeNamed(_ obstacle: StepAction.CacheFileObstacle, _ words: String) {
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
                "the cache of a keeps the bytes of byte 7 on of blob sha256:abababababab as slice 12: a wrong range from "
                    + "behind it, or a mixed-up file"
            ),
            (.linkIsGone(repository: name), "the blob is stored, and the link of app to it is gone"),
            (
                .machinesDifferOnHead(backends: ["a"]),
                "several machines answer at a, and one of them is bad, or it refuses every HEAD"
            ),
        ]
        for (statement, words) in statements { #expect(DiagnosisWords.text(statement) == words) }
        let proof = EarlierProof(
            provenAt: Self.now.addingTimeInterval(-5 * 3600), backend: "a", run: 11, vantage: "ci-7")
        let facts: [(CauseFact, String)] = [
            (.wasThereBefore(proof: proof), "a had it intact 5 h ago (run 11 on ci-7): it was there, and is gone"),
            (.provenBefore(proof: EarlierProof(provenAt: Self.now)), "it was proven 0 min ago"),
            (
                .intactElsewhere(backends: ["a", "b"], fromBehindCache: ["b"]),
                "a and b serve it intact, b from behind the cache (MISS)"
            ),
            (
                .intactUnderOtherName(proof: .init(backend: "a", repository: name, isFromBehindCache: true)),
                "a serves the same bytes intact under app, just now from behind its cache (MISS): good storage, where blobs "
                    + "are stored once for all"
            ),
            (
                .tagChangedOnce(askedBefore: ["a"], askedAfter: ["b", "c"]),
                "a was asked before b and c, and all asked later say the same"
            ),
            (.othersAgree(count: 2, except: ["c"]), "2 backends agree, and c differs"),
            (.isStandby(backends: ["a", "b"]), "a and b are standbys"),
            (
                .bytesAreOfBlob(bytes: Self.bytes(0..<9), backend: "a", digest: digest, offset: 0),
                "bytes 0-8 from a are those of sha256:abababababab at the same place"
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
