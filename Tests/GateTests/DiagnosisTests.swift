import OCI
import Registry
import Support
import Testing
import Transfer

@testable import Gate

/// What a run's findings come to: one row a situation of the incident's table.
struct DiagnosisTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let change: @Sendable (inout SampleRun) -> Void
        var code = FindingCode.contentDigest
        var weight = Finding.Weight.refuses
        let scope: Diagnosis.Scope
        var cause: Diagnosis.Cause?
        let reach: String
        /// Must be in conclusion, notes or remedy.
        var says: [String] = []
        /// Must not be there.
        var never: [String] = []

        var testDescription: String { name }
    }

    private static let purge = "remove this blob from the cache of registry1004 only"
    private static let fronts = ["registry1004", "registry1005", "registry2004"]

    private static let content = [
        Row(
            name: "HIT on one, MISS on the others: the cache of the one",
            change: { sample in
                sample.usual = .tries([.good(cache: "MISS")])
                sample.answer("big", on: "registry1004", with: .wrong("rot", cache: "HIT"), .wrong("rot", cache: "HIT"))
            },
            scope: .some, cause: .front, reach: "only registry1004; registry1005 and registry2004 have it intact",
            says: ["speaks for a good storage", "If registry1004 stands before the same storage: \(purge)"]),
        Row(
            name: "HIT everywhere: the storage was not looked at",
            change: { sample in
                sample.usual = .tries([.good(cache: "HIT")])
                sample.answer("big", on: "registry1004", with: .wrong("rot", cache: "HIT"), .wrong("rot", cache: "HIT"))
            },
            scope: .some, cause: .unknown, reach: "only registry1004; registry1005 and registry2004 have it intact",
            says: [
                "Read the blob past every cache", "Once intact there: \(purge)",
                "registry1005 and registry2004 may hold the last",
            ]),
        Row(
            name: "no word of a cache: nothing is guessed",
            change: { $0.answer("big", on: "registry1004", with: .wrong("rot"), .wrong("rot")) },
            scope: .some, cause: .unknown, reach: "only registry1004; registry1005 and registry2004 have it intact",
            says: ["Nothing shows whether registry1004 read it from a cache or from the storage."]),
        Row(
            name: "MISS on the bad one: a purge alone does not help",
            change: { sample in
                sample.usual = .tries([.good(cache: "HIT")])
                sample.answer(
                    "big", on: "registry1004", with: .wrong("rot", cache: "MISS"), .wrong("rot", cache: "HIT"))
            },
            scope: .some, cause: .unknown, reach: "only registry1004; registry1005 and registry2004 have it intact",
            says: ["emptying the cache alone does not help", "purge no cache: registry1005 and registry2004 may hold"]),
        Row(
            name: "the registry itself is good",
            change: { sample in
                sample.backends.append(SampleRun.direct)
                sample.answer("big", on: "registry1004", with: .wrong("rot", cache: "HIT"), .wrong("rot", cache: "HIT"))
            },
            scope: .some, cause: .front,
            reach: "only registry1004; registry1005, registry2004 and registry-direct have it intact",
            says: ["The storage is good: registry-direct", "Remove this blob from the cache of registry1004 only"],
            never: ["Replace the object", "Purge no cache"]),
        Row(
            name: "an old proof of the registry itself is no proof",
            change: { sample in
                sample.backends.append(SampleRun.direct)
                sample.answer("big", on: "registry1004", with: .wrong("rot", cache: "HIT"), .wrong("rot", cache: "HIT"))
                sample.answer("big", on: "registry-direct", with: .reused(hours: 5, run: 4))
            },
            scope: .some, cause: .unknown,
            reach: "only registry1004; registry1005, registry2004 and registry-direct have it intact",
            says: ["Read the blob past every cache"], never: ["The storage is good"]),
        Row(
            name: "the registry itself is bad, caches hold the last good copies",
            change: { sample in
                sample.backends.append(SampleRun.direct)
                sample.usual = .tries([.good(cache: "HIT")])
                sample.answer("big", on: "registry-direct", with: .wrong("rot"), .wrong("rot"))
                sample.answer(
                    "big", on: "registry2004", with: .wrong("rot", cache: "MISS"), .wrong("rot", cache: "HIT"))
            },
            scope: .some, cause: .storage,
            reach: "only registry2004 and registry-direct; registry1004 and registry1005 have it intact",
            says: [
                "The storage is bad",
                "Purge no cache yet: save the good copy first; registry1004 and registry1005 have it",
            ]),
        Row(
            name: "the registry itself is bad, nothing else was pulled",
            change: { sample in
                sample.backends.append(SampleRun.direct)
                sample.answer("big", on: "registry-direct", with: .wrong("rot"), .wrong("rot"))
                sample.answer("big", on: "registry1004", "registry1005", "registry2004", with: .withheld)
            },
            scope: .unknownElsewhere, cause: .storage,
            reach: "registry-direct; nothing can be said of registry1004, registry1005 and registry2004: not pulled",
            says: ["The storage is bad", "Purge no cache yet: one may hold a good copy."]),
        Row(
            name: "all alike: the storage",
            change: {
                $0.answer("big", on: "registry1004", "registry1005", "registry2004", with: .wrong("rot"), .wrong("rot"))
            },
            scope: .allAlike, cause: .storage, reach: "on all 3 backends, with the same bytes",
            says: ["now or when their caches were filled", "Bad there: replace the object first"]),
        Row(
            name: "all alike, one of them read through: the storage is bad now",
            change: { sample in
                sample.answer("big", on: "registry1004", "registry1005", with: .wrong("rot", cache: "HIT"))
                sample.answer("big", on: "registry2004", with: .wrong("rot", cache: "MISS"))
            },
            scope: .allAlike, cause: .storage, reach: "on all 3 backends, with the same bytes",
            says: ["registry2004 says MISS: it is bad now."]),
        Row(
            name: "all different: caches, and nothing shows the storage",
            change: { sample in
                for name in fronts { sample.answer("big", on: name, with: .wrong("rot \(name)", cache: "HIT")) }
            },
            scope: .allDifferent, cause: .front, reach: "on all 3 backends, on each with other bytes",
            says: ["Nothing shows the storage.", "Read the blob past every cache"]),
        Row(
            name: "two alike, one good: one source was bad",
            change: { sample in
                sample.usual = .tries([.good(cache: "HIT")])
                sample.answer("big", on: "registry1004", "registry1005", with: .wrong("rot", cache: "HIT"))
            },
            scope: .some, cause: .unknown, reach: "only registry1004 and registry1005; registry2004 has it intact",
            says: ["so they have one source: the storage, now or when their caches were filled."]),
        Row(
            name: "bad on the first, the others withheld",
            change: { sample in
                sample.answer("big", on: "registry1004", with: .wrong("rot"), .wrong("rot"))
                sample.answer("big", on: "registry1005", "registry2004", with: .withheld)
            },
            scope: .unknownElsewhere, cause: .unknown,
            reach: "registry1004; nothing can be said of registry1005 and registry2004: not pulled",
            says: ["Purge nothing yet.", "Nothing shows whether a cache or the storage is bad."]),
        Row(
            name: "one backend only",
            change: { sample in
                sample.backends = [sample.backends[0]]
                sample.answer("big", on: "registry1004", with: .wrong("rot"), .wrong("rot"))
            },
            scope: .single, cause: .unknown, reach: "registry1004, the only backend of the registry",
            says: ["Purge nothing yet."]),
        Row(
            name: "a manifest is called one, and what it leads to was not looked at",
            change: { sample in
                sample.answer(
                    "manifest of \(SampleRun.multiversion)", on: "registry1004", with: .wrong("rot"), .wrong("rot"))
            },
            scope: .some, cause: .unknown, reach: "only registry1004; registry1005 and registry2004 have it intact",
            says: ["Read the manifest past every cache", "The blobs behind it were not looked at there."],
            never: ["this blob"]),
        Row(
            name: "another size",
            change: { $0.answer("big", on: "registry1004", with: .size(33_000_000), .size(33_000_000)) },
            code: .contentSize, scope: .some, cause: .unknown,
            reach: "only registry1004; registry1005 and registry2004 have it intact"),
        Row(
            name: "bad, then good",
            change: { $0.answer("base", on: "registry1005", with: .wrong("rot"), .good()) },
            code: .contentFlapping, scope: .some,
            reach: "only registry1005; registry1004 and registry2004 have it intact", says: ["out of rotation"],
            never: ["emove this blob"]),
        Row(
            name: "a tag that differs",
            change: { $0.tags["registry2004 \(SampleRun.multiversion)"] = .names("older") },
            code: .contentTagDivergence, scope: .all,
            reach:
                "registry1004 and registry1005 say \(SampleRun.digest("manifest of \(SampleRun.multiversion)").short); "
                + "registry2004 says \(SampleRun.digest("older").short)"),
    ]

    private static let others = [
        Row(
            name: "absent on one, MISS elsewhere",
            change: { sample in
                sample.usual = .tries([.good(cache: "MISS")])
                sample.answer("web", on: "registry2004", with: .status(404), .status(404))
            },
            code: .absenceBlob, scope: .some, reach: "only registry2004; registry1004 and registry1005 have it intact",
            says: ["replication to registry2004"], never: ["Purge"]),
        Row(
            name: "absent on one, only caches have it",
            change: { sample in
                sample.usual = .tries([.good(cache: "HIT")])
                sample.answer("web", on: "registry2004", with: .status(404), .status(404))
            },
            code: .absenceBlob, scope: .some, cause: .unknown,
            reach: "only registry2004; registry1004 and registry1005 have it intact",
            says: ["Purge no cache before the storage has it."]),
        Row(
            name: "absent in the storage, caches have it",
            change: { sample in
                sample.backends.append(SampleRun.direct)
                sample.answer("web", on: "registry-direct", with: .status(404), .status(404))
            },
            code: .absenceBlob, scope: .some, cause: .storage,
            reach: "only registry-direct; registry1004, registry1005 and registry2004 have it intact",
            says: ["may hold the last copy", "Push the image again"]),
        Row(
            name: "absent everywhere",
            change: {
                $0.answer("web", on: "registry1004", "registry1005", "registry2004", with: .status(404), .status(404))
            },
            code: .absenceBlob, scope: .all, reach: "on all 3 backends", says: ["Push the image again"]),
        Row(
            name: "the name is absent everywhere",
            change: { sample in
                for name in fronts { sample.tags["\(name) \(SampleRun.multiversion)"] = .fault(.status(404)) }
            },
            code: .absenceManifest, scope: .all, reach: "on all 3 backends", says: ["typing mistake"]),
        Row(
            name: "a standby lags",
            change: { sample in
                sample.backends[2] = SampleRun.backend("registry2004", host: "10.192.0.4", role: .standby)
                sample.answer("web", on: "registry2004", with: .status(404), .status(404))
            },
            code: .absenceBlob, weight: .reported, scope: .some,
            reach: "only registry2004; registry1004 and registry1005 have it intact", says: ["refuses nothing"]),
        Row(
            name: "one backend is down: all of its claims are one fault",
            change: { sample in
                for image in sample.images {
                    sample.tags["registry2004 \(image.reference)"] = .fault(.failure(.connect, "Connection refused"))
                }
            },
            code: .accessConnect, weight: .undecided, scope: .some,
            reach: "only registry2004; registry1004 and registry1005 have it intact", says: ["were not looked at"]),
        Row(
            name: "credentials: all backends are one fault",
            change: { sample in
                for name in fronts {
                    for image in sample.images {
                        sample.tags["\(name) \(image.reference)"] = .fault(.denied(.missing(obstacle: nil)))
                    }
                }
            },
            code: .accessCredentials, weight: .undecided, scope: .all, reach: "on all 3 backends"),
        Row(
            name: "the deadline is one fault",
            change: { sample in
                sample.stopped = .deadline
                sample.answer("big", on: "registry1004", "registry1005", with: .stopped)
                sample.answer("web", on: "registry1004", with: .stopped)
            },
            code: .accessDeadline, weight: .undecided, scope: .run, reach: "3 claims on registry1004 and registry1005"),
        Row(
            name: "no backend is known",
            change: { sample in
                sample.backends = []
                sample.obstacle = "NXDOMAIN"
            },
            code: .accessResolve, weight: .undecided, scope: .run, reach: "no backend could be named",
            says: ["NXDOMAIN"]),
    ]

    @Test(arguments: content + others)
    func oneFaultIsOneDiagnosis(_ row: Row) throws {
        var sample = SampleRun()
        row.change(&sample)
        let diagnoses = try sample.run().diagnoses
        let diagnosis = try #require(diagnoses.first)
        #expect(diagnoses.count == 1)
        #expect(diagnosis.code == row.code)
        #expect(diagnosis.weight == row.weight)
        #expect(diagnosis.scope == row.scope)
        #expect(diagnosis.cause == row.cause)
        #expect(diagnosis.reach == row.reach)
        let text = ([diagnosis.conclusion] + diagnosis.notes + diagnosis.remedy).joined(separator: "\n")
        for words in row.says { #expect(text.contains(words), "\(text)") }
        for words in row.never { #expect(!text.contains(words), "\(text)") }
        #expect(!diagnosis.remedy.isEmpty)
        #expect(!text.contains("none"), "\(text)")
    }

    /// What a server says is shown, and decides nothing.
    @Test(
        arguments: [
            ([.status(400, body: #"{"errors":[{"code":"416","message":"416"}]}"#)], .emptyObject, false),
            ([.status(416)], .emptyObject, true),
            ([.wrong("rot", cache: "text/html")], .middlebox, false),
            ([.size(7, cache: "text/plain")], .middlebox, false),
            ([.size(0)], .emptyObject, true), ([.size(10)], .emptyObject, false),
        ] as [([SampleRun.Try], CauseKind, Bool)])
    func theTextOfAServerIsNoEvidence(_ tries: [SampleRun.Try], _ kind: CauseKind, _ isNamed: Bool) throws {
        var sample = SampleRun()
        sample.answers["registry1004 big"] = .tries(tries + tries)
        let diagnosis = try #require(try sample.run().diagnoses.first)
        #expect(diagnosis.causes.contains { $0.kind == kind } == isNamed, "\(diagnosis.sightings)")
    }

    /// A GET that is answered, and then a HEAD that is not.
    @Test(arguments: [(true, true), (false, false)])
    func aHeadThatIsRefusedIsEvidence(_ isHead: Bool, _ isNamed: Bool) async throws {
        try await Scene.run(2) { scene in
            try scene.addImage("app", bytes(1))
            scene[1].on(
                RequestPattern(method: isHead ? "HEAD" : "GET", path: .containing("/manifests/v1")), .status(503))
            let run = try await scene.check()
            let diagnosis = try #require(run.diagnoses.first)
            #expect(diagnosis.code == .accessServerError)
            #expect(diagnosis.causes.contains { $0.kind == .flapping } == isNamed)
        }
    }

    @Test func aCleanRunHasNone() throws {
        #expect(try SampleRun().run().diagnoses.isEmpty)
    }

    @Test func noFindingIsLost() throws {
        var sample = SampleRun()
        sample.answer("big", on: "registry1004", with: .wrong("rot"), .wrong("rot"))
        sample.answer("big", on: "registry1005", with: .size(5), .size(5))
        sample.answer("big", on: "registry2004", with: .withheld)
        sample.answer("web", on: "registry1004", with: .status(404))
        sample.answer("base", on: "registry2004", with: .failure(.stalled, "stalled", after: 9))
        sample.answer("config-a", on: "registry2004", with: .status(429))
        let run = try sample.run()
        let told = run.diagnoses.map(\.code)
        #expect(told.prefix(2) == [.contentDigest, .contentSize])
        for finding in run.findings where finding.code != .accessWithheld {
            let backend = try #require(finding.backendName)
            #expect(
                run.diagnoses.contains { one in
                    one.code == finding.code && one.sightings.contains { $0.backend == backend }
                })
        }
        let first = try #require(run.diagnoses.first)
        #expect(first.scope == .mixed)
        #expect(
            first.others.map { "\($0.backend): \($0.states.map(\.state))" } == [
                "registry1005: [Gate.Diagnosis.State.faulty(content-size)]",
                "registry2004: [Gate.Diagnosis.State.withheld]",
            ])
    }

    @Test func withheldAloneIsShown() throws {
        var sample = SampleRun()
        sample.answer("big", on: "registry1005", with: .withheld)
        #expect(try sample.run().diagnoses.map(\.code) == [.accessWithheld])
    }

    @Test func manyBlobsOfABackendFold() throws {
        var sample = SampleRun()
        for blob in ["config-a", "base", "big", "web"] {
            sample.answer(blob, on: "registry1005", with: .status(503))
        }
        sample.answer("big", on: "registry1004", with: .reused(hours: 2, run: 7))
        let diagnoses = try sample.run().diagnoses
        let diagnosis = try #require(diagnoses.first)
        #expect(diagnoses.count == 1)
        #expect(diagnosis.subject.more == 3)
        #expect(diagnosis.sightings.map(\.count) == [4])
        #expect(diagnosis.images.count == 2)
        #expect(diagnosis.others.map { $0.states.map(\.count).reduce(0, +) } == [4, 4])
        #expect(diagnosis.others[0].states.count == 2)
    }

    @Test func theSameBlobUnderAnotherNameIsEvidence() throws {
        var sample = SampleRun()
        let shared = SampleRun.Blob(name: "shared", size: 5_000_000, kind: .layer)
        sample.images = sample.images.map { image in
            SampleRun.Image(reference: image.reference, origins: image.origins, blobs: image.blobs + [shared])
        }
        var run = try sample.run()
        #expect(run.diagnoses.isEmpty)
        sample.bad = { claim, name in
            name == "shared" && claim.backend.name == "registry1004"
                && claim.repository.description.hasSuffix("multiversion")
        }
        run = try sample.run()
        let diagnosis = try #require(run.diagnoses.first)
        #expect(run.diagnoses.count == 1)
        #expect(diagnosis.images.count == 1)
        #expect(
            diagnosis.notes == ["registry1004 serves the same bytes intact under restricted/mediawiki-webserver."])
    }

    @Test func whereProofsAreSharedOneBlobIsOneFaultUnderAllNames() throws {
        var sample = SampleRun()
        let shared = SampleRun.Blob(name: "shared", size: 5_000_000, kind: .layer)
        sample.images = sample.images.map { image in
            SampleRun.Image(reference: image.reference, origins: image.origins, blobs: image.blobs + [shared])
        }
        sample.sharesProofs = true
        sample.bad = { claim, name in name == "shared" && claim.backend.name != "registry2004" }
        let diagnoses = try sample.run().diagnoses
        #expect(diagnoses.count == 1)
        #expect(diagnoses.first?.sightings.map(\.backend) == ["registry1004", "registry1005"])
        #expect(diagnoses.first?.images.count == 2)
    }

    @Test(
        arguments: [
            (nil, nil), ("HIT", .kept), ("hit", .kept), ("MISS", .readThrough), ("EXPIRED", .readThrough),
            ("BYPASS", .readThrough), ("STALE", .kept), ("pass", .readThrough), ("hit, miss", nil), ("", nil),
            ("TCP_HIT from x", .kept),
        ] as [(String?, CacheReply?)])
    func cacheReplies(_ status: String?, _ expected: CacheReply?) { #expect(CacheReply(status) == expected) }
}
