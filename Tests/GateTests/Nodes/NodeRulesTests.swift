import OCI
import Record
import Registry
import Support
import Testing

@testable import Gate

/// The decisions of each kind of nodes, without a registry.
@Suite struct NodeRulesTests {
    private static let kinds: [NodeRules] = [.containerd, .crio, .docker]

    private func child(_ text: String, _ number: Int) throws -> Descriptor {
        let isZstd = text.hasSuffix(" zstd")
        let name = text.split(separator: " ").first.map(String.init) ?? ""
        let platform: Platform? =
            switch name {
            case "none": nil
            case "empty": Platform(os: "", architecture: "")
            default: try Platform(parsing: name)
            }
        return try #require(
            Descriptor(
                mediaType: .ociManifest, digest: try ScriptedRegistry.sha256(of: [UInt8(number)]), size: 1,
                platform: platform,
                annotations: isZstd ? ["io.github.containers.compression.zstd": "true"] : [:]))
    }

    @Test(
        "which entries each kind fetches, and which of them is its image",
        arguments: [
            ("linux/amd64", ["linux/amd64", "linux/amd64"], [[0, 1], [0], [0]], [[0, 1], [0], [0]]),
            ("linux/amd64", ["linux/amd64", "linux/amd64 zstd"], [[0, 1], [1], [0]], [[0, 1], [1], [0]]),
            ("linux/amd64", ["linux/amd64/v3", "linux/amd64"], [[1], [1], [0, 1]], [[1], [1], [1]]),
            ("linux/amd64", ["linux/amd64/v2", "linux/amd64/v4"], [[], [], [0, 1]], [[], [], []]),
            ("linux/amd64/v3", ["linux/amd64/v4", "linux/amd64/v2", "linux/amd64"], [[], [2], [1]], [[], [2], [1]]),
            ("linux/amd64", ["linux/386"], [[], [], [0]], [[], [], [0]]),
            ("linux/amd64", ["none", "linux/amd64"], [[0, 1], [1], [1]], [[1], [1], [1]]),
            ("linux/amd64", ["none", "none"], [[0, 1], [0], [0]], [[], [0], [0]]),
            ("linux/amd64", ["empty"], [[], [], [0]], [[], [], [0]]),
            ("linux/arm64", ["linux/arm64", "linux/arm64/v8"], [[0, 1], [1], [0]], [[0, 1], [1], [0]]),
            ("linux/arm64", ["linux/arm/v7", "linux/arm/v6"], [[], [], [0]], [[], [], [0]]),
            ("linux/arm/v6", ["linux/arm/v7", "linux/arm/v5"], [[], [1], [1]], [[], [1], [1]]),
            ("linux/arm", ["linux/arm/v5", "linux/arm"], [[1], [0], [1]], [[1], [0], [1]]),
            ("linux/s390x", ["linux/amd64"], [[], [], []], [[], [], []]),
        ] as [(String, [String], [[Int]], [[Int]])])
    func selections(wanted: String, entries: [String], fetched: [[Int]], matching: [[Int]]) throws {
        let children = try entries.enumerated().map { try child($0.element, $0.offset) }
        let platform = try Platform(parsing: wanted)
        for (rules, (fetched, matching)) in zip(Self.kinds, zip(fetched, matching)) {
            let found = rules.selection(from: children, isList: false, for: platform)
            #expect(found == EntrySelection(fetched: fetched, matching: matching), "\(rules.node)")
        }
    }

    @Test("in a Docker manifest list, CRI-O looks at stated platforms only, and not at compression") func lists() throws
    {
        let platform = try Platform(parsing: "linux/amd64")
        let children = try [child("none", 0), child("linux/amd64", 1), child("linux/amd64 zstd", 2)]
        #expect(NodeRules.crio.selection(from: children, isList: true, for: platform).fetched == [1])
        #expect(NodeRules.crio.selection(from: [children[0]], isList: true, for: platform).fetched.isEmpty)
        #expect(NodeRules.docker.selection(from: [children[0]], isList: true, for: platform).fetched == [0])
    }

    @Test(
        "the types that each kind refuses for a manifest that states OCI's type, none, or Docker's",
        arguments: [
            ("application/vnd.oci.image.manifest.v1+json", [false, false, false], [false, false, false]),
            (
                "application/vnd.oci.image.manifest.v1+json; charset=utf-8", [false, false, false],
                [false, false, false]
            ),
            ("Application/vnd.oci.image.manifest.v1+json", [true, false, false], [true, false, false]),
            (" application/vnd.oci.image.manifest.v1+json", [true, false, false], [true, false, false]),
            ("application/vnd.docker.distribution.manifest.v2+json", [false, true, true], [false, true, true]),
            ("application/vnd.oci.image.index.v1+json", [true, true, true], [true, true, true]),
            ("application/octet-stream", [true, true, true], [true, true, true]),
            (nil, [true, true, true], [true, true, true]),
        ] as [(String?, [Bool], [Bool])])
    func types(header: String?, stated: [Bool], unstated: [Bool]) throws {
        for (type, expected) in [(#""mediaType":"\#(MediaType.ociManifest)","#, stated), ("", unstated)] {
            let config = #"{"mediaType":"a/b","digest":"sha256:\#(String(repeating: "0", count: 64))","size":2}"#
            let parsed = try ManifestDocument.parse(
                #"{"schemaVersion":2,\#(type)"config":\#(config),"layers":[]}"#.utf8, contentType: nil)
            #expect(Self.kinds.map { $0.refuses(contentType: header, of: parsed) } == expected)
        }
    }

    @Test("limits, configurations and numbers of layers") func others() {
        #expect(Self.kinds.map { $0.manifestLimit(isRoot: true) } == [4_393_216, 4_194_304, nil])
        #expect(Self.kinds.map { $0.manifestLimit(isRoot: false) } == [nil, 4_194_304, nil])
        let types: [(MediaType, MediaType, [Bool])] = [
            (.ociConfig, .ociManifest, [true, true, true]), (.dockerConfig, .ociManifest, [true, false, true]),
            (.dockerConfig, .dockerManifest, [true, true, true]),
            (MediaType("application/octet-stream"), .dockerManifest, [true, true, true]),
            (MediaType("application/vnd.cncf.helm.config.v1+json"), .ociManifest, [true, false, false]),
            (.ociEmpty, .ociManifest, [true, false, false]),
        ]
        for (config, manifest, expected) in types {
            #expect(Self.kinds.map { $0.takes(configuration: config, in: manifest) } == expected, "\(config)")
        }
        let counts: [(Int, Int, [Bool])] = [
            (2, 2, [true, true, true]), (3, 2, [false, true, false]), (1, 2, [false, false, false]),
            (0, 2, [false, true, false]), (0, 0, [true, true, true]),
        ]
        for (diffIDs, layers, expected) in counts {
            #expect(Self.kinds.map { $0.takes(diffIDs: diffIDs, layers: layers) } == expected)
        }
        let entries: [(MediaType, [Bool])] = [
            (.ociManifest, [true, true, true]), (.ociIndex, [true, false, true]), (.ociEmpty, [false, true, true]),
        ]
        for (type, expected) in entries { #expect(Self.kinds.map { $0.pulls(type) } == expected, "\(type)") }
    }

    @Test(
        "what each kind makes of the reply to HEAD of a tag, next to a good GET",
        arguments: [
            (Observation.Outcome.head(declaredLength: 100), 200, ["type", "digest"], "NNN"),
            (.head(declaredLength: 100), 200, ["type"], "NNN"), (.head(declaredLength: nil), 200, ["type"], "NNN"),
            (.head(declaredLength: nil), 200, ["type", "digest"], "NN-"),
            (.head(declaredLength: 100), 200, ["digest"], "-N-"),
            (.head(declaredLength: 100), 200, ["type", "other"], "-NO"),
            (.head(declaredLength: 7), 200, ["type", "digest"], "-NN"),
        ] as [(Observation.Outcome, Int, [String], String)])
    func heads(outcome: Observation.Outcome, status: Int, fields: [String], expected: String) throws {
        let text = String(repeating: " ", count: 100)
        let parsed = try ManifestDocument.parse(
            #"{"schemaVersion":2,"mediaType":"\#(MediaType.ociIndex)","manifests":[]}"#.utf8, contentType: nil)
        let document = NamedManifest(digest: try digest(text), bytes: Array(text.utf8), parsed: parsed)
        let other = try digest("other")
        var headers: [String: String] = [:]
        if fields.contains("type") { headers["content-type"] = "\(MediaType.ociIndex)" }
        if fields.contains("digest") { headers["docker-content-digest"] = "\(document.digest)" }
        if fields.contains("other") { headers["docker-content-digest"] = "\(other)" }
        let head = seen(outcome, status: status, headers: headers)
        let get = seen(outcome, headers: ["content-type": "\(MediaType.ociIndex)"])
        let readings = Self.kinds.map { rules -> Character in
            switch rules.reading(head: head, get: get, document: document) {
            case .names(document.digest): "N"
            case .names: "O"
            case .refused: "-"
            }
        }
        #expect(String(readings) == expected)
    }
}
