import OCI
import Record
import Samples
import Testing

@testable import Diagnosis

/// How content is removed from caches that do not store slices, and commands for manifests.
struct WholeCacheTests {
    private func steps(
        _ cache: CachePolicy, content: String = "big", withDirect: Bool = true
    ) throws -> [RemedyStep] {
        var sample = try SampleRun()
        sample.describeCaches(cache)
        if withDirect { try sample.addDirect() }
        sample.answer(content, on: "registry1004", with: .wrong("rot", cache: "HIT"), .wrong("rot", cache: "HIT"))
        return try #require(sample.diagnoses.first).steps
    }

    /// To the backend that was read, under the registry's name: squid names the object after both.
    private static let request =
        "--connect-to \(SampleRun.registryName):443:10.64.0.4:443 https://\(SampleRun.registryName)\(path)"

    private static let path = "/v2/restricted/mediawiki-multiversion/blobs/\(SampleRun.digest("big"))"

    @Test(
        "each software has its own command",
        arguments: [
            ("varnish", "varnishadm 'ban req.url == \(path)'"),
            ("squid", "curl -fsS -X PURGE \(request)"),
        ])
    func tools(_ kind: String, _ command: String) throws {
        #expect(try steps(CachePolicy(kind: kind)).flatMap(\.commands).contains(command))
    }

    @Test("squid is asked as the gate asked: with plain HTTP, a mirror's query, and its certificate")
    func squidAsTheGateAsked() throws {
        func command(_ change: (inout Run.Backend) -> Void) throws -> String {
            var sample = try SampleRun()
            sample.describeCaches(CachePolicy(kind: "squid"))
            change(&sample.backends[0])
            try sample.addDirect()
            sample.answer("big", on: "registry1004", with: .wrong("rot", cache: "HIT"), .wrong("rot", cache: "HIT"))
            let commands = try #require(sample.diagnoses.first).steps.flatMap(\.commands)
            return try #require(commands.first { $0.contains("PURGE") })
        }
        let plain = try command { $0.scheme = .http }
        #expect(
            plain.contains(
                "--connect-to \(SampleRun.registryName):80:10.64.0.4:443 http://\(SampleRun.registryName)/v2/"))
        #expect(try command { $0.namespace = "docker.io" }.hasSuffix("?ns=docker.io'"))
        #expect(try command { $0.certificateAuthorities = "/etc/a ca.pem" }.contains("--cacert '/etc/a ca.pem' "))
        #expect(try command { $0.checksCertificate = false }.contains("PURGE -k "))
    }

    @Test("a pull-through registry stores blobs as a registry does")
    func pullThrough() throws {
        let hex = SampleRun.digest("big").encoded
        let command = try #require(
            try steps(CachePolicy(kind: "registry")).flatMap(\.commands).first { (command: String) in
                command.contains("ROOT")
            })
        #expect(command.contains("docker/registry/v2/blobs/sha256/\(hex.prefix(2))/\(hex)/data"))
    }

    @Test("whole blobs of nginx have one file, whose key has no slice")
    func wholeFiles() throws {
        let cache = CachePolicy(kind: "whole", key: "$uri", path: "/c", levels: "1:2")
        let files = try steps(cache).compactMap { step -> StepAction.CacheFiles? in
            if case .moveCacheFiles(_, let files, _) = step.action { files } else { nil }
        }
        #expect(files == [.whole(content: .blob)])
    }

    @Test("without a cache there is nothing to purge, and no cache to blame")
    func noCache() throws {
        var sample = try SampleRun()
        sample.describeCaches(CachePolicy(kind: "none"))
        for front in SampleRun.fronts { sample.answer("big", on: front, with: .wrong("rot"), .wrong("rot")) }
        let diagnosis = try #require(sample.diagnoses.first)
        #expect(!diagnosis.causes.contains { $0.kind == .cache })
        #expect(
            !diagnosis.steps.contains { step in
                switch step.action {
                case .removeFromCache, .moveCacheFiles, .removeByHand, .removeWithTool: true
                default: false
                }
            })
    }

    @Test("a manifest is read with every type, and a redirect is followed")
    func manifests() throws {
        let manifest = "manifest of \(try SampleRun.reference("multiversion"))"
        let read = try #require(
            try steps(CachePolicy(kind: "varnish"), content: manifest, withDirect: false).flatMap(\.commands).first {
                $0.hasPrefix("curl")
            })
        #expect(read.contains("-fsSL"))
        for type in ["oci.image.index.v1", "oci.image.manifest.v1", "manifest.list.v2", "distribution.manifest.v2"] {
            #expect(read.contains(type), "\(type)")
        }
    }
}
