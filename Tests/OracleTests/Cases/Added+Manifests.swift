import Foundation
import OCI
import Support

/// Further instances, tried with the clients when they were written.
extension OracleCases {
    /// The JSON of a manifest.
    static let addedManifests: [OracleCase] = [
        rewritten("added 40", "layers: [], then the layers", "++++") {
            $0.replacing("\"layers\":", with: "\"layers\":[],\"layers\":")
        }.strict(Reason.ambiguous),
        rewritten("added 41", "the layers, then layers: []", "+-+-") { $0.dropLast() + #","layers":[]}"# }.strict(
            Reason.ambiguous),
        rewritten("added 42", "a key of the layers is written with an escape", "++++") {
            $0.replacing("\"layers\"", with: #""l\u0061yers""#)
        },
        rewritten("added 43", "a list nested 9000 times", "++++") { nested($0, 9000) }.strict(Reason.malformed),
        rewritten("added 44", "a list nested 11000 times", "----") { nested($0, 11000) },
        rewritten("added 45", "no schemaVersion", "++++") { $0.replacing(#""schemaVersion":2,"#, with: "") }.strict(
            Reason.malformed),
        rewritten("added 46", "schemaVersion 3", "++++") {
            $0.replacing(#""schemaVersion":2"#, with: #""schemaVersion":3"#)
        }.strict(Reason.malformed),
        rewritten("added 47", "schemaVersion is a text", "----") {
            $0.replacing(#""schemaVersion":2"#, with: #""schemaVersion":"2""#)
        },
        rewritten("added 48", "no mediaType in the body", "++++") { $0.replacing(ownType, with: "") },
        rewritten("added 49", "the body has the mediaType of Docker's manifest", "++--") {
            $0.replacing(ownType, with: #""mediaType":"\#(MediaType.dockerManifest)","#)
        },
        rewritten("added 50", "the body has the mediaType of an index", "----") {
            $0.replacing(ownType, with: #""mediaType":"\#(MediaType.ociIndex)","#)
        },
        rewritten("added 51", "manifests: [] too", "----") { $0.dropLast() + #","manifests":[]}"# },
        rewritten("added 52", "fsLayers too", "---+") {
            $0.dropLast() + #","fsLayers":[{"blobSum":"sha256:\#(String(repeating: "5", count: 64))"}]}"#
        }.strict(Reason.malformed),
        rewritten("added 53", "an annotation is a number", "----") { $0.dropLast() + #","annotations":{"a":1}}"# },
        rewritten("added 54", "artifactType too", "++++") { $0.dropLast() + #","artifactType":"application/x"}"# },
        rewritten("added 55", "a list in place of an object", "----") { _ in "[1]" },
        rewritten("added 56", "null", "----") { _ in "null" },
        OracleCase("added 57", "no configuration", "----") {
            let config = try $0.image(tag: nil).config
            try $0.image { $0.rewrite = { $0.replacing(#""config":\#(config.json),"#, with: "") } }
        },
    ]

    private static let ownType = #""mediaType":"\#(MediaType.ociManifest)","#

    private static func nested(_ text: String, _ depth: Int) -> String {
        text.dropLast() + #","x":"# + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
    }

    /// The descriptors of the layer and of the configuration.
    static let addedDescriptors: [OracleCase] = [
        layered("added 60", "the layer's size is -1", "--++") { $0.size = "-1" }.strict(Reason.malformed),
        layered("added 61", "the layer's size is 0", "--++") { $0.size = "0" },
        layered("added 62", "the layer's size is a text", "----") { $0.size = "\"\($0.size)\"" },
        layered("added 63", "the layer's size is 1 too small", "--++") { $0.size = "\($0.bytes.count - 1)" },
        layered("added 64", "the layer's type is missing", "+-++") { $0.type = "" }.strict(Reason.malformed),
        layered("added 65", "the layer's type is unknown", "+-+-") { $0.type = "application/vnd.example.layer" },
        layered("added 66", "the layer's type is octet-stream", "+-++") { $0.type = "application/octet-stream" },
        layered("added 67", "the layer is nondistributable", "++++") { $0.type = "\(MediaType.ociForeignLayer)" },
        layered("added 68", "the layer is a foreign one of Docker", "++++") {
            $0.type = "\(MediaType.dockerForeignLayerGzip)"
        },
        layered("added 69", "the layer is encrypted by its type", "--++") { $0.type += "+encrypted" },
        layered("added 70", "the layer's type is in capitals", "+-++") { $0.type = $0.type.uppercased() },
        layered("added 71", "urls is a text", "----") { $0 = $0.with("urls", "\"x\"") },
        layered("added 72", "urls is empty", "++++") { $0 = $0.with("urls", "[]") },
        layered("added 73", "data has other bytes of the same length", "--++") {
            $0 = $0.with("data", "\"\(Data(count: $0.bytes.count).base64EncodedString())\"")
        },
        layered("added 74", "data is too short", "++++") { $0 = $0.with("data", "\"YWJj\"") }.strict(Reason.malformed),
        layered("added 75", "data is not base64", "---+") { $0 = $0.with("data", "\"***\"") }.strict(Reason.malformed),
        rewritten("added 76", "the layer's digest is in capitals", "----") { text in
            guard let layers = text.range(of: "\"layers\""), let digest = text[layers.upperBound...].firstMatch(of: hex)
            else { return text }
            return text.replacingCharacters(in: digest.range, with: digest.output.uppercased())
        },
        rewritten("added 77", "the layer has no size", "--++") { text in
            guard let layers = text.range(of: "\"layers\""),
                let size = text[layers.upperBound...].firstMatch(of: #/,"size":[0-9]+/#)
            else { return text }
            return text.replacingCharacters(in: size.range, with: "")
        }.strict(Reason.malformed),
        rewritten("added 78", "the configuration's size is 1 too long", "---+") { text in
            guard let size = text.firstMatch(of: #/"size":([0-9]+)/#), let count = Int(size.output.1) else {
                return text
            }
            return text.replacingCharacters(in: size.range, with: "\"size\":\(count + 1)")
        }.strict(Reason.malformed),
        configured("added 79", "the configuration has Docker's type", "++-+", type: "\(MediaType.dockerConfig)"),
        configured("added 80", "the configuration is octet-stream", "+--+", type: "application/octet-stream"),
        configured("added 81", "the configuration's type is missing", "+--+", type: "").strict(Reason.malformed),
    ]

    private static var hex: Regex<Substring> { #/[0-9a-f]{64}/# }

    private static func layered(
        _ id: String, _ title: String, _ expected: String, _ change: @escaping @Sendable (inout Content) -> Void
    ) -> OracleCase {
        OracleCase(id, title, expected) { try $0.image { change(&$0.layers[0]) } }
    }

    private static func configured(_ id: String, _ title: String, _ expected: String, type: String) -> OracleCase {
        OracleCase(id, title, expected) { try $0.image { $0.configType = type } }
    }

    /// The content of the configuration and of the layer.
    static let addedContents: [OracleCase] = [
        configuration("added 90", "the configuration is {}", "--+-") { _ in "{}" }.strict(Reason.malformed),
        configuration("added 91", "the configuration is null", "--+-") { _ in "null" }.strict(Reason.malformed),
        configuration("added 92", "the configuration has no rootfs", "--+-") { _ in
            #"{"architecture":"amd64","os":"linux","config":{}}"#
        }.strict(Reason.malformed),
        configuration("added 93", "the configuration has no diff_ids", "--+-") { _ in
            #"{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":[]}}"#
        },
        configuration("added 94", "the configuration has no architecture", "++++") {
            $0.replacing(#""architecture":"amd64","#, with: "")
        }.strict(Reason.malformed),
        configuration("added 95", "the configuration is for windows", "+++-") {
            $0.replacing(#""os":"linux""#, with: #""os":"windows""#)
        }.because(Reason.cannotRun, .containerd, .criO),
        configuration("added 96", "a byte order mark before the configuration", "----") { "\u{FEFF}" + $0 },
        configuration("added 97", "text after the configuration", "----") { $0 + " x" },
        configuration("added 98", "history is a number", "----") { $0.dropLast() + #","history":5}"# },
        configuration("added 99", "created is no time", "----") { $0.dropLast() + #","created":"yesterday"}"# },
        configuration("added 105", "rootfs.type is unknown", "++++") { $0.replacing("\"layers\"", with: "\"x\"") }
            .strict(Reason.malformed),
        configuration("added 106", "Cmd is a text", "---+") {
            $0.replacing(#""config":{}"#, with: #""config":{"Cmd":"x"}"#)
        }.strict(Reason.malformed),
        configuration("added 107", "an environment variable is a number", "----") {
            $0.replacing(#""config":{}"#, with: #""config":{"Env":[1]}"#)
        },
        configuration("added 108", "created is in February 31", "----") {
            $0.dropLast() + #","created":"2020-02-31T00:00:00Z"}"#
        },
        packed("added 100", "the layer is no archive", "----") { Array($0[512..<3512]) },
        packed("added 101", "the layer's gzip ends early", "----") { Array(Packed.gzip($0).dropLast(20)) },
        packed("added 102", "bytes follow the layer's gzip", "---+") { Packed.gzip($0) + Array("junk".utf8) }.strict(
            Reason.malformed),
        packed("added 103", "the layer is empty", "----") { _ in [] },
        OracleCase("added 104", "the same layer twice", "++++") {
            let layer = try $0.layer()
            try $0.image { $0.layers = [layer, layer] }
        },
    ]

    private static func configuration(
        _ id: String, _ title: String, _ expected: String, _ rewrite: @escaping @Sendable (String) -> String
    ) -> OracleCase {
        OracleCase(id, title, expected) {
            try $0.image { parts in
                let text =
                    #"{"architecture":"amd64","os":"linux","config":{},"rootfs":"#
                    + #"{"type":"layers","diff_ids":["\#(parts.layers[0].digest)"]}}"#
                parts.configBytes = Array(rewrite(text).utf8)
            }
        }
    }

    /// A layer that is packed in a wrong way; its `diff_id` is that of the archive.
    private static func packed(
        _ id: String, _ title: String, _ expected: String, _ pack: @escaping @Sendable ([UInt8]) -> [UInt8]
    ) -> OracleCase {
        OracleCase(id, title, expected) { stage in
            let plain = try stage.layer()
            var layer = try Content(pack(plain.bytes), type: "\(MediaType.ociLayer)")
            layer.unpacked = plain.digest
            let finished = layer
            try stage.image { $0.layers = [finished] }
        }.gate("--depth", "unpack")
    }
}
