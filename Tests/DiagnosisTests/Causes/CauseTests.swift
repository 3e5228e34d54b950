import Foundation
import OCI
import Record
import Samples
import Testing

@testable import Diagnosis

/// The possible causes of a fault, by the shape of the damage and the state of the backends.
struct CauseTests {
    @Test(
        arguments: [
            ("flipped-bit", .cache, .shown, .cache), ("zeroed-page", .cache, .possible, .unknown),
            ("lost-writes", .lostWrites, .likely, .cache), ("zeroed-slice", .cache, .shown, .cache),
            ("short-slice", .shortSlice, .possible, .unknown), ("swapped-slice", .misplacedSlice, .likely, .cache),
            ("all-bad-alike", .storage, .likely, .storage), ("all-different-composed", .cache, .likely, .cache),
            ("storage-bad-caches-good", .storage, .shown, .storage),
            ("storage-bad-one-refilled", .storage, .likely, .unknown), ("three-caches-bad", .cache, .shown, .cache),
            ("frozen-short", .frozenShort, .possible, .unknown), ("single-remembered", .cache, .possible, .unknown),
            ("single-nothing-to-compare", .cache, .possible, .unknown), ("error-page", .middlebox, .likely, .unknown),
            ("other-blob", .wrongObject, .likely, .unknown),
            ("slice-of-another-blob", .misplacedSlice, .possible, .unknown),
            ("absence-collected", .garbageCollection, .likely, nil),
            ("absence-link", .lostLink, .likely, nil), ("empty-object", .emptyObject, .likely, .unknown),
        ] as [(String, CauseKind, Hypothesis.Confidence, Diagnosis.Location?)])
    func theBestSupportedCauseComesFirst(
        _ name: String, _ kind: CauseKind, _ confidence: Hypothesis.Confidence, _ location: Diagnosis.Location?
    ) throws {
        let diagnosis = try DamageScene.named(name).diagnosis
        let first = try #require(diagnosis.causes.first)
        #expect(first.kind == kind)
        #expect(first.confidence == confidence)
        #expect(diagnosis.location == location)
        #expect(diagnosis.causes.map(\.confidence) == diagnosis.causes.map(\.confidence).sorted())
        #expect(Set(diagnosis.causes.map(\.kind)).count == diagnosis.causes.count)
    }

