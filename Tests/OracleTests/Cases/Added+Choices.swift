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
}
