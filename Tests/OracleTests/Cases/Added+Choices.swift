import OCI
import Support

extension OracleCases {
    /// Further types of replies and entries of indexes, tried with the clients when they were written.
    static let addedChoices: [OracleCase] = [
        typed("added 110", "in capitals", "--++", "\(MediaType.ociManifest)".uppercased()),
        typed("added 111", "with a charset", "++++", "\(MediaType.ociManifest); charset=utf-8"),
        typed("added 112", "with a blank before a charset", "--++", "\(MediaType.ociManifest) ; charset=utf-8"),
        typed("added 113", "Docker's manifest for an OCI manifest", "++--", "\(MediaType.dockerManifest)"),
        typed("added 114", "text/html", "----", "text/html"),
        single("added 115", "the entry's size is 0", "--++") { $0.sized("0").on("linux/amd64") },
        single("added 116", "the entry's type is missing", "--++") {
            var entry = $0
            entry.type = ""
            return entry.on("linux/amd64")
        }.strict(Reason.malformed),
        single("added 117", "the entry's type is Docker's, its manifest OCI", "++++") {
            var entry = $0
            entry.type = "\(MediaType.dockerManifest)"
            return entry.on("linux/amd64")
        },
        single("added 118", "an entry for Linux in capitals", "++-+") { $0.on("Linux/amd64") },
        single("added 119", "an entry for AMD64", "++-+") { $0.on("linux/AMD64") },
        single("added 120", "only amd64/v2", "---?") { $0.on("linux/amd64/v2") }
            .because("dockerd takes v2 where the processor can", .docker),
        single("added 121", "an entry with os.version", "++++") {
            $0.with("platform", #"{"os":"linux","architecture":"amd64","os.version":"10.0"}"#)
        },
        single("added 122", "an entry with artifactType", "++++") {
            $0.with("artifactType", "\"application/x\"").on("linux/amd64")
        },
        OracleCase("added 123", "an index without entries", "----") { try $0.index([]) },
        OracleCase("added 124", "amd64 twice, the first has a bad layer", "----") {
            let (bad, good) = (try $0.image(tag: nil), try $0.image(1, tag: nil))
            $0.damage(bad.layers[0])
            try $0.index([bad.manifest.on("linux/amd64"), good.manifest.on("linux/amd64")])
        },
        OracleCase("added 125", "386 is absent, amd64 is good", "++++") {
            let image = try $0.image(tag: nil)
            try $0.index([try absent().on("linux/386"), image.manifest.on("linux/amd64")])
        },
        OracleCase("added 126", "an entry without platform is absent, amd64 is good", "-+++") {
            let image = try $0.image(tag: nil)
            try $0.index([try absent(), image.manifest.on("linux/amd64")])
        },
        OracleCase("added 127", "an index in an index in an index", "++-+") {
            let image = try $0.image(tag: nil)
            let inner = try $0.index([image.manifest.on("linux/amd64")], tag: nil)
            try $0.index([try $0.index([inner], tag: nil)])
        },
        OracleCase("added 128", "an index in an index, with a platform", "++-+") {
            let image = try $0.image(tag: nil)
            let inner = try $0.index([image.manifest.on("linux/amd64")], tag: nil)
            try $0.index([inner.on("linux/amd64")])
        },
    ]

    /// Replies to requests for the tag alone, and for entries of an index.
    static let addedReplies: [OracleCase] = [
        tagged("added 130", "HEAD of the tag has no Content-Type", "--+-", "HEAD", .header("Content-Type", nil)),
        tagged(
            "added 131", "HEAD of the tag names no digest", "--+-", "HEAD", .header("Docker-Content-Digest", "x")),
        tagged("added 132", "HEAD of the tag is 500", "--++", "HEAD", .status(500)),
        tagged("added 133", "GET of the tag is 404", "++-+", "GET", .status(404)),
        tagged(
            "added 134", "GET of the tag is application/json", "++-+", "GET",
            .header("Content-Type", "application/json")),
        tagged("added 135", "the tag is application/json", "---+", nil, .header("Content-Type", "application/json")),
        typed("added 136", "by digest, Docker's manifest", "++--", "\(MediaType.dockerManifest)", byDigest: true),
        typed("added 137", "by digest, an index", "----", "\(MediaType.ociIndex)", byDigest: true),
        OracleCase("added 138", "GET /v2/ is 401 without a challenge", "++++") {
            try $0.image()
            $0.registry.on(RequestPattern(path: .exactly("/v2/")), .status(401))
        },
        single("added 139", "an entry with architecture only", "++-+") {
            $0.with("platform", #"{"architecture":"amd64"}"#)
        },
        single("added 140", "an entry with os only", "----") { $0.with("platform", #"{"os":"linux"}"#) },
        OracleCase("added 141", "amd64 with a bad layer, then amd64 marked as zstd", "--+-") {
            let (bad, good) = (try $0.image(tag: nil), try $0.image(1, tag: nil))
            $0.damage(bad.layers[0])
            let marked = good.manifest.with("annotations", #"{"io.github.containers.compression.zstd":"true"}"#)
            try $0.index([bad.manifest.on("linux/amd64"), marked.on("linux/amd64")])
        },
        OracleCase("added 142", "an entry without platform has a bad layer, amd64 is good", "-+++") {
            let (bad, good) = (try $0.image(tag: nil), try $0.image(1, tag: nil))
            $0.damage(bad.layers[0])
            try $0.index([bad.manifest, good.manifest.on("linux/amd64")])
        },
        OracleCase("added 143", "GET of the entry's manifest has no Content-Type", "++--") {
            let image = try $0.image(tag: nil)
            try $0.index([image.manifest.on("linux/amd64")])
            $0.registry.on(.manifest(.digest(image.manifest.digest)), .header("Content-Type", nil))
        },
        OracleCase("added 144", "the layer's urls are never asked", "++++") {
            try $0.image { $0.layers[0] = $0.layers[0].with("urls", "[\"ftp://elsewhere.test/layer\"]") }
        },
    ]

    private static func tagged(
        _ id: String, _ title: String, _ expected: String, _ method: String?, _ fault: Fault
    ) -> OracleCase {
        OracleCase(id, title, expected) {
            try $0.image()
            $0.registry.on($0.tag(method), fault)
        }
    }
}
