import OCI
import Support

extension OracleCases {
    /// The other rows of the gate's fault table. What makes a client wait for minutes, and what no client requests, is not here.
    static let moreFaults: [OracleCase] =
        moreContents + moreLengths + moreTransfers + moreStatuses + moreAccess

    private static let moreContents: [OracleCase] = [
        blob("table 26", "the layer's last byte is flipped", "----", .flipByte(at: 5631)),
        blob("table 27", "zeros to the end of the layer", "----", .zeroRun(at: 1000, count: 10_000)),
        blob("table 28", "more bytes follow the layer", "----", .extended(by: Array(repeating: 9, count: 4096))),
        blob("table 29", "a flipped byte, and one more", "----", .flipByte(at: 600), .extended(by: [1])),
        blob("table 30", "the layer's last byte is missing, the length agrees", "----", .truncated(to: 5631)),
        blob("table 31", "the layer is cut, in chunks", "----", .truncated(to: 2500), .chunked),
        blob("table 32", "the layer is cut, without a length", "----", .truncated(to: 2500), .untilClose),
        blob("table 33", "wrong bytes without a length", "----", .wrongBytes, .untilClose),
        blob(
            "table 34", "6 MiB follow the layer, in chunks", "----",
            .extended(by: [UInt8](repeating: 7, count: 6 << 20)), .chunked),
        first("table 35", "a byte of the layer is flipped once", "----", .flipByte(at: 600)),
        first("table 36", "the layer is cut once, the length agrees", "----", .truncated(to: 2500)),
        first("table 37", "a page in place of the layer, once", "----", .html),
    ]

    private static let moreLengths: [OracleCase] = [
        blob("table 38", "Content-Length 1 too long", "++--", .declaredLength(adding: 1), .ignoredRange)
            .strict(wrongLength),
        blob("table 39", "Content-Length far too long", "++--", .declaredLength(adding: 1 << 40), .ignoredRange)
            .strict(wrongLength),
        first("table 40", "Content-Length 9 too long, once", "++-+", .declaredLength(adding: 9), .ignoredRange)
            .strict(wrongLength),
        blob("table 41", "Content-Length 0", "----", .declaredLength(adding: -5632)),
        blob("table 42", "Content-Length is a word", "----", .header("Content-Length", "many")),
    ]

    private static let wrongLength =
        "the reply declares more bytes than it has: caches and other clients refuse it, and no resumed pull ends"

    private static let moreTransfers: [OracleCase] = [
        blob("table 43", "the layer ends at byte 0", "----", .breakOff(at: 0, .close), .ignoredRange),
        blob("table 44", "the layer ends in the middle", "----", .breakOff(at: 2500, .close), .ignoredRange),
        blob("table 45", "the layer ends before its last byte", "----", .breakOff(at: 5631, .close), .ignoredRange),
        blob("table 46", "the layer is reset in the middle", "----", .breakOff(at: 2500, .reset), .ignoredRange),
        blob("table 47", "chunks end too soon", "----", .chunked, .breakOff(at: 2500, .close), .ignoredRange),
        blob("table 48", "the layer's request is not answered, the connection closed", "----", .noReply(.close)),
        first("table 50", "the layer's request is not answered once", "++++", .noReply(.close)),
    ]

    private static let moreStatuses: [OracleCase] =
        [
            blob("table 51", "206 for the whole layer, unasked", "++-+", .relabelled(206)).strict(
                "a 206 that nobody asked for says itself that it is not the whole")
        ]
        + [300, 304, 305, 400, 410, 416, 418, 429, 502, 503, 999].enumerated().map { number, status in
            blob(
                "table \(52 + number)", "\(status) for the layer", "----",
                status == 304 ? .status(304, headers: [], body: "") : .status(status))
        } + [
            first("table 63", "404 for the layer once", "---+", .status(404)).strict(
                "a registry that lacks the layer at times lacks it for nodes that ask once"),
            first("table 64", "503 for the layer once", "++-+", .status(503)).because(Reason.late, .criO),
            first("table 65", "429 for the layer once", "++++", .status(429)),
        ]

    private static func first(_ id: String, _ title: String, _ expected: String, _ faults: Fault...) -> OracleCase {
        OracleCase(id, title, expected) {
            let layer = try $0.image().layers[0]
            $0.registry.add(FaultRule(.blob(layer.digest), turns: .only(1), faults))
        }
    }
}
