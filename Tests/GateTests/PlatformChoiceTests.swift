import OCI
import Record
import Support
import Testing

@testable import Gate

@Suite struct PlatformChoiceTests {
    private func child(
        _ platform: String?, type: MediaType = .ociManifest, features: [String] = [], _ text: String
    ) throws -> Descriptor {
        let platform = try platform.map { try Platform(parsing: $0) }
        return try #require(
            Descriptor(
                mediaType: type, digest: try ScriptedRegistry.sha256(of: Array(text.utf8)), size: 1, platform: platform,
                osFeatures: features))
    }

    private func choose(_ children: [Descriptor], _ wanted: String...) throws -> [(Int?, [String])] {
        try PlatformChoice.choose(
            children, requested: wanted.map { try Platform(parsing: $0) }, nodes: NodeSet(.standard)
        ).map { choice in
            (children.firstIndex(of: choice.descriptor), choice.satisfies.map(\.platform.description).sorted())
        }
    }

    @Test("every entry that matches is taken, and those without a platform") func choices() throws {
        let children = try [
            child("linux/amd64", "a"), child("linux/arm64", "b"), child("linux/amd64", "c"), child(nil, "d"),
            child(nil, type: .ociIndex, "e"), child("linux/s390x", type: .ociIndex, "f"),
        ]
        #expect(try choose(children).map(\.0) == [0, 1, 2, 3, 4, 5])
        #expect(try choose(children).allSatisfy { $0.1.isEmpty })
        let amd = try choose(children, "linux/amd64")
        #expect(amd.map(\.0) == [0, 2, 3, 4])
        #expect(amd.map(\.1) == [["linux/amd64"], ["linux/amd64"], [], []])
        #expect(try choose(children, "linux/arm64", "linux/amd64").map(\.0) == [0, 1, 2, 3, 4])
        #expect(try choose(children, "linux/s390x").map(\.0) == [3, 4, 5])
        #expect(try choose(children, "windows/amd64").map(\.0) == [3, 4])
        #expect(try choose([]).isEmpty)
    }

    @Test(
        "a node takes exactly its own variant",
        arguments: [
            ("linux/amd64", ["linux/amd64/v3", "linux/amd64"], [1]), ("linux/amd64", ["linux/amd64/v1"], [0]),
            ("linux/amd64", ["linux/386"], []), ("linux/arm", ["linux/arm/v5", "linux/arm/v7", "linux/arm"], [1, 2]),
            ("linux/arm/v6", ["linux/arm/v5", "linux/arm/v6", "linux/armel"], [1, 2]),
            ("linux/arm64", ["linux/arm64/v9", "linux/arm64/v8", "linux/arm/v8", "linux/aarch64"], [1, 3]),
        ] as [(String, [String], [Int])])
    func variants(requested: String, entries: [String], taken: [Int]) throws {
        let children = try entries.map { try child($0, $0) }
        #expect(try choose(children, requested).map(\.0) == taken)
    }

    @Test("an entry that requires features of the system is for no Linux node") func features() throws {
        let children = try [
            child("linux/amd64", features: ["sse4"], "a"), child("windows/amd64", features: ["win32k"], "b"),
            child("windows/amd64", features: ["other"], "c"),
        ]
        #expect(try choose(children, "linux/amd64").isEmpty)
        #expect(try choose(children, "windows/amd64").map(\.0) == [1])
    }

    @Test("an entry without an operating system is for any; one without an architecture is for none")
    func partialPlatforms() {
        let amd64 = Platform(os: "linux", architecture: "amd64")
        #expect(Platform(os: "", architecture: "amd64").isTaken(byNodesOf: amd64))
        #expect(!Platform(os: "", architecture: "").isTaken(byNodesOf: amd64))
        #expect(!Platform(os: "linux", architecture: "").isTaken(byNodesOf: amd64))
    }

    @Test("the operating system version counts only on Windows") func versions() {
        func entry(_ os: String, _ version: String) -> Platform {
            Platform(os: os, architecture: "amd64", osVersion: version)
        }
        #expect(entry("linux", "1").isTaken(byNodesOf: entry("linux", "2")))
        #expect(!entry("windows", "1").isTaken(byNodesOf: entry("windows", "2")))
        #expect(entry("windows", "1").isTaken(byNodesOf: Platform(os: "windows", architecture: "amd64")))
    }
}
