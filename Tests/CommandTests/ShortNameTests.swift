import Foundation
import OCI
import Support
import Testing

/// Names without a registry, and foreign layers, through the command: flags over environment over file.
@Suite(.timeLimit(.minutes(10))) struct ShortNameTests {
    private func run(
        _ release: String = "", _ body: (GateHome, ScriptedRegistry) async throws -> Void
    ) async throws {
        try await ScriptedRegistry.run { registry in
            try registry.addImage(to: "app", tag: "1", layers: [[1, 2, 3]])
            let home = try GateHome()
            try home.write(
                "blobgate.yaml",
                """
                version: 1
                registries:
                  - {name: registry.test, scheme: http, backends: [{name: a, address: "\(registry.name)"}]}
                \(release)
                """)
            try await body(home, registry)
        }
    }

    @Test func theDefaultRegistryFromAFlag() async throws {
        try await run { home, registry in
            let result = try await home.run(["check", "--default-registry", "registry.test", "app:1"])
            #expect(result.status == 0, "\(result)")
            #expect(result.output.contains("registry.test/app:1"), "\(result)")
            #expect(registry.requests.contains { $0.path == "/v2/app/manifests/1" })
        }
    }

    @Test func theDefaultRegistryFromEnvironmentAndFile() async throws {
        try await run { home, _ in
            let variable = ["BLOBGATE_DEFAULT_REGISTRY": "registry.test"]
            #expect(try await home.run(["check", "app:1"], environment: variable).status == 0)
            let wrong = try await home.run(["check", "app:1"], environment: ["BLOBGATE_DEFAULT_REGISTRY": "a/b"])
            #expect(wrong.status == 78, "\(wrong)")
            #expect(wrong.error.contains("BLOBGATE_DEFAULT_REGISTRY is \"a/b\""), "\(wrong)")
        }
        try await run("release: {default-registry: registry.test}") { home, _ in
            let result = try await home.run(["check", "app:1"])
            #expect(result.status == 0, "\(result)")
        }
    }

    @Test func strictNames() async throws {
        try await run { home, registry in
            let flag = try await home.run(["check", "--strict-names", "app:1"])
            #expect(flag.status == 65, "\(flag)")
            #expect(flag.error.contains("app:1"), "\(flag)")
            let strict = ["BLOBGATE_STRICT_NAMES": "1"]
            let variable = try await home.run(["check", "app:1"], environment: strict)
            #expect(variable.status == 65, "\(variable)")
            #expect(registry.requests.isEmpty)
            #expect(try await home.run(["check", "--strict-names", "registry.test/app:1"]).status == 0)
            // A flag takes precedence over the environment.
            let both = try await home.run(
                ["check", "--default-registry", "registry.test", "app:1"], environment: strict)
            #expect(both.status == 0, "\(both)")
            let contradiction = try await home.run(
                ["check", "--strict-names", "--default-registry", "registry.test", "app:1"])
            #expect(contradiction.status == 64, "\(contradiction)")
            let nonsense = try await home.run(["check", "app:1"], environment: ["BLOBGATE_STRICT_NAMES": "perhaps"])
            #expect(nonsense.status == 78, "\(nonsense)")
        }
        try await run("release: {strict-names: true}") { home, _ in
            let result = try await home.run(["check", "app:1"])
            #expect(result.status == 65, "\(result)")
        }
    }

    @Test func referrersFromFlagAndEnvironment() async throws {
        try await run { home, registry in
            let asked = { registry.requests(RequestPattern(path: .containing("/referrers/"))).count }
            #expect(try await home.run(["check", "registry.test/app:1"]).status == 0)
            #expect(asked() == 0)
            let flag = try await home.run(["check", "--referrers", "registry.test/app:1"])
            #expect(flag.status == 0, "\(flag)")
            #expect(asked() == 1)
            let variable = try await home.run(
                ["check", "registry.test/app:1"], environment: ["BLOBGATE_REFERRERS": "true"])
            #expect(variable.status == 0, "\(variable)")
            #expect(asked() == 2)
        }
        try await run("policy: {referrers: true}") { home, registry in
            let result = try await home.run(["check", "registry.test/app:1"])
            #expect(result.status == 0, "\(result)")
            #expect(registry.requests(RequestPattern(path: .containing("/referrers/"))).count == 1)
        }
    }

    @Test func foreignLayersFromFlagAndEnvironment() async throws {
        try await run { home, registry in
            let maker = try await CertificateMaker()
            let layer = [UInt8](repeating: 9, count: 700)
            let folder = home.path("elsewhere")
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Data(layer).write(to: URL(filePath: folder + "/layer"))
            let server = try await TLSServer(try await maker.issue("localhost"), folder: folder)
            let config = try registry.addBlob(Array("{}".utf8), to: "app")
            let digest = try ScriptedRegistry.sha256(of: layer)
            let url = "https://localhost:\(server.port)/layer"
            let manifest =
                #"{"schemaVersion":2,"mediaType":"\#(MediaType.ociManifest)","config":{"mediaType":"application/vnd.example","#
                + #""digest":"\#(config)","size":2},"layers":[{"mediaType":"\#(MediaType.dockerForeignLayerGzip)","#
                + #""digest":"\#(digest)","size":700,"urls":["\#(url)"]}]}"#
            try registry.addManifest(Array(manifest.utf8), mediaType: .ociManifest, to: "app", tag: "foreign")
            let trust = ["SSL_CERT_FILE": maker.authority.certificate]
            let image = "registry.test/app:foreign"
            let without = try await home.run(["check", image], environment: trust)
            #expect(without.status == 69, "\(without)")
            #expect(without.output.contains("access-foreign"), "\(without)")
            let flag = try await home.run(["check", "--foreign", image], environment: trust)
            #expect(flag.status == 0, "\(flag)")
            let variable = try await home.run(
                ["check", image], environment: trust.merging(["BLOBGATE_FOREIGN": "1"]) { $1 })
            #expect(variable.status == 0, "\(variable)")
            let untrusted = try await home.run(["check", "--foreign", "--retries", "0", image])
            #expect(untrusted.status == 69, "\(untrusted)")
            #expect(untrusted.output.contains("access-tls"), "\(untrusted)")
        }
    }

    @Test("names of release.also mean what they mean in inputs: by the nodes' list, an alias, or a flag")
    func alsoUnderASearchList() async throws {
        let home = try GateHome()
        let file = try home.write(
            "registries.conf",
            "unqualified-search-registries = [\"one.test\"]\n[aliases]\n\"web\" = \"alias.test/app/web\"\n")
        try home.write(
            "blobgate.yaml",
            "version: 1\nmirrors: {containers: \(file)}\nrelease: {also: [\"pause:3.9\", \"web:1\", \"docker.io/x/y:1\"]}\n"
        )
        let listed = try await home.run(["images", "r.test/a:1", "--output", "list"])
        #expect(listed.status == 0, "\(listed)")
        let names = listed.output.split(separator: "\n").filter { !$0.hasPrefix("#") }.map(String.init)
        #expect(names == ["r.test/a:1", "one.test/pause:3.9", "alias.test/app/web:1", "docker.io/x/y:1"], "\(listed)")
        let flag = try await home.run(["images", "r.test/a:1", "--default-registry", "flag.test", "--output", "list"])
        #expect(flag.output.contains("flag.test/pause:3.9") && !flag.output.contains("one.test"), "\(flag)")
    }

    @Test("a name of release.also that several registries may have is an error of the configuration, with its line")
    func alsoUnderSeveralRegistries() async throws {
        let home = try GateHome()
        let file = try home.write("registries.conf", "unqualified-search-registries = [\"one.test\", \"two.test\"]\n")
        try home.write(
            "blobgate.yaml", "version: 1\nmirrors: {containers: \(file)}\nrelease:\n  also:\n    - pause:3.9\n")
        for command in [["images", "r.test/a:1"], ["plan", "r.test/a:1"]] {
            let result = try await home.run(command)
            #expect(result.status == 78, "\(result)")
            #expect(result.error.contains("blobgate.yaml:5: release.also: "), "\(result)")
            #expect(result.error.contains("one.test, two.test"), "\(result)")
        }
        // The same in an input is a fault of the input.
        try home.write("blobgate.yaml", "version: 1\nmirrors: {containers: \(file)}\n")
        #expect(try await home.run(["images", "pause:3.9"]).status == 65)
    }
}