    @Test func onlyReadingTheStorageGivesShown() throws {
        for name in ["zeroed-slice", "three-caches-bad", "flipped-bit", "storage-bad-caches-good"] {
            #expect(try DamageScene.named(name).diagnosis.openQuestion == nil)
        }
        for name in [
            "zeroed-page", "all-bad-alike", "frozen-short", "single-remembered", "empty-object",
        ] {
            #expect(try DamageScene.named(name).diagnosis.openQuestion?.wrappedValue == .storageNotSeen)
        }
        #expect(
            try DamageScene.named("lost-writes").diagnosis.openQuestion?.wrappedValue
                == .sameStorage(faulty: ["registry2004"], intact: ["registry1004", "registry1005"]))
    }

    private func cause(_ kind: CauseKind, in scene: String) throws -> Hypothesis {
        try #require(try DamageScene.named(scene).diagnosis.causes.first { $0.kind == kind })
    }

    @Test func factsForLostWrites() throws {
        let cause = try cause(.lostWrites, in: "lost-writes")
        #expect(cause.statement == .cacheDiskLostWrites(backend: "registry2004"))
        #expect(
            cause.supports.map(\.wrappedValue) == [
                .zerosToEndOfSlice(fromByte: 3129, slice: 35, isLast: true), .zerosBeginAtPage(headerBytes: 967),
                .intactElsewhere(
                    backends: ["registry1004", "registry1005"], fromBehindCache: ["registry1004", "registry1005"]),
                .sentFromCache(backends: ["registry2004"]),
            ])
        #expect(cause.opposes.isEmpty)
    }

    @Test func factsForAShortSlice() throws {
        let cause = try cause(.shortSlice, in: "short-slice")
        #expect(cause.statement == .cacheFileIsShort(backend: "registry1004", slice: 9, missing: 2_242_880))
        #expect(
            cause.supports.prefix(2).map(\.wrappedValue) == [
                .bytesComeTooEarly(fromByte: DamageScene.slice(9).bytes.lowerBound + 3_000_000, by: 2_242_880),
                .bodyDoesNotEnd,
            ])
    }

    @Test func factsForAMisplacedSlice() throws {
        let swapped = try cause(.misplacedSlice, in: "swapped-slice")
        let source = ByteSource(
            offset: DamageScene.slice(40).bytes.lowerBound, sliceBytes: DamageScene.sliceBytes)
        #expect(source.slice == 40)
        #expect(swapped.statement == .cacheKeepsOtherSlice(backend: "registry1004", slice: 12, source: source))
        let other = try cause(.misplacedSlice, in: "slice-of-another-blob")
        let base = ByteSource(
            blob: SampleRun.digest("base"), offset: DamageScene.slice(3).bytes.lowerBound,
            sliceBytes: DamageScene.sliceBytes)
        #expect(other.statement == .cacheKeepsOtherSlice(backend: "registry1004", slice: 12, source: base))
    }

    @Test func factsForAFrozenShortReply() throws {
        let cause = try cause(.frozenShort, in: "frozen-short")
        let slices = try #require(SliceNumbers(Array(0...6)))
        #expect(
            cause.supports.prefix(2).map(\.wrappedValue) == [
                .declaresOtherSize(backends: ["registry2004"], bytes: 33_000_000, size: DamageScene.size),
                .storedWithThatSize(slices: slices),
            ])
    }

    @Test func factsForAbsence() throws {
        let proof = EarlierProof(
            provenAt: SampleRun.started.addingTimeInterval(-5 * 3600), backend: "registry1005", run: 11)
        let collected = try cause(.garbageCollection, in: "absence-collected")
        #expect(
            collected.supports.map(\.wrappedValue) == [
                .servesManifestWithoutBlob(backends: ["registry1004"]), .wasThereBefore(proof: proof),
            ])
        let link = try cause(.lostLink, in: "absence-link")
        let name = try SampleRun.reference("webserver").repository
        #expect(
            link.supports.map(\.wrappedValue) == [
                .presentUnderOtherName(backend: "registry2004", repository: name, cacheStatus: "HIT")
            ])
        let push = try cause(.unfinishedPush, in: "absence-link")
        #expect(push.confidence == .unlikely)
        #expect(push.opposes.map(\.wrappedValue) == [.manifestWasAccepted])
    }

    /// If backends disagree about a tag, the smaller group lags behind; a standby always does.
    @Test(
        arguments: [
            (["registry2004"], nil, ["registry2004"], .possible, .othersAgree(count: 2, except: ["registry2004"])),
            (["registry2004"], "registry2004", ["registry2004"], .likely, .isStandby(backends: ["registry2004"])),
        ] as [([String], String?, [String], Hypothesis.Confidence, CauseFact)])
    func laggingBackends(
        _ older: [String], _ standby: String?, _ accused: [String], _ confidence: Hypothesis.Confidence,
        _ fact: CauseFact
    ) throws {
        var sample = try SampleRun()
        for index in sample.backends.indices where sample.backends[index].name == standby {
            sample.backends[index].role = .standby
        }
        let name = try SampleRun.reference("multiversion")
        for backend in older { sample.tags["\(backend) \(name)"] = .names("older") }
        let diagnosis = try #require(sample.diagnoses.first)
        let cause = try #require(diagnosis.causes.first { $0.kind == .replicationLag })
        #expect(cause.backends == accused)
        #expect(cause.confidence == confidence)
        #expect(cause.supports.map(\.wrappedValue) == [fact])
        // All tags were read at the same time.
        #expect(diagnosis.causes.first { $0.kind == .tagMoved }?.confidence ?? .unlikely == .unlikely)
    }
}
