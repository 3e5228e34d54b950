import OCI
import Registry
import Support
import Testing

@testable import Gate

/// Row 26: warnings of servers are told once each, and never change a verdict.
@Suite(.timeLimit(.minutes(10))) struct ServerWarningTests {
    @Test func eachOnceWithWhoSentIt() async throws {
        try await Scene.run(3) { scene in
            try scene.addImage("app", bytes(1), bytes(2))
            for index in [0, 2] { scene[index].on(.any, .header("Warning", "299 - \"old\"")) }
            scene[1].on(.manifests, .header("Warning", "299 - \"\u{1b}[31mmoves soon\""))
            let run = try await scene.check()
            #expect(run.exitCode == .verified)
            #expect(
                run.warnings.map { "\($0.registry): \($0.text): \($0.backends.joined(separator: " "))" } == [
                    "registry.test: old: one three", #"registry.test: \x1b[31mmoves soon: two"#,
                ])
        }
    }

    @Test(
        "dist Registry Proxying: a mirror that answers for another registry is told, and changes no verdict",
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
                run.foreignNamespaces
                    == (told
                        ? [#"mirror was asked for docker.io, and answered for \x1bother (OCI-Namespace)"#] : []))
        }
    }

    @Test("dist Registry Proxying: the registry itself may say what it likes")
    func theRegistryItself() async throws {
        try await Scene.run(1) { scene in
            try scene.addImage("app", bytes(1))
            scene[0].on(.any, .header("OCI-Namespace", "other.test"))
            #expect(try await scene.check().foreignNamespaces == [])
        }
    }

    @Test func noneWhereNoneCame() async throws {
        try await Scene.run(1) { scene in
            try scene.addImage("app", bytes(1))
            #expect(try await scene.check().warnings == [])
        }
    }
}
