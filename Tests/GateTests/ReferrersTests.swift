import Foundation
import OCI
import Record
import Registry
import Support
import Testing

@testable import Gate

/// Referrers of the images: requested only with the option, by the API or else by the tag.
@Suite(.timeLimit(.minutes(10))) struct ReferrersTests {
    private static let path = RequestPattern.Path.containing("/referrers/")

    private func request(
        _ scene: Scene, roles: [Backend.Role] = [], depth: Depth = .full, platforms: [String] = []
    ) throws -> GateRequest {
        try scene.request(platforms: platforms, roles: roles) {
            $0.referrers = true
            $0.retries = 1
            $0.depth = depth
            $0.fresh = true
        }
    }

    /// An image with one referrer on each backend, listed by the API.
    private func signed(_ scene: Scene) throws -> (image: ScriptedImage, referrer: ScriptedRegistry.Referrer) {
        let image = try scene.addImage("app", bytes(1))
        let referrers = try scene.registries.map { registry in
            let referrer = try registry.addReferrer(to: image.manifest, in: "app", content: bytes(7, count: 300))
            registry.list([referrer.manifest], of: image.manifest.digest, in: "app")
            return referrer
        }
        return (image, try #require(referrers.first))
    }

    @Test("dist Listing Referrers: nothing is requested without the option")
    func notByDefault() async throws {
        try await Scene.run { scene in
            let (_, referrer) = try signed(scene)
            let run = try await scene.check()
            #expect(run.verdict == .verified)
            #expect(!run.policy.referrers)
            #expect(run.result(referrer.manifest.digest, on: "one") == nil)
            #expect(scene.registries.allSatisfy { $0.requests(RequestPattern(path: Self.path)).isEmpty })
        }
    }

    @Test("dist Listing Referrers: manifests and blobs of referrers are claims of the image")
    func theyAreClaims() async throws {
        try await Scene.run { scene in
            let (image, referrer) = try signed(scene)
            let run = try await scene.check(try request(scene))
            #expect(run.verdict == .verified, "\(run.findings.map(\.seen))")
            #expect(run.policy.referrers)
            for backend in ["one", "two"] {
                for part in [referrer.manifest.digest, referrer.blob.digest] {
                    let result = try #require(run.result(part, on: backend))
                    #expect(result.isOfReferrer)
                    #expect(result.status.isProof)
                    #expect(run.images[0].views.contains { $0.claims.contains { run.claims[$0] == result } })
                }
                #expect(run.result(image.layers[0].digest, on: backend)?.isOfReferrer == false)
            }
        }
    }

    @Test("dist Listing Referrers: a wrong byte of a referrer refuses the image, and only on its backend")
    func wrongBytes() async throws {
        try await Scene.run { scene in
            let (_, referrer) = try signed(scene)
            let store = try scene.store()
            #expect(try await scene.check(try request(scene), store).verdict == .verified)
            scene[1].on(.blob(referrer.blob.digest), .flipByte(at: 3))
            let run = try await scene.check(try request(scene), store)
            #expect(run.exitCode == .refused)
            #expect(run.faults == ["content-digest on two"])
            #expect(run.images[0].verdict == .refused)
        }
    }

    @Test("dist Listing Referrers: referrers of a referrer are proven too, for any requested platform")
    func referrersOfReferrers() async throws {
        try await Scene.run(1) { scene in
            let (_, referrer) = try signed(scene)
            let second = try scene[0].addReferrer(to: referrer.manifest, in: "app", content: bytes(8, count: 200))
            scene[0].list([second.manifest], of: referrer.manifest.digest, in: "app")
            let run = try await scene.check(try request(scene, platforms: ["linux/amd64"]))
            #expect(run.verdict == .verified, "\(run.findings.map(\.seen))")
            #expect(run.result(second.blob.digest, on: "one")?.status.isProof == true)
        }
    }

    @Test("dist Listing Referrers: a list that lacks an entry of another one refuses; on a standby it is reported")
    func listsThatDiffer() async throws {
        try await Scene.run(3) { scene in
            let (image, referrer) = try signed(scene)
            scene[1].list([], of: image.manifest.digest, in: "app")
            let run = try await scene.check(try request(scene))
            #expect(run.exitCode == .refused)
            #expect(run.faults == ["absence-referrer on two"])
            let subject = image.manifest.digest
            #expect(
                run.findings.first?.seen
                    == "\(referrer.manifest.digest.short) (application/vnd.example.signature) is listed as a referrer of "
                    + "\(subject.short) by one, three, but not by two")
            #expect(run.faultRecords.first?.occurrences.map(\.backend) == ["two"])
            let tolerated = try await scene.check(try request(scene, roles: [.serving, .standby, .serving]))
            #expect(tolerated.faults == ["absence-referrer on two"])
            #expect(tolerated.verdict == .verified)
        }
    }

    @Test(
        "dist Referrers Tag Schema: without the API the tag points to the list; without the tag there are no referrers")
    func theTagSchema() async throws {
        try await Scene.run { scene in
            let image = try scene.addImage("app", bytes(1))
            #expect(try await scene.check(try request(scene)).verdict == .verified)
            let tag = "sha256-\(image.manifest.digest.encoded)"
            #expect(scene[0].requests(RequestPattern(path: .exactly("/v2/app/manifests/\(tag)"))).count == 1)
            var referrer: ScriptedRegistry.Referrer?
            for registry in scene.registries {
                let made = try registry.addReferrer(to: image.manifest, in: "app", content: bytes(7, count: 300))
                try registry.addManifest(
                    Array(ScriptedRegistry.listText([made.manifest]).utf8), mediaType: .ociIndex, to: "app", tag: tag)
                referrer = made
            }
            let run = try await scene.check(try request(scene))
            #expect(run.verdict == .verified, "\(run.findings.map(\.seen))")
            #expect(run.result(try #require(referrer).blob.digest, on: "two")?.status.isProof == true)
        }
    }

    @Test("dist Listing Referrers: pages are followed on the same host")
    func pages() async throws {
        try await Scene.run(1) { scene in
            let image = try scene.addImage("app", bytes(1))
            let first = try scene[0].addReferrer(to: image.manifest, in: "app", content: bytes(7, count: 300))
            let last = try scene[0].addReferrer(to: image.manifest, in: "app", content: bytes(8, count: 300))
            let path = "/v2/app/referrers/\(image.manifest.digest)"
            scene[0].list([last.manifest], of: image.manifest.digest, in: "app")
            scene[0].on(
                RequestPattern(path: .exactly(path)), .only(1),
                .content(Array(ScriptedRegistry.listText([first.manifest]).utf8)),
                .header("Link", "<\(path)?n=1&last=a,b>; title=\"a, b\"; rel=\"next\""))
            let run = try await scene.check(try request(scene))
            #expect(run.verdict == .verified, "\(run.findings.map(\.seen))")
            #expect(
                scene[0].requests(RequestPattern(path: .exactly(path))).map(\.target) == [path, path + "?n=1&last=a,b"])
            for referrer in [first, last] {
                #expect(run.result(referrer.blob.digest, on: "one")?.status.isProof == true)
            }
        }
    }

    @Test("dist Listing Referrers: a page on another host is not requested and leaves the image undecided")
    func aPageElsewhere() async throws {
        try await Scene.run { scene in
            let (image, _) = try signed(scene)
            let other = scene[1]
            let before = other.requests.count
            let path = "/v2/app/referrers/\(image.manifest.digest)"
            scene[0].on(
                RequestPattern(path: .exactly(path)), .header("Link", "<\(other.url)\(path)?token=secret>; rel=next"))
            var single = try request(scene)
            let name = try #require(single.registries.keys.first)
            single.registries[name]?.backends.removeLast()
            let run = try await scene.check(single)
            #expect(run.exitCode == .undecided)
            #expect(run.faults == ["access-referrers on one"])
            #expect(
                run.findings.first?.seen
                    == "the referrers list of \(image.manifest.digest.short): its next page is at \"\(other.url)\(path)?...\", "
                    + "which is on a different host")
            #expect(other.requests.count == before)
        }
    }

    @Test("dist Listing Referrers: endless pages are bounded")
    func endlessPages() async throws {
        try await Scene.run(1) { scene in
            let (image, _) = try signed(scene)
            let path = "/v2/app/referrers/\(image.manifest.digest)"
            scene[0].on(RequestPattern(path: .exactly(path)), .header("Link", "<\(path)?page=more>; rel=next"))
            let run = try await scene.check(try request(scene))
            #expect(run.exitCode == .undecided)
            #expect(run.findings.map(\.code) == [.accessReferrers])
            #expect(run.findings.first?.seen.hasSuffix("it has more than 100 pages") == true)
            #expect(scene[0].requests(RequestPattern(path: .exactly(path))).count == 100)
        }
    }

    @Test("dist Listing Referrers: a wide list and endless referrers of referrers are bounded")
    func limits() async throws {
        try await Scene.run(1) { scene in
            let (image, referrer) = try signed(scene)
            let second = try scene[0].addReferrer(to: referrer.manifest, in: "app", content: bytes(8, count: 200))
            scene[0].list([second.manifest], of: referrer.manifest.digest, in: "app")
            var narrow = try request(scene)
            narrow.policy.indexLimits.entries = 0
            let wide = try await scene.check(narrow)
            #expect(wide.exitCode == .undecided)
            #expect(wide.findings.first?.seen.hasSuffix("it has more than 0 entries") == true)
            var flat = try request(scene)
            flat.policy.indexLimits.depth = 1
            let deep = try await scene.check(flat)
            #expect(deep.exitCode == .undecided)
            #expect(
                deep.findings.map(\.seen) == [
                    "the referrers list of \(referrer.manifest.digest.short) was not followed: referrers of referrers are "
                        + "nested deeper than 1"
                ])
            var few = try request(scene)
            few.policy.indexLimits.entriesOfImage = 1
            let many = try await scene.check(few)
            #expect(many.findings.first?.seen.hasSuffix("the image leads to more than 1 manifests") == true)
            #expect(image.layers.count == 1)
        }
    }

    @Test("dist Listing Referrers: at depth manifest, manifests are proven and blobs not requested")
    func atDepthManifest() async throws {
        try await Scene.run(1) { scene in
            let (_, referrer) = try signed(scene)
            let run = try await scene.check(try request(scene, depth: .manifest))
            #expect(run.verdict == .unproven)
            #expect(run.result(referrer.manifest.digest, on: "one")?.status.isProof == true)
            guard case .notAsked = run.result(referrer.blob.digest, on: "one")?.status else {
                Issue.record("the blob was asked for")
                return
            }
        }
    }

    @Test("dist Listing Referrers: an index without an image manifest is not an image, even with referrers")
    func aReferrerIsNoImage() async throws {
        try await Scene.run(1) { scene in
            let text = FaultBench.index([])
            let digest = try scene[0].addManifest(Array(text.utf8), mediaType: .ociIndex, to: "app", tag: "v1")
            let subject = try #require(
                Descriptor(mediaType: .ociIndex, digest: digest, size: Int64(text.utf8.count)))
            let referrer = try scene[0].addReferrer(to: subject, in: "app", content: bytes(7))
            scene[0].list([referrer.manifest], of: digest, in: "app")
            let run = try await scene.check(try request(scene))
            #expect(run.exitCode == .refused)
            #expect(run.findings.map(\.code) == [.absencePlatform])
        }
    }
}
