import Foundation
import OCI
import Support
import Testing

/// `blobgate diagnose`, run as a user would, against three backends of one registry.
@Suite(.timeLimit(.minutes(10))) struct DiagnoseTests {
    private static let size = (3 << 20) + 70_000
    private static let right = bytes(1)

    /// The layer under two names, on every backend.
    private struct Scene {
        let backends: [ScriptedRegistry]
        let home: GateHome
        let layer: Digest

        func run(_ arguments: String...) async throws -> GateResult { try await home.run(arguments) }

        func json(_ arguments: String...) async throws -> (GateResult, [String: Any]) {
            let result = try await home.run(arguments + ["--output", "text", "--output", "json=r.json"])
            let object = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: home.path("r.json"))))
            return (result, try #require(object as? [String: Any]))
        }

        func bytes(_ file: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: home.path(file)))) }

        /// The number of full reads of the layer, by backend.
        var pulls: [Int] {
            backends.map { $0.requests(.blob(layer)).filter { $0.header("range") == nil }.count }
        }
    }

    private static func bytes(_ seed: UInt64) -> [UInt8] {
        var state = seed
        return (0..<size).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 33)
        }
    }

    private static func scene(_ count: Int = 3, _ body: (Scene) async throws -> Void) async throws {
        var backends: [ScriptedRegistry] = []
        for _ in 0..<count { backends.append(try await ScriptedRegistry.start()) }
        let outcome: Result<Void, any Error> = await Result {
            var layers: [Descriptor] = []
            for backend in backends {
                layers = try backend.addImage(to: "app", tag: "1", layers: [right]).layers
                try backend.addImage(to: "web", tag: "1", layers: [right, [1, 2, 3]])
            }
            let home = try GateHome()
            let list = zip(["a", "b", "c"], backends).map { "{name: \($0), address: \"\($1.name)\"}" }
            try home.write(
                "blobgate.yaml",
                """
                version: 1
                registries:
                  - name: registry.test
                    scheme: http
                    backends: [\(list.joined(separator: ", "))]

                """)
            try await body(Scene(backends: backends, home: home, layer: try #require(layers.first).digest))
        }
        for backend in backends { await backend.stop() }
        try outcome.get()
    }

    /// The output from the first diagnosis on, with variable parts replaced.
    private static func stable(_ result: GateResult) -> String {
        let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
        let start = lines.firstIndex { $0.hasPrefix("REFUSED:") || $0.hasPrefix("map:") } ?? lines.startIndex
        return lines[start...].joined(separator: "\n")
            .replacing(/127\.0\.0\.1:\d+/, with: "127.0.0.1:PORT")
            .replacing(/just now|\d+ (s|min) ago/, with: "N ago")
            .replacing(/from [\w.-]+\)/, with: "from HOST)")
    }

    @Test func oneFlippedBit() async throws {
        try await Self.scene { scene in
            #expect(try await scene.run("check", "registry.test/app:1").status == 0)
            #expect(try await scene.run("check", "registry.test/web:1").status == 0)
            scene.backends[1].on(.blob(scene.layer, of: "web"), .flipByte(at: 2_500_000))
            #expect(try await scene.run("check", "--fresh", "registry.test/web:1").status == 1)
            let before = scene.pulls
            // It is read under the name that was refused.
            let (result, report) = try await scene.json("diagnose", "\(scene.layer)")
            #expect(result.status == 1, "\(result)")
            try expectSnapshot(Self.stable(result), "diagnose-flipped-bit")
            // All are read again; the bad one twice.
            #expect(zip(scene.pulls, before).map(-) == [1, 2, 1])
            #expect(scene.backends[0].requests(.blob(scene.layer, of: "web")).count > 2)
            #expect(report["command"] as? String == "diagnose")
            let looked = try #require(report["overview"] as? [[String: Any]])
            let maps = try #require(looked.first?["maps"] as? [[String: Any]])
            #expect(maps.map { $0["backend"] as? String } == ["a", "b", "c"])
            let damages = maps.map {
                (($0["damages"] as? [[String: Any]])?.first?["bytes"] as? [String: Any])?["first"] as? Int
            }
            #expect(damages == [nil, 2_500_000, nil])
            // A diagnosis is not a release: the latest run to recheck is the check before it.
            let again = try await scene.run("recheck")
            #expect(again.output.contains("recheck of run 3"), "\(again)")
            let number = try #require(report["number"] as? Int)
            #expect(try await scene.run("recheck", "\(number)").status == 1)
            scene.backends[1].heal()
            let healed = try await scene.run("recheck", "\(number)")
            #expect(healed.status == 0, "\(healed)")
            #expect(healed.output.contains("1 blob"), "\(healed)")
        }
    }

    @Test func threeBackendsBadInThreePlaces() async throws {
        try await Self.scene { scene in
            for (index, place) in [100, 1_500_000, 3_000_000].enumerated() {
                scene.backends[index].on(.blob(scene.layer), .flipByte(at: place))
            }
            // A check reads only from the first one, so as not to fill caches with bad bytes.
            #expect(try await scene.run("check", "registry.test/app:1").status == 1)
            #expect(scene.pulls.dropFirst() == [0, 0])
            let result = try await scene.run(
                "diagnose", "registry.test/app:1", "--digest", "\(scene.layer)", "--save-good", "good.blob")
            #expect(result.status == 1, "\(result)")
            try expectSnapshot(
                Self.stable(result).replacing(scene.home.directory.path, with: "HOME"), "diagnose-composed")
            #expect(try scene.bytes("good.blob") == Self.right)
            #expect(scene.pulls.allSatisfy { $0 >= 2 })
        }
    }

    @Test func oneBackendAndAProof() async throws {
        try await Self.scene(1) { scene in
            #expect(try await scene.run("check", "registry.test/app:1").status == 0)
            scene.backends[0].on(.blob(scene.layer), .zeroRun(at: 2_100_000, count: 4096))
            let result = try await scene.run("diagnose", "\(scene.layer)")
            #expect(result.status == 1, "\(result)")
            try expectSnapshot(Self.stable(result), "diagnose-remembered")
        }
    }

    @Test func aHealthyBlob() async throws {
        try await Self.scene { scene in
            #expect(try await scene.run("check", "registry.test/app:1").status == 0)
            let result = try await scene.run("diagnose", "\(scene.layer)", "--save-good", "good.blob")
            #expect(result.status == 0, "\(result)")
            #expect(scene.pulls == [2, 2, 2])
            try expectSnapshot(
                Self.stable(result).replacing(scene.home.directory.path, with: "HOME"), "diagnose-healthy")
            #expect(try scene.bytes("good.blob") == Self.right)
            // A file with the same bytes may exist; other files are not replaced.
            #expect(try await scene.run("diagnose", "\(scene.layer)", "--save-good", "good.blob").status == 0)
            try scene.home.write("other.blob", "precious")
            let refused = try await scene.run("diagnose", "\(scene.layer)", "--save-good", "other.blob")
            #expect(refused.status == 64, "\(refused)")
            #expect(refused.error.contains("nothing is replaced"))
            #expect(try scene.bytes("other.blob") == Array("precious".utf8))
            // Good content is a proof for later runs.
            let pulls = scene.pulls
            #expect(try await scene.run("check", "registry.test/app:1").status == 0)
            #expect(scene.pulls == pulls)
        }
    }

    @Test func everyBlobOfAnImage() async throws {
        try await Self.scene { scene in
            scene.backends[2].on(.blob(scene.layer), .flipByte(at: 7))
            let result = try await scene.run("diagnose", "registry.test/web:1", "--backend", "a", "--backend", "c")
            #expect(result.status == 1, "\(result)")
            #expect(result.output.contains("3 bytes: intact on a, c\n"), "\(result)")
            #expect(result.output.contains("\n  c [X="), "\(result)")
            #expect(scene.pulls == [1, 0, 2])
        }
    }

    @Test func aManifestAlone() async throws {
        try await Self.scene(2) { scene in
            let image = try scene.backends[0].addImage(to: "app", tag: "1", layers: [Self.right])
            #expect(try await scene.run("check", "registry.test/app:1").status == 0)
            let (pulls, digest) = (scene.pulls, "\(image.manifest.digest)")
            let healthy = try await scene.run("diagnose", digest, "--save-good", "manifest.json")
            #expect(healthy.status == 0, "\(healthy)")
            #expect(try scene.bytes("manifest.json").count == Int(image.manifest.size))
            scene.backends[1].on(.manifest(.digest(image.manifest.digest)), .flipByte(at: 3))
            let result = try await scene.run("diagnose", digest)
            #expect(result.status == 1, "\(result)")
            #expect(result.output.contains("  b [X="), "\(result)")
            #expect(scene.pulls == pulls)
        }
    }

    @Test func anUnknownDigest() async throws {
        try await Self.scene { scene in
            let unknown = try await scene.run("diagnose", "\(scene.layer)")
            #expect(unknown.status == 65)
            try expectSnapshot(
                unknown.error.replacing(scene.home.directory.path, with: "HOME"), "diagnose-unknown-digest")
            let named = try await scene.run(
                "diagnose", "\(scene.layer)", "--registry", "registry.test", "--repository", "app")
            #expect(named.status == 0, "\(named)")
            #expect(named.output.contains("no manifest that references it is known"), "\(named)")
            let absent = try await scene.run(
                "diagnose", "sha256:" + String(repeating: "ab", count: 32), "--registry", "registry.test",
                "--repository", "app")
            #expect(absent.status == 1, "\(absent)")
            #expect(absent.output.contains("absence-blob"))
            let elsewhere = try await scene.run("diagnose", "\(scene.layer)", "--registry", "other.test")
            #expect(elsewhere.status == 64, "\(elsewhere)")
            #expect(elsewhere.error.contains("it is known in registry.test/app"))
            let unused = try await scene.run(
                "diagnose", "registry.test/app:1", "--digest", "sha256:" + String(repeating: "ab", count: 32))
            #expect(unused.status == 65, "\(unused)")
            #expect(unused.output.isEmpty)
        }
    }

    @Test func aBlobByNameAndDigest() async throws {
        try await Self.scene(1) { scene in
            #expect(try await scene.run("check", "registry.test/app:1").status == 0)
            let result = try await scene.run(
                "diagnose", "registry.test/app@\(scene.layer)", "--save-good", "good.blob")
            #expect(result.status == 0, "\(result)")
            #expect(result.output.contains("1 claim (0 manifests, 1 blob)"), "\(result)")
            #expect(try scene.bytes("good.blob") == Self.right)
        }
    }

    @Test func anAmbiguousDigest() async throws {
        try await Self.scene(1) { scene in
            #expect(try await scene.run("check", "registry.test/app:1").status == 0)
            let other = ["--backend", "z=\(scene.backends[0].url)"]
            #expect(try await scene.home.run(["check", "other.test/web:1"] + other).status == 0)
            let both = try await scene.run("diagnose", "\(scene.layer)")
            #expect(both.status == 64, "\(both)")
            #expect(both.error.contains("--registry: other.test, registry.test"), "\(both)")
            let one = try await scene.home.run(["diagnose", "\(scene.layer)", "--registry", "other.test"] + other)
            #expect(one.status == 0, "\(one)")
            #expect(one.output.contains("other.test/web@\(scene.layer)"), "\(one)")
        }
    }

    @Test(
        arguments: [
            (["sha256:" + String(repeating: "ab", count: 32), "--digest", "sha256:12"], "--digest"),
            (["registry.test/app:1", "--registry", "registry.test"], "require a digest"),
            (["registry.test/app:1", "--save-good", "x.blob"], "an image has several blobs"),
            (
                ["registry.test/app@sha256:" + String(repeating: "ab", count: 32), "--save-good", "x.blob"],
                "an image has several blobs"
            ),
            (["registry.test/app:1", "--backend", "z"], "known: a"),
            (["registry.test/app:1", "--save-good", "no/x.blob"], "does not exist"),
        ])
    func faultsOnTheCommandLine(_ arguments: [String], _ words: String) async throws {
        try await Self.scene(1) { scene in
            let result = try await scene.home.run(["diagnose"] + arguments)
            #expect(result.status == 64, "\(result)")
            #expect(result.error.contains(words), "\(result)")
        }
    }

    /// The remedy's own command, and `check --save-good`.
    @Test func aCheckSavesTheGoodCopy() async throws {
        try await Self.scene { scene in
            #expect(try await scene.run("check", "registry.test/app:1").status == 0)
            scene.backends[1].on(.blob(scene.layer), .flipByte(at: 9))
            try FileManager.default.createDirectory(
                atPath: scene.home.path("kept"), withIntermediateDirectories: true)
            let result = try await scene.run("check", "--fresh", "--save-good", "kept", "registry.test/app:1")
            #expect(result.status == 1, "\(result)")
            #expect(try scene.bytes("kept/sha256-\(scene.layer.encoded)") == Self.right)
            try scene.home.write("taken", "precious")
            let taken = try await scene.run("check", "--fresh", "--save-good", "taken", "registry.test/app:1")
            #expect(taken.output.contains("No good copy was saved"), "\(taken)")
            #expect(try scene.bytes("taken") == Array("precious".utf8))
        }
    }
}

extension Result where Failure == any Error {
    fileprivate init(catching body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
