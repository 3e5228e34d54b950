import OCI
import Support

extension OracleCases {
    /// The choice of an entry in an index.
    static let choices: [OracleCase] = [
        OracleCase("fact 32", "an index in an index", "++-+") {
            let image = try $0.image(tag: nil)
            let inner = try $0.index([image.manifest.on("linux/amd64")], tag: nil)
            try $0.index([inner])
        },
        OracleCase("fact 33", "two entries for amd64, the second has a bad layer", "-+++") {
            let (good, bad) = (try $0.image(tag: nil), try $0.image(1, tag: nil))
            $0.damage(bad.layers[0])
            try $0.index([good.manifest.on("linux/amd64"), bad.manifest.on("linux/amd64")])
        },
        OracleCase("fact 34", "two entries for amd64, the second is marked as zstd and has a bad layer", "-+-+") {
            let (good, bad) = (try $0.image(tag: nil), try $0.image(1, tag: nil))
            $0.damage(bad.layers[0])
            let marked = bad.manifest.with("annotations", #"{"io.github.containers.compression.zstd":"true"}"#)
            try $0.index([good.manifest.on("linux/amd64"), marked.on("linux/amd64")])
        },
        single("fact 35", "an index with an entry for 386 only", "-+-+", architecture: "386") { $0.on("linux/386") },
        single("fact 36", "an entry without platform, the configuration says arm64", "--++", architecture: "arm64") {
            $0
        },
        single("fact 37", "an entry without platform, the configuration says amd64", "++++") { $0 },
        single("fact 38", "an entry with the platform {}", "---+") { $0.with("platform", "{}") },
        single("fact 39", "the only entry has os.features", "--+-") {
            $0.with("platform", #"{"os":"linux","architecture":"amd64","os.features":["a"]}"#)
        },
        OracleCase("fact 40", "an entry for unknown/unknown is absent", "++++") {
            let image = try $0.image(tag: nil)
            let gone = try Content(Array(#"{"schemaVersion":2}"#.utf8), type: "\(MediaType.ociManifest)")
            try $0.index([image.manifest.on("linux/amd64"), gone.on("unknown/unknown")])
        }.changing { $0.platform = nil },
        OracleCase("fact 41", "a manifest of arm64 without an index", "++++") {
            try $0.image { $0.architecture = "arm64" }
        }.because(Reason.cannotRun, .containerd, .criO, .docker),
        variants(
            "case 02a", "amd64/v3 is good, amd64 has a bad layer", "---?",
            [("linux/amd64/v3", true), ("linux/amd64", false)]
        )
        .because("dockerd takes v3 where the processor can; elsewhere it takes the bad one", .docker),
        variants(
            "case 02b", "amd64/v3 has a bad layer, amd64 is good", "+++?",
            [("linux/amd64/v3", false), ("linux/amd64", true)]),
        variants(
            "field 49a", "amd64/v3 and amd64, both good", "++++", [("linux/amd64/v3", true), ("linux/amd64", true)]),
        variants("field 49b", "only amd64/v3", "---?", [("linux/amd64/v3", true)])
            .because("dockerd takes v3 where the processor can", .docker),
        variants("field 49c", "only amd64/v1", "++-+", [("linux/amd64/v1", true)]),
        OracleCase("field 25", "the manifest for arm64 is absent", "++++") {
            let image = try $0.image(tag: nil)
            let gone = try Content(Array(#"{"schemaVersion":2}"#.utf8), type: "\(MediaType.ociManifest)")
            try $0.index([image.manifest.on("linux/amd64"), gone.on("linux/arm64")])
        },
        OracleCase("field 08a", "entries without platform: amd64, arm64", "++++") {
            let (amd, arm) = (try $0.image(tag: nil), try $0.image(1, tag: nil) { $0.architecture = "arm64" })
            try $0.index([amd.manifest, arm.manifest])
        },
        OracleCase("field 08b", "entries without platform: arm64, amd64", "--++") {
            let (amd, arm) = (try $0.image(tag: nil), try $0.image(1, tag: nil) { $0.architecture = "arm64" })
            try $0.index([arm.manifest, amd.manifest])
        },
        OracleCase("field 08c", "entries without platform: amd64, and arm64 is absent", "-+++") {
            let image = try $0.image(tag: nil)
            try $0.index([image.manifest, try absent()])
        },
        beside("field 22a", "an entry with the platform {} is absent, amd64 is good", "++++", "{}"),
        beside("field 22b", "an entry with os only is absent, amd64 is good", "++++", #"{"os":"linux"}"#),
        beside(
            "field 22c", "an entry with architecture only is absent, amd64 is good", "-+++",
            #"{"architecture":"amd64"}"#),
        child("case 03a", "an entry of application/json, bad", "----", "application/json", good: false),
        child("case 03b", "an entry of octet-stream, bad", "----", "application/octet-stream", good: false),
        child("case 03c", "an entry of text/plain, bad", "----", "text/plain", good: false),
        child("case 03d", "an entry of an unknown type, bad", "----", "application/vnd.example+json", good: false),
        child("case 03e", "an entry of application/json, intact", "--++", "application/json", good: true),
        child("case 03f", "an entry of an unknown type, intact", "--++", "application/vnd.example+json", good: true),
        single("added 18", "an entry for x86_64", "++-+") { $0.on("linux/x86_64") },
    ]

    static func absent() throws -> Content {
        try Content(Array(#"{"schemaVersion":2,"gone":true}"#.utf8), type: "\(MediaType.ociManifest)")
    }

    /// An index with one entry.
    static func single(
        _ id: String, _ title: String, _ expected: String, architecture: String = "amd64",
        _ entry: @escaping @Sendable (Content) -> Content
    ) -> OracleCase {
        OracleCase(id, title, expected) {
            let image = try $0.image(tag: nil) { $0.architecture = architecture }
            try $0.index([entry(image.manifest)])
        }
    }

    /// An index with entries for these platforms; those that are not good have a wrong layer.
    private static func variants(
        _ id: String, _ title: String, _ expected: String, _ platforms: [(name: String, good: Bool)]
    ) -> OracleCase {
        OracleCase(id, title, expected) { stage in
            var entries: [Content] = []
            for (number, platform) in platforms.enumerated() {
                let image = try stage.image(number, tag: nil)
                if !platform.good { stage.damage(image.layers[0]) }
                entries.append(image.manifest.on(platform.name))
            }
            try stage.index(entries)
        }
    }

    /// A good entry for amd64, after it an absent one with this platform.
    private static func beside(_ id: String, _ title: String, _ expected: String, _ platform: String) -> OracleCase {
        OracleCase(id, title, expected) {
            let image = try $0.image(tag: nil)
            try $0.index([image.manifest.on("linux/amd64"), try absent().with("platform", platform)])
        }
    }

    /// An entry for amd64 of another media type; a bad one has a wrong layer.
    private static func child(
        _ id: String, _ title: String, _ expected: String, _ type: String, good: Bool
    ) -> OracleCase {
        OracleCase(id, title, expected) {
            let image = try $0.image(tag: nil)
            if !good { $0.damage(image.layers[0]) }
            var entry = image.manifest
            entry.type = type
            try $0.index([entry.on("linux/amd64")])
        }
    }
}
