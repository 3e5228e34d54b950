import OCI
import Record
import Registry
import Support
import Testing

@testable import Gate

/// Direct backends for a prefix of repositories, and backends without a cache.
@Suite(.timeLimit(.minutes(10))) struct DirectPrefixRunTests {
    /// A front and two registry instances behind it: `one` serves everything, `two` only `ml`, `three` the rest.
    private func request(_ scene: Scene, _ references: [String]) throws -> GateRequest {
        var request = try scene.request(references)
        let name = try #require(RegistryName(scene.name))
        let known = try #require(request.registries[name]?.backends)
        let scopes = [RepositoryScope(), RepositoryScope(prefix: "ml"), RepositoryScope(except: ["ml"])]
        request.registries[name]?.backends = zip(known, scopes).map { backend, scope in
            Backend(
                registry: backend.registry, name: backend.name, address: backend.address, scheme: backend.scheme,
                role: scope.isWhole ? .serving : .direct, source: backend.source, scope: scope)
        }
        return request
    }

    @Test("each instance is asked only for its repositories") func eachInstanceHasItsRepositories() async throws {
        try await Scene.run(3) { scene in
            let model = try scene.addImage("ml/model", bytes(1))
            let app = try scene.addImage("app", bytes(2))
            let run = try await scene.check(
                try request(scene, ["registry.test/ml/model:v1", "registry.test/app:v1"]))
            #expect(run.exitCode == .verified, "\(run.findings)")
            #expect(scene.pulls(model.layers[0].digest) == [1, 1, 0])
            #expect(scene.pulls(app.layers[0].digest) == [1, 0, 1])
            #expect(scene[1].requests.allSatisfy { $0.path.hasPrefix("/v2/ml/") })
            #expect(scene[2].requests.allSatisfy { !$0.path.hasPrefix("/v2/ml/") })
            // An instance for other repositories is not among the others of a fault, and every repository was read directly.
            #expect(!run.notes.contains { if case .withoutDirect = $0 { true } else { false } })
        }
    }

    @Test("an image that no backend is for is left out by the configuration", arguments: ["app", "mls/model"])
    func noneServesIt(_ repository: String) async throws {
        try await Scene.run(2) { scene in
            try scene.addImage(repository, bytes(1))
            var request = try scene.request(["registry.test/\(repository):v1"])
            let name = try #require(RegistryName(scene.name))
            let backends = try #require(request.registries[name]?.backends)
            request.registries[name]?.backends = backends.map { backend in
                Backend(
                    registry: backend.registry, name: backend.name, address: backend.address, scheme: backend.scheme,
                    source: backend.source, scope: RepositoryScope(prefix: "ml"))
            }
            let run = try await scene.check(request)
            // A retry does not help.
            #expect(run.exitCode == .unavailable)
            #expect(run.findings.map(\.code) == [.accessResolve])
            #expect(run.findings.allSatisfy { $0.seen.contains("no backend of the registry serves this image") })
            #expect(run.findings.allSatisfy { $0.seen.contains("one and two") }, "\(run.findings.map(\.seen))")
        }
    }

    @Test("a fault lists only the instances that serve it", arguments: ["ml/model", "app"])
    func othersOfAFault(_ repository: String) async throws {
        try await Scene.run(3) { scene in
            let image = try scene.addImage(repository, bytes(1))
            scene[0].on(.blob(image.layers[0].digest), .flipByte(at: 9))
            let run = try await scene.check(try request(scene, ["registry.test/\(repository):v1"]))
            #expect(run.exitCode == .refused)
            let fault = try #require(run.faultRecords.first { $0.code == .contentDigest })
            #expect(fault.others.map(\.backend) == [repository == "app" ? "three" : "two"])
        }
    }

    @Test("without caches every backend is read, since no pull can keep bad bytes") func noneIsWithheld() async throws {
        try await Scene.run(3) { scene in
            let image = try scene.addImage("app", bytes(1))
            for registry in scene.registries { registry.on(.blob(image.layers[0].digest), .flipByte(at: 9)) }
            let none = try await scene.check(try scene.request(cache: CachePolicy(kind: "none")))
            #expect(none.exitCode == .refused)
            #expect(none.findings.filter { $0.code == .contentDigest }.count == 3)
            #expect(none.faultRecords.first?.scope == .allAlike)
            let unknown = try await scene.check(try scene.request())
            #expect(unknown.findings.contains { $0.code == .accessWithheld })
        }
    }
}
