import Testing

@testable import OCI

/// Names without a registry on nodes with a `registries.conf`.
struct SearchedNameTests {
    private func full(_ text: String, _ names: SearchedNames) throws -> String {
        try ImageReference(parsing: text, shortNames: .searched(names)).description
    }

    private func names(_ registries: [String]) throws -> SearchedNames {
        SearchedNames(registries: try registries.map { try #require(RegistryName($0)) }, place: "registries.conf:1")
    }

    @Test("the only registry of the list has them; library/ is added for Docker Hub alone")
    func one() throws {
        #expect(try full("web", names(["docker.io"])) == "docker.io/library/web:latest")
        #expect(try full("web:1", names(["quay.test:5000"])) == "quay.test:5000/web:1")
        #expect(try full("a/b", names(["quay.test"])) == "quay.test/a/b:latest")
    }

    @Test("several registries, or none, decide nothing", arguments: [[], ["a.test", "b.test"]])
    func undecided(registries: [String]) throws {
        let error = try #require(throws: ReferenceError.self) { try full("web", names(registries)) }
        #expect(error.description.contains("unqualified-search-registries"))
        #expect(try full("c.test/web", names(registries)) == "c.test/web:latest")
    }

    @Test("other nodes that take them from Docker Hub must agree")
    func others() throws {
        var hub = try names(["docker.io"])
        hub.othersUseDockerHub = true
        #expect(try full("web", hub) == "docker.io/library/web:latest")
        var quay = try names(["quay.test"])
        quay.othersUseDockerHub = true
        #expect(throws: ReferenceError.self) { try full("web", quay) }
    }
}
