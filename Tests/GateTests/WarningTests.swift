import OCI
import Record
import Registry
import Support
import Testing

@testable import Gate

/// Server warnings are reported once each and never change a verdict.
@Suite(.timeLimit(.minutes(10))) struct ServerWarningTests {
    @Test func eachWarningIsListedOnceWithItsSenders() async throws {
        try await Scene.run(3) { scene in
            try scene.addImage("app", bytes(1), bytes(2))
            for index in [0, 2] { scene[index].on(.any, .header("Warning", "299 - \"old\"")) }
            scene[1].on(.manifests, .header("Warning", "299 - \"\u{1b}[31mmoves soon\""))
            let run = try await scene.check()
            let registry = try #require(RegistryName(registryName))
            #expect(run.exitCode == .verified)
            #expect(
                run.warnings == [
                    .warning(registry: registry, backends: ["one", "three"], message: "old"),
                    .warning(registry: registry, backends: ["two"], message: #"\x1b[31mmoves soon"#),
                ])
        }
    }

    @Test(
        "dist Registry Proxying: a mirror that answers for another registry is reported and changes no verdict",
        arguments: [("registry.test", "docker.io", false), ("docker.io", "docker.io", true)])
    func aMirrorOfSomethingElse(named: String, asked: String, told: Bool) async throws {
        try await Scene.run(1) { scene in
            try scene.addImage("app", bytes(1))
            scene[0].on(.any, .header("OCI-Namespace", named == asked ? "\u{1b}other" : asked))
            var request = try scene.request()
            let name = try #require(RegistryName("registry.test"))
            var route = Route(authority: try #require(RegistryName("mirror.test")))
            route.namespace = asked
            let plain = try #require(request.registries[name]?.backends.first)
            request.registries[name]?.backends = [
                Backend(
                    registry: name, name: "mirror", address: plain.address, scheme: .http,
                    source: .containerd(file: "hosts.toml", line: 3), route: route)
            ]
            let run = try await scene.check(request)
            #expect(run.exitCode == .verified, "\(run.findings.map(\.seen))")
            #expect(
                run.otherNamespaces
                    == (told
                        ? [.otherNamespace(backend: "mirror", requested: "docker.io", answered: #"\x1bother"#)] : []))
        }
    }

    @Test("dist Registry Proxying: the header is ignored from the registry itself")
    func theRegistryItself() async throws {
        try await Scene.run(1) { scene in
            try scene.addImage("app", bytes(1))
            scene[0].on(.any, .header("OCI-Namespace", "other.test"))
            #expect(try await scene.check().otherNamespaces == [])
        }
    }

    @Test func noWarningsWithoutWarningHeaders() async throws {
        try await Scene.run(1) { scene in
            try scene.addImage("app", bytes(1))
            #expect(try await scene.check().warnings == [])
        }
    }
}

extension Run {
    fileprivate var warnings: [RunNote] { notes.filter { if case .warning = $0 { true } else { false } } }

    fileprivate var otherNamespaces: [RunNote] {
        notes.filter { if case .otherNamespace = $0 { true } else { false } }
    }
}
