import Foundation
import OCI
import Record
import Registry
import Release
import Support
import Testing
import Transfer

@testable import Gate

/// On a standby, absence and unreachability are only reported, and block only with `standby: must-have`. Wrong bytes refuse: a
/// standby may lag or be down, but not serve wrong content.
@Suite(.timeLimit(.minutes(10))) struct StandbyTests {
    /// Two registries with the same image, the second one a standby.
    private struct Pair {
        let active: ScriptedRegistry
        let standby: ScriptedRegistry
        let image: ScriptedImage

        func gate(_ role: Backend.Role = .standby, reference: String = "registry.test/team/app:1") async throws
            -> Run
        {
            try await run(
                [
                    try backend(active, "active"), try backend(standby, "passive", role),
                ], [reference])
        }
    }

    private func withPair(_ body: (Pair) async throws -> Void) async throws {
        try await ScriptedRegistry.run { active in
            try await ScriptedRegistry.run { standby in
                let image = try active.addImage(to: "team/app", tag: "1", layers: layers)
                try standby.addImage(to: "team/app", tag: "1", layers: layers)
                try await body(Pair(active: active, standby: standby, image: image))
            }
        }
    }

    @Test func aCompleteStandbyIsProvenToo() async throws {
        try await withPair { pair in
            let run = try await pair.gate()
            #expect(run.verdict == .verified && run.findings.isEmpty && run.exitCode == .verified)
            #expect(run.totals.verified == 2 * pair.image.all.count)
        }
    }

    @Test func aMissingLayerIsReported() async throws {
        try await withPair { pair in
            pair.standby.remove(pair.image.layers[0].digest, from: "team/app")
            let run = try await pair.gate()
            #expect(run.verdict == .verified && run.exitCode == .verified)
            #expect(run.findings.map(\.code) == [.absenceBlob])
            #expect(run.findings.map(\.weight) == [.reported])
            #expect(run.totals.reported == 1)
            #expect(run.images.map(\.verdict) == [.verified])
        }
    }

    @Test(arguments: ["registry.test/team/app:1", "digest"]) func aMissingImageIsReported(name: String) async throws {
        try await withPair { pair in
            let digest = pair.image.manifest.digest
            pair.standby.remove(digest, from: "team/app")
            let run = try await pair.gate(reference: name == "digest" ? "registry.test/team/app@\(digest)" : name)
            #expect(run.verdict == .verified && run.exitCode == .verified)
            #expect(run.findings.map(\.code) == [.absenceManifest])
            #expect(run.findings.map(\.weight) == [.reported])
        }
    }

    /// `standby: must-have` makes it a serving backend.
    @Test func mustHaveRefusesAbsence() async throws {
        try await withPair { pair in
            pair.standby.remove(pair.image.layers[0].digest, from: "team/app")
            let run = try await pair.gate(.serving)
            #expect(run.verdict == .refused && run.exitCode == .refused)
            #expect(run.findings.map(\.weight) == [.refuses])
        }
    }

    @Test func anOlderTagIsReported() async throws {
        try await withPair { pair in
            let older = try pair.standby.addImage(to: "team/app", tag: "1", layers: [Array("older".utf8)])
            let run = try await pair.gate()
            #expect(run.verdict == .verified && run.exitCode == .verified)
            #expect(run.findings.map(\.code) == [.contentTagDivergence])
            #expect(run.findings.map(\.weight) == [.reported])
            // The image that the tag resolves to there is proven there, because a node would pull it.
            let passive = run.claims.filter { $0.backend == "passive" }
            #expect(Set(passive.map(\.digest)) == Set(older.all.map(\.digest)))
            #expect(passive.allSatisfy { $0.status.verdict == .verified })
            let must = try await pair.gate(.serving)
            #expect(must.verdict == .refused && must.findings.map(\.weight) == [.refuses])
        }
    }

    @Test func wrongBytesOnAStandbyRefuse() async throws {
        try await withPair { pair in
            pair.standby.on(.blob(pair.image.layers[0].digest), .flipByte(at: 3))
            let run = try await pair.gate()
            #expect(run.verdict == .refused && run.findings.map(\.code) == [.contentDigest])
        }
    }

    @Test("a standby that is down is reported and blocks nothing", arguments: ["registry.test/team/app:1", "digest"])
    func aStoppedStandbyIsReported(name: String) async throws {
        try await withPair { pair in
            await pair.standby.stop()
            let reference = name == "digest" ? "registry.test/team/app@\(pair.image.manifest.digest)" : name
            let run = try await pair.gate(reference: reference)
            #expect(run.verdict == .verified && run.exitCode == .verified)
            #expect(run.findings.map(\.code) == [.accessConnect])
            #expect(run.findings.map(\.weight) == [.reported])
            let active = run.claims.filter { $0.backend == "active" }
            #expect(active.count == pair.image.all.count)
            #expect(active.allSatisfy { $0.status.isProof })
            // Nothing was proven on the standby.
            #expect(run.claims.allSatisfy { $0.backend == "active" || !$0.status.isProof })
            let must = try await pair.gate(.serving, reference: reference)
            #expect(must.exitCode == .undecided)
        }
    }

    @Test(
        "a standby that answers with an error is reported",
        arguments: [
            (Fault.status(503), FindingCode.accessServerError), (.status(418), .accessStatus),
            (.noReply(.close), .accessEmptyReply), (.breakOff(at: 3, .close), .accessTruncated),
        ])
    func aFailingStandbyIsReported(_ fault: Fault, _ code: FindingCode) async throws {
        try await withPair { pair in
            pair.standby.on(.blob(pair.image.layers[0].digest), fault)
            let run = try await pair.gate()
            #expect(run.exitCode == .verified)
            #expect(run.findings.map(\.code) == [code])
            #expect(run.findings.map(\.weight) == [.reported])
            #expect(try await pair.gate(.serving).exitCode == .undecided)
        }
    }

    @Test("a standby whose credentials are refused is reported, and does not decide the exit code")
    func aStandbyThatRefusesCredentialsIsReported() async throws {
        try await withPair { pair in
            pair.standby.on(
                RequestPattern(path: .containing("/v2/")),
                .status(401, headers: [HeaderField("WWW-Authenticate", "Basic realm=\"r\"")], body: nil))
            let run = try await pair.gate()
            #expect(run.exitCode == .verified && !run.isWaived)
            #expect(Set(run.findings.map(\.code)) == [.accessCredentials])
            #expect(try await pair.gate(.serving).exitCode == .credentials)
        }
    }

    @Test("a release of which only a standby has anything is not good") func aStandbyAloneIsNotEnough() async throws {
        try await withPair { pair in
            await pair.active.stop()
            let run = try await pair.gate()
            #expect(run.exitCode == .undecided)
            await pair.standby.stop()
            #expect(try await pair.gate().exitCode == .undecided)
        }
    }

    @Test("unreachable standbys alone prove nothing") func onlyStandbysAndNoneAnswers() async throws {
        try await withPair { pair in
            await pair.standby.stop()
            let alone = try await run([try backend(pair.standby, "passive", .standby)], ["registry.test/team/app:1"])
            #expect(alone.exitCode == .undecided)
        }
    }

    @Test func aStandbyIsPulledLast() async throws {
        try await withPair { pair in
            pair.active.on(.blob(pair.image.layers[0].digest), .flipByte(at: 3))
            let run = try await pair.gate()
            #expect(run.verdict == .refused)
            #expect(pair.standby.requests(.blob(pair.image.layers[0].digest)).isEmpty)
        }
    }
}

