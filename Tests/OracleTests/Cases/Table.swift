import OCI
import Support

extension OracleCases {
    /// The classes of the gate's fault table, as nodes see them. The fault stays.
    static let faults: [OracleCase] = [
        blob("table 01", "a byte of the layer is flipped", "----", .flipByte(at: 600)),
        blob("table 02", "a run of zeros in the layer", "----", .zeroRun(at: 600, count: 512)),
        blob("table 03", "the layer is wrong everywhere", "----", .wrongBytes),
        blob("table 04", "the layer is cut, the length agrees", "----", .truncated(to: 2500)),
        blob("table 05", "a byte follows the layer", "----", .extended(by: [0])),
        blob("table 06", "a page in place of the layer", "----", .html),
        blob("table 07", "an empty body in place of the layer", "----", .emptyBody),
        blob("table 08", "Content-Length too short", "----", .declaredLength(adding: -1)),
        blob("table 09", "Content-Length negative", "----", .header("Content-Length", "-1")),
        blob("table 10", "in chunks", "++++", .chunked),
        blob("table 11", "without Content-Length", "++++", .untilClose),
        blob("table 12", "bytes after the reply", "++++", .trailing(Array("more".utf8))),
        blob("table 13", "404 for the layer", "----", .status(404)),
        blob("table 14", "403 for the layer", "----", .status(403)),
        blob("table 15", "500 for the layer", "----", .status(500)),
        blob("table 16", "204 for the layer", "----", .status(204, headers: [], body: "")),
        blob(
            "table 17", "a wrong Docker-Content-Digest of the layer", "++++",
            .contentDigest("sha256:" + String(repeating: "0", count: 64))),
        blob("table 18", "a redirect to ftp", "----", .redirect(to: "ftp://127.0.0.1/blob")),
        blob("table 19", "a redirect without a Location", "----", .status(307, headers: [], body: "")),
        blob("table 20", "the layer's reply is reset", "----", .noReply(.reset)),
        OracleCase("table 21", "404 for the tag", "----") {
            try $0.image()
            $0.registry.on($0.tag(), .status(404))
        },
        OracleCase("table 22", "a byte of the manifest is changed", "----") {
            let image = try $0.image()
            $0.refer(to: image.manifest)
            $0.registry.on($0.manifests("GET"), .extended(by: [0x20]))
        },
        OracleCase("table 23", "the configuration is absent", "----") {
            let image = try $0.image()
            $0.registry.remove(image.config.digest, from: "app")
        },
        OracleCase("table 24", "a byte of the configuration is flipped", "----") {
            let image = try $0.image()
            $0.registry.on(.blob(image.config.digest), .flipByte(at: 20))
        },
        OracleCase("table 25", "nothing is wrong", "++++") { try $0.image() },
    ]

    static func blob(_ id: String, _ title: String, _ expected: String, _ faults: Fault...) -> OracleCase {
        OracleCase(id, title, expected) {
            let layer = try $0.image().layers[0]
            $0.registry.add(FaultRule(.blob(layer.digest), faults))
        }
    }
}
