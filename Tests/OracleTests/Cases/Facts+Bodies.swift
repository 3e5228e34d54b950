import OCI
import Support

extension OracleCases {
    /// Sizes of manifests and descriptors.
    static let lengths: [OracleCase] = [
        padded("fact 11", "a manifest of 4,300,000 bytes", "++-+", to: 4_300_000),
        padded("case 08", "a manifest of 5 MiB", "---+", to: 5 << 20),
        OracleCase("fact 24", "the layer's descriptor is 1 byte too long", "--++") {
            try $0.image { $0.layers[0].size = "\($0.layers[0].bytes.count + 1)" }
        },
        OracleCase("fact 25", "the descriptor of the index's entry is 1 byte too long", "--++") {
            let image = try $0.image(tag: nil)
            try $0.index([image.manifest.sized("\(image.manifest.bytes.count + 1)").on("linux/amd64")])
        },
        OracleCase("fact 29", "a size is written as N.0", "----") {
            try $0.image { $0.layers[0].size += ".0" }
        },
    ]

    private static func padded(_ id: String, _ title: String, _ expected: String, to size: Int) -> OracleCase {
        OracleCase(id, title, expected) {
            try $0.image {
                $0.rewrite = { text in
                    let empty = #","annotations":{"a":""}}"#
                    let filler = String(repeating: "x", count: size - text.utf8.count + 1 - empty.utf8.count)
                    return text.dropLast() + #","annotations":{"a":"\#(filler)"}}"#
                }
            }
        }
    }

    /// Content-Encoding.
    static let encodings: [OracleCase] = [
        encoded("fact 12", "the layer comes as gzip to who accepts it", "++++", when: "gzip", "gzip") {
            Packed.gzip($0.bytes)
        },
        encoded("fact 13", "the layer always comes as gzip", "++++", when: nil, "gzip") { Packed.gzip($0.bytes) },
        encoded("fact 14", "the variant for who accepts zstd is wrong", "--++", when: "zstd", "zstd") {
            Packed.zstd($0.damaged)
        },
        encoded("case 23", "the variant for who accepts gzip is wrong", "----", when: "gzip", "gzip") {
            Packed.gzip($0.damaged)
        },
        encoded("fact 15", "Content-Encoding: aws-chunked, the plain bytes", "--++", when: nil, "aws-chunked") {
            $0.bytes
        },
        encoded("field 42", "Content-Encoding: gzip, the plain bytes", "----", when: nil, "gzip") { $0.bytes },
        encoded("added 01", "Content-Encoding: br, the plain bytes", "--++", when: nil, "br") { $0.bytes },
        encoded("added 150", "the layer always comes as deflate", "++--", when: nil, "deflate") {
            Packed.deflate($0.bytes)
        },
        encoded("added 151", "the layer comes as deflate to who accepts it", "++++", when: "deflate", "deflate") {
            Packed.deflate($0.bytes)
        },
        encoded("added 152", "gzip on gzip", "++--", when: nil, "gzip, gzip") { Packed.gzip(Packed.gzip($0.bytes)) },
        encoded("added 153", "GZIP in capitals", "++++", when: nil, "GZIP") { Packed.gzip($0.bytes) },
        encoded("added 154", "Content-Encoding: x-gzip, as gzip", "----", when: nil, "x-gzip") {
            Packed.gzip($0.bytes)
        },
        encoded("added 155", "Content-Encoding: identity", "++++", when: nil, "identity") { $0.bytes },
        encoded("added 156", "Content-Encoding: gzip, identity", "++--", when: nil, "gzip, identity") {
            Packed.gzip($0.bytes)
        },
        encoded("added 157", "gzip without its checksum", "++--", when: nil, "gzip") {
            Packed.gzip($0.bytes).dropLast(6)
        },
        OracleCase("added 158", "Content-Encoding: br of every manifest, the plain bytes", "--++") {
            try $0.image()
            $0.registry.on($0.manifests("GET"), .header("Content-Encoding", "br"))
        },
        OracleCase("added 159", "every manifest comes as gzip", "++++") {
            let image = try $0.image()
            $0.registry.on(
                $0.manifests("GET"), .content(Packed.gzip(image.manifest.bytes)), .header("Content-Encoding", "gzip"))
        },
    ]

    private static func encoded(
        _ id: String, _ title: String, _ expected: String, when accepted: String?, _ name: String,
        body: @escaping @Sendable (Content) -> [UInt8]
    ) -> OracleCase {
        OracleCase(id, title, expected) {
            let layer = try $0.image().layers[0]
            let blob = RequestPattern.blob(layer.digest)
            $0.registry.on(
                accepted.map { blob.having("Accept-Encoding", $0) } ?? blob, .content(body(layer)),
                .header("Content-Encoding", name))
        }
    }