private let layers = [Array("a layer".utf8), Array("another layer".utf8)]

private func backend(
    _ registry: ScriptedRegistry, _ name: String, _ role: Backend.Role = .serving, asking: Route.ReferenceFilter? = nil,
    scope: RepositoryScope = RepositoryScope()
) throws -> Backend {
    var route = asking.flatMap { _ in RegistryName("\(name).test") }.map(Route.init)
    if let asking { route?.asking = asking }
    route?.scope = scope
    return Backend(
        registry: try #require(RegistryName("registry.test")), name: name,
        address: .init(host: registry.host, port: registry.port), scheme: .http, role: role, source: .commandLine,
        route: route)
}

private func run(_ backends: [Backend], _ references: [String]) async throws -> Run {
    let client = RegistryClient(
        engine: try #require(TransferEngine(loops: 1)), credentials: .anonymous,
        limits: TransferLimits(connect: .seconds(5), stall: .seconds(10)), userAgent: "blobgate/test")
    let images = try references.enumerated().map { index, text in
        ImageUse(reference: try ImageReference(parsing: text), origins: [.argument(index + 1)])
    }
    let name = try #require(RegistryName("registry.test"))
    let request = GateRequest(
        images: images, registries: [name: RegistryBackends(backends: backends)], policy: Policy(retries: 0),
        vantage: "test", version: "0")
    return await Gatekeeper(client: client, store: nil).check(request)
}

