import Foundation
import OCI
import Support

extension OracleCases {
    /// The JSON of manifests.
    static let manifests: [OracleCase] = [
        OracleCase("fact 26", "the keys are Layers and DIGEST", "++++") {
            try $0.image {
                $0.rewrite = { text in
                    text.replacing("\"layers\"", with: "\"Layers\"").replacing("\"digest\"", with: "\"DIGEST\"")
                }
            }
        },
        OracleCase("fact 27", "layers twice, only the first with wrong bytes at its urls", "---+") {
            let elsewhere = "\($0.storage.url)/elsewhere"
            $0.storage.on(.any, .status(200, headers: [], body: "wrong"))
            try $0.image {
                let list = "\"layers\":[\($0.layers[0].json)]"
                let first = "\"layers\":[\($0.layers[0].with("urls", "[\"\(elsewhere)\"]").json)]"
                $0.rewrite = { $0.replacing(list, with: first + "," + list) }
            }
        }.strict(Reason.ambiguous),
        rewritten("fact 28", "text after the JSON", "----") { $0 + " more" },
        rewritten("fact 30", "a byte order mark before the JSON", "----") { "\u{FEFF}" + $0 },
        rewritten("added 11", "a key of the layers is written with \u{17F} for s", "++++") {
            $0.replacing("\"layers\"", with: "\"layer\u{17F}\"")
        },
        rewritten("added 12", "layers: null, then the layers", "++++") {
            $0.replacing("\"layers\":", with: "\"layers\":null,\"layers\":")
        }.strict(Reason.ambiguous),
        OracleCase("fact 31", "the layer is only in the descriptor's data", "++--") {
            try $0.image {
                let data = Data($0.layers[0].bytes).base64EncodedString()
                $0.layers[0] = $0.layers[0].with("data", "\"\(data)\"")
                $0.lacksLayers = true
            }
        },
        OracleCase("fact 43", "a diff_id of the configuration is wrong", "----") {
            let other = try $0.layer(9).digest
            try $0.image { $0.differences = [other] }
        }.gate("--depth", "unpack"),
        OracleCase("fact 44", "3 diff_ids, 2 layers", "--+-") {
            let layers = [try $0.layer(1), try $0.layer(2)]
            let third = try $0.layer(3).digest
            try $0.image {
                $0.layers = layers
                $0.differences = layers.map(\.digest) + [third]
            }
        },
        OracleCase("fact 45", "1 diff_id, 2 layers", "----") {
            let layers = [try $0.layer(1), try $0.layer(2)]
            try $0.image {
                $0.layers = layers
                $0.differences = [layers[0].digest]
            }
        },
        OracleCase("case 28", "the configuration is no JSON", "----") {
            try $0.image { $0.configBytes = Array("no JSON".utf8) }
        },
        OracleCase("fact 47", "the configuration has an unknown media type", "+---") {
            try $0.image { $0.configType = "application/vnd.example.config.v1+json" }
        },
        OracleCase("field 26", "an artifact: an empty configuration and one file", "++--") {
            let file = try Content($0.noise(), type: "application/vnd.example.file")
            try $0.image {
                $0.layers = [file]
                $0.configType = "\(MediaType.ociEmpty)"
                $0.configBytes = Array("{}".utf8)
                $0.fields = #","artifactType":"application/vnd.example.file""#
            }
        },
        OracleCase("field 07a", "no layers", "++++") { try $0.image { $0.layers = [] } },
        OracleCase("field 07b", "no field layers", "++++") {
            try $0.image {
                $0.layers = []
                $0.rewrite = { $0.replacing(#","layers":[]"#, with: "") }
            }
        },
        OracleCase("added 13", "Docker's media types", "++++") { stage in
            let layer = try stage.layer(type: .dockerLayer)
            try stage.image(tag: nil) { $0.layers = [layer] }
            let config = try Content(
                Array(
                    #"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":["\#(layer.digest)"]}}"#
                        .utf8),
                type: "\(MediaType.dockerConfig)")
            try stage.registry.addBlob(config.bytes, to: "app")
            try stage.push(
                #"{"schemaVersion":2,"mediaType":"\#(MediaType.dockerManifest)","config":\#(config.json),"layers":[\#(layer.json)]}"#,
                type: "\(MediaType.dockerManifest)", tag: "v1")
        },
    ]

    static func rewritten(
        _ id: String, _ title: String, _ expected: String, _ rewrite: @escaping @Sendable (String) -> String
    ) -> OracleCase {
        OracleCase(id, title, expected) { try $0.image { $0.rewrite = rewrite } }
    }

    private static let noUnpacking =
        "at --depth unpack alone, and undecided: image-spec knows neither bzip2 nor xz, containerd refuses them, and the gate gives "
        + "hostile bytes to no more decoders than it must"

    private static let needsProgram = "dockerd runs the program xz, which a node may lack"

    /// A layer in a compression that containerd does not know.
    private static func unusual(
        _ id: String, _ expected: String, _ program: String, depth: String = "full"
    ) -> OracleCase {
        OracleCase(id, "a layer compressed with \(program), --depth \(depth)", expected) { stage in
            let plain = try stage.layer()
            let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
            defer { try? FileManager.default.removeItem(at: file) }
            try Data(plain.bytes).write(to: file)
            let packed = [UInt8](try await Program(program).run(["-c"], input: file))
            var layer = try Content(packed, type: plain.type)
            layer.unpacked = plain.digest
            let finished = layer
            try stage.image { $0.layers = [finished] }
        }.gate("--depth", depth)
    }

    /// Layers.
    static let layers: [OracleCase] = [
        unusual("fact 46", "--++", "bzip2"),
        unusual("added 171", "--+?", "xz").because(needsProgram, .docker),
        unusual("added 172", "--++", "bzip2", depth: "unpack").because(noUnpacking, .criO, .docker),
        unusual("added 173", "--+?", "xz", depth: "unpack").because(noUnpacking, .criO).because(needsProgram, .docker),
        compressed("added 14", "a layer compressed with gzip", .ociLayerGzip) { Packed.gzip($0) },
        compressed("added 15", "a layer compressed with zstd", .ociLayerZstd) { Packed.zstd($0) },
        compressed("added 16", "a layer compressed with gzip, and its type says zstd", .ociLayerZstd) {
            Packed.gzip($0)
        },
        OracleCase("case 04", "wrong bytes at the layer's urls, the registry has the right ones", "---+") {
            let elsewhere = "\($0.storage.url)/elsewhere"
            $0.storage.on(.any, .status(200, headers: [], body: "wrong"))
            try $0.image { $0.layers[0] = $0.layers[0].with("urls", "[\"\(elsewhere)\"]") }
        },
        OracleCase("fact 42", "the layer's urls are 404, the registry has it", "++-+") {
            let elsewhere = "\($0.storage.url)/elsewhere"
            try $0.image { $0.layers[0] = $0.layers[0].with("urls", "[\"\(elsewhere)\"]") }
        }.gate("--foreign"),
        OracleCase("added 17", "only the layer's url has it", "+++-") { stage in
            let layer = try stage.layer()
            try stage.storage.addBlob(layer.bytes, to: "app")
            let url = stage.stored(layer)
            try stage.image {
                $0.layers = [layer.with("urls", "[\"\(url)\"]")]
                $0.lacksLayers = true
            }
        }.gate("--foreign"),
    ]

    private static func compressed(
        _ id: String, _ title: String, _ type: MediaType, _ pack: @escaping @Sendable ([UInt8]) -> [UInt8]
    ) -> OracleCase {
        OracleCase(id, title, "++++") { stage in
            let plain = try stage.layer()
            var layer = try Content(pack(plain.bytes), type: "\(type)")
            layer.unpacked = plain.digest
            let finished = layer
            try stage.image { $0.layers = [finished] }
        }.gate("--depth", "unpack")
    }
}