    /// Replies that fail or end early. The faults that end after some requests are over when the gate asks again.
    static let transfers: [OracleCase] = [
        OracleCase("fact 16", "the layer has the status 203", "++-+") {
            let layer = try $0.image().layers[0]
            $0.registry.on(.blob(layer.digest), .relabelled(203))
        },
        broken("fact 17", "the layer breaks off once; then 206", "++++", turns: .only(1)),
        OracleCase("fact 18", "the layer breaks off once; a range is answered with 200", "++-+") {
            let blob = RequestPattern.blob(try $0.image().layers[0].digest)
            $0.registry.on(blob.ranged(false), .only(1), .breakOff(at: 600, .close))
            $0.registry.on(blob.ranged(true), .ignoredRange)
        }.because(Reason.late, .criO),
        broken("fact 19", "the layer breaks off twice; then 206", "++-+", turns: .first(2)).because(Reason.late, .criO),
        OracleCase("fact 20", "the layer is 429 three times", "+++?") {
            let layer = try $0.image().layers[0]
            $0.registry.on(.blob(layer.digest), .first(3), .status(429))
        }.because("how often dockerd asks depends on the moment; the gate asks until the fault is over", .docker).gate(
            "--retries", "5"),
        OracleCase("fact 21", "the layer is 500 once", "++-+") {
            let layer = try $0.image().layers[0]
            $0.registry.on(.blob(layer.digest), .only(1), .status(500))
        }.because(Reason.late, .criO),
        OracleCase("fact 22", "the layer is 502 once", "---+") {
            let layer = try $0.image().layers[0]
            $0.registry.on(.blob(layer.digest), .only(1), .status(502))
        }.because(Reason.late, .containerd, .criO),
        OracleCase("fact 23", "the first request for a manifest is 503", "++-+") {
            try $0.image()
            $0.registry.on(.manifests, .only(1), .status(503))
        }.because(Reason.late, .criO),
    ]

    private static func broken(_ id: String, _ title: String, _ expected: String, turns: Turns) -> OracleCase {
        OracleCase(id, title, expected) {
            let layer = try $0.image().layers[0]
            $0.registry.on(.blob(layer.digest), turns, .breakOff(at: 600, .close))
        }
    }

    /// Unusual framing of the layer's reply (RFC 9112, 6).
    static let framings: [OracleCase] = [
        framed("fact 57", "HTTP/1.0 with chunks", "----", ["Transfer-Encoding: chunked"], line: "HTTP/1.0 200 OK") {
            Packed.chunked($0)
        },
        framed(
            "fact 58", "lines of chunks end in a bare LF", "----", ["Transfer-Encoding: chunked"],
            line: "HTTP/1.1 200 OK"
        ) {
            Packed.chunked($0, lineEnd: "\n")
        },
        framed("fact 59", "the same Content-Length twice", "++++", ["Content-Length: SIZE", "Content-Length: SIZE"]),
        framed("fact 60", "an empty Content-Length", "----", ["Content-Length: "]),
        framed("case 26a", "Transfer-Encoding: identity", "----", ["Transfer-Encoding: identity"]),
        framed("case 26b", "Transfer-Encoding: gzip, chunked", "----", ["Transfer-Encoding: gzip, chunked"]) {
            Packed.chunked(Packed.gzip($0))
        },
        framed(
            "case 26c", "Transfer-Encoding: chunked in two lines", "----",
            ["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"]
        ) { Packed.chunked($0) },
        framed("case 26d", "two values for Content-Length", "----", ["Content-Length: SIZE", "Content-Length: 7"]),
        framed("added 02", "Content-Length with a plus sign", "----", ["Content-Length: +SIZE"]),
        framed("added 03", "Content-Length is a list", "----", ["Content-Length: SIZE, SIZE"]),
        framed("added 04", "HTTP/1.2", "++++", ["Content-Length: SIZE"], line: "HTTP/1.2 200 OK")
            .strict("libcurl reads no HTTP/1.2, and no known server or proxy sends it"),
        framed(
            "added 05", "HTTP/2.0 on a connection of HTTP/1", "++++", ["Content-Length: SIZE"], line: "HTTP/2.0 200 OK"),
        framed("added 34", "HTTP/1 without a minor version", "----", ["Content-Length: SIZE"], line: "HTTP/1 200 OK"),
        framed("added 35", "http/1.1 in lower case", "----", ["Content-Length: SIZE"], line: "http/1.1 200 OK"),
        framed("added 06", "no reason phrase", "++++", ["Content-Length: SIZE"], line: "HTTP/1.1 200"),
        framed("added 07", "a blank before a colon", "++++", ["Content-Length: SIZE", "X-Blank : y"]),
        framed("added 08", "an empty name of a header field", "----", ["Content-Length: SIZE", ": y"]),
        framed("added 09", "a folded line", "++++", ["Content-Length: SIZE", "X-Folded: a", " b"]),
        framed(
            "added 10", "a Trailer that names Content-Length", "----",
            ["Transfer-Encoding: chunked", "Trailer: Content-Length"]
        ) {
            Packed.chunked($0)
        },
    ]

    private static func framed(
        _ id: String, _ title: String, _ expected: String, _ fields: [String], line: String = "HTTP/1.1 200 OK",
        body: @escaping @Sendable ([UInt8]) -> [UInt8] = { $0 }
    ) -> OracleCase {
        OracleCase(id, title, expected) {
            let layer = try $0.image().layers[0]
            let lines = ([line] + fields).map { $0.replacing("SIZE", with: layer.size) + "\r\n" }
            $0.registry.on(.blob(layer.digest), .raw(Array((lines.joined() + "\r\n").utf8) + body(layer.bytes)))
        }
    }
}