/// Mirrors that nodes use only for some references or not for tags.
@Suite(.timeLimit(.minutes(10))) struct MirrorRunTests {
    @Test func aMirrorWithoutResolveIsReadByDigestOnly() async throws {
        try await ScriptedRegistry.run { upstream in
            try await ScriptedRegistry.run { mirror in
                let image = try upstream.addImage(to: "team/app", tag: "1", layers: layers)
                try mirror.addImage(to: "team/app", layers: layers)
                let run = try await run(
                    [try backend(mirror, "mirror", asking: .afterResolving), try backend(upstream, "upstream")],
                    ["registry.test/team/app:1"])
                #expect(run.verdict == .verified, "\(run.findings)")
                #expect(run.totals.verified == 2 * image.all.count)
                #expect(mirror.requests.allSatisfy { !$0.path.hasSuffix("/manifests/1") })
                #expect(mirror.requests(.manifest(.digest(image.manifest.digest))).count == 1)
            }
        }
    }

    @Test func anotherTagOnSuchAMirrorIsNoDivergence() async throws {
        try await ScriptedRegistry.run { upstream in
            try await ScriptedRegistry.run { mirror in
                try upstream.addImage(to: "team/app", tag: "1", layers: layers)
                try mirror.addImage(to: "team/app", tag: "1", layers: [Array("older".utf8)])
                let run = try await run(
                    [try backend(mirror, "mirror", asking: .afterResolving), try backend(upstream, "upstream")],
                    ["registry.test/team/app:1"])
                // It does not have the image of the release, which is what matters.
                #expect(run.verdict == .refused)
                #expect(run.findings.map(\.code) == [.absenceManifest])
            }
        }
    }

    /// Nodes ask a host that is for pushes only for content too, and go on after 404 alone.
    @Test("a host that lacks the manifest but has wrong bytes of a blob refuses", arguments: [1, 2, 3])
    func wrongBytesWithoutTheManifest(number: Int) async throws {
        try await ScriptedRegistry.run { upstream in
            try await ScriptedRegistry.run { mirror in
                let image = try upstream.addImage(to: "team/app", tag: "1", layers: layers)
                let blob = image.all[number].digest
                try mirror.addBlob(Array("wrong".utf8), to: "team/app", as: blob)
                let backends = [
                    try backend(mirror, "mirror", .standby, asking: .afterResolving), try backend(upstream, "upstream"),
                ]
                let run = try await run(backends, ["registry.test/team/app:1"])
                #expect(run.verdict == .refused, "\(run.findings)")
                let refusing = run.findings.filter { $0.weight == .refuses }
                #expect(!refusing.isEmpty && refusing.allSatisfy { $0.code.family == .content }, "\(refusing)")
            }
        }
    }

    @Test("a host that lacks manifest and blobs is only reported") func nothingThereWithoutTheManifest() async throws {
        try await ScriptedRegistry.run { upstream in
            try await ScriptedRegistry.run { mirror in
                let image = try upstream.addImage(to: "team/app", tag: "1", layers: layers)
                let backends = [
                    try backend(mirror, "mirror", .standby, asking: .afterResolving), try backend(upstream, "upstream"),
                ]
                let run = try await run(backends, ["registry.test/team/app@\(image.manifest.digest)"])
                #expect(run.verdict == .verified, "\(run.findings)")
                #expect(run.findings.allSatisfy { $0.weight == .reported && $0.code.family == .absence })
                #expect(!mirror.requests(.blob(image.layers[1].digest)).isEmpty)
                // The absent manifest stands for what follows from it.
                #expect(run.faultRecords.map(\.code) == [.absenceManifest], "\(run.findings)")
            }
        }
    }

    @Test("of two images that such a host lacks, each is reported once; what it lacks of a third one is not hidden")
    func twoThatAreNotThere() async throws {
        try await ScriptedRegistry.run { upstream in
            try await ScriptedRegistry.run { mirror in
                var references: [String] = []
                for name in ["a/app", "b/app", "c/app"] {
                    let image = try upstream.addImage(to: name, tag: "1", layers: [Array(name.utf8)])
                    references.append("registry.test/\(name)@\(image.manifest.digest)")
                }
                let third = try mirror.addImage(to: "c/app", tag: "1", layers: [Array("c/app".utf8)])
                mirror.on(.blob(third.layers[0].digest), .status(404))
                let backends = [
                    try backend(mirror, "mirror", .standby, asking: .afterResolving), try backend(upstream, "upstream"),
                ]
                let run = try await run(backends, references)
                #expect(run.verdict == .verified, "\(run.findings)")
                let codes = run.faultRecords.map(\.code)
                #expect(codes.filter { $0 == .absenceManifest }.count == 2, "\(codes)")
                #expect(codes.filter { $0 == .absenceBlob }.count == 1, "\(codes)")
            }
        }
    }

    @Test func aTagThatNoBackendResolvesIsUndecided() async throws {
        try await ScriptedRegistry.run { mirror in
            try mirror.addImage(to: "team/app", tag: "1", layers: layers)
            let run = try await run(
                [try backend(mirror, "mirror", asking: .afterResolving)], ["registry.test/team/app:1"])
            #expect(run.verdict == .undecided && run.exitCode == .undecided)
            #expect(run.findings.map(\.code) == [.accessResolve])
            #expect(
                run.findings.map(\.seen) == [
                    "nodes do not resolve tags on mirror, and no other backend resolves 1"
                ])
            #expect(mirror.requests.isEmpty)
        }
    }

    @Test func onlyReferencesThatNodesPullFromTheMirror() async throws {
        try await ScriptedRegistry.run { upstream in
            try await ScriptedRegistry.run { mirror in
                let image = try upstream.addImage(to: "team/app", tag: "1", layers: layers)
                try upstream.addImage(to: "other/app", tag: "1", layers: layers)
                let backends = [
                    try backend(
                        mirror, "mirror", asking: .digestReferences,
                        scope: RepositoryScope(prefix: "team", replacement: "x")),
                    try backend(upstream, "upstream"),
                ]
                let byTag = try await run(backends, ["registry.test/team/app:1", "registry.test/other/app:1"])
                #expect(byTag.verdict == .verified && mirror.requests.isEmpty)
                let byDigest = try await run(backends, ["registry.test/team/app@\(image.manifest.digest)"])
                #expect(byDigest.verdict == .refused)
                #expect(mirror.requests.first?.path == "/v2/x/app/manifests/\(image.manifest.digest)")
            }
        }
    }
}
