import OCI
import Support

/// The cases, in the order of the table in `docs/nodes.md`.
enum OracleCases {
    static let all: [OracleCase] = [
        requests, lengths, encodings, transfers, manifests, choices, layers, redirects, certificates, framings,
        nodeFiles,
        tokens, logins, faults, moreFaults, addedManifests, addedDescriptors, addedContents, addedChoices, addedReplies,
    ].flatMap { $0 }

    private static let wrongDigest = "sha256:" + String(repeating: "0", count: 64)

    /// Answers to the requests for a manifest.
    static let requests: [OracleCase] = [
        OracleCase("fact 01", "GET of the tag is 500; HEAD, and GET by digest, are good", "++-+") {
            try $0.image()
            $0.registry.on($0.tag("GET"), .status(500))
        },
        OracleCase("fact 02", "HEAD of the tag is 404, GET is good", "--++") {
            try $0.image()
            $0.registry.on($0.tag("HEAD"), .status(404))
        },
        OracleCase("fact 03", "HEAD of the tag is 405, GET is good", "++++") {
            try $0.image()
            $0.registry.on($0.tag("HEAD"), .status(405))
        },
        OracleCase("fact 04", "HEAD of the tag is 403, GET is good", "--++") {
            try $0.image()
            $0.registry.on($0.tag("HEAD"), .status(403))
        },
        OracleCase("field 20", "HEAD of the tag is 501, GET is good", "--++") {
            try $0.image()
            $0.registry.on($0.tag("HEAD"), .status(501))
        },
        OracleCase("fact 05", "HEAD without Docker-Content-Digest", "++++") {
            try $0.image()
            $0.registry.on($0.tag("HEAD"), .header("Docker-Content-Digest", nil))
        },
        OracleCase("fact 06", "HEAD without Content-Length", "+++-") {
            try $0.image()
            $0.registry.on($0.tag("HEAD"), .header("Content-Length", nil))
        },
        OracleCase("fact 07", "HEAD names the digest of another good image of another length", "--++") {
            try $0.image()
            let other = try $0.image(1, tag: nil) { $0.fields = #","annotations":{"a":"b"}"# }
            $0.registry.on($0.tag("HEAD"), .contentDigest("\(other.manifest.digest)"))
        },
        OracleCase("field 35", "HEAD shows the new image, GET the old one", "++++") {
            let new = try $0.image(1, tag: nil) { $0.fields = #","annotations":{"a":"b"}"# }
            try $0.image()
            $0.registry.on(
                $0.tag("HEAD"), .contentDigest("\(new.manifest.digest)"), .header("Content-Length", new.manifest.size))
        }.strict("the tag leads to two images: which one a node runs depends on its client"),
        OracleCase("fact 08", "by digest: the header names another digest, the body is right", "++++") {
            let image = try $0.image()
            $0.refer(to: image.manifest)
            $0.registry.on(.manifests, .contentDigest(wrongDigest))
        },
        OracleCase("fact 09", "HEAD has the right Content-Type, GET application/json", "++--") {
            try $0.image()
            $0.registry.on($0.manifests("GET"), .header("Content-Type", "application/json"))
        },
        OracleCase("fact 10", "GET /v2/ is 404", "++-+") {
            try $0.image()
            $0.registry.on(RequestPattern(path: .exactly("/v2/")), .status(404))
        },
        OracleCase("field 21a", "404 without login, and only /v2/ asks for one", "--++") {
            try $0.image()
            hide($0, behind: 404)
            $0.requireToken()
        },
        OracleCase("field 21b", "403 without login, and only /v2/ asks for one", "--++") {
            try $0.image()
            hide($0, behind: 403)
            $0.requireToken()
        },
        OracleCase("field 24", "429 to every request for a manifest", "----") {
            try $0.image()
            $0.registry.on(.manifests, .status(429))
        },
        typed("case 05a", "by digest, without Content-Type", "----", nil, byDigest: true),
        typed("case 05b", "by digest, as octet-stream", "----", "application/octet-stream", byDigest: true),
        typed("case 05c", "by digest, as application/json", "----", "application/json", byDigest: true),
        typed("case 05d", "by digest, as text/plain", "----", "text/plain", byDigest: true),
        typed("field 18a", "by tag, without Content-Type", "----", nil),
        typed("field 18b", "by tag, as octet-stream", "----", "application/octet-stream"),
        typed("field 18c", "by tag, as application/json", "----", "application/json"),
        typed("field 18d", "by tag, as text/plain", "----", "text/plain"),
        typed("case 06a", "only HEAD is octet-stream", "--++", "application/octet-stream", method: "HEAD"),
        typed("case 06b", "only HEAD is text/plain", "--++", "text/plain", method: "HEAD"),
        typed("case 06c", "only HEAD is an index", "--++", "\(MediaType.ociIndex)", method: "HEAD"),
        OracleCase("case 07a", "by digest: HEAD is 404, GET is good", "--++") {
            let image = try $0.image()
            $0.refer(to: image.manifest)
            $0.registry.on($0.manifests("HEAD"), .status(404))
        },
        OracleCase("case 07b", "by digest: HEAD says 7 bytes, GET is good", "--++") {
            let image = try $0.image()
            $0.refer(to: image.manifest)
            $0.registry.on($0.manifests("HEAD"), .header("Content-Length", "7"))
        },
        OracleCase("field 15", "HTTP on the loopback address, no setting says so", "++.+") { try $0.image() }
            .changing { $0.hasScheme = false }
            .because("HTTP must be configured: scheme: http", .containerd, .docker),
    ]

    /// Without a token, manifests and blobs have this status and no challenge. The first rule decides, so this goes before the others.
    private static func hide(_ stage: Stage, behind status: Int) {
        for kind in ["/manifests/", "/blobs/"] {
            let pattern = RequestPattern(path: .containing(kind)).lacking("Authorization", "Bearer good")
            stage.registry.on(pattern, .status(status))
        }
    }

    /// A manifest with another Content-Type.
    static func typed(
        _ id: String, _ title: String, _ expected: String, _ type: String?, method: String? = nil,
        byDigest: Bool = false
    ) -> OracleCase {
        OracleCase(id, "Content-Type: \(title)", expected) {
            let image = try $0.image()
            if byDigest { $0.refer(to: image.manifest) }
            $0.registry.on(
                RequestPattern(method: method, path: .containing("/manifests/")), .header("Content-Type", type))
        }
    }
}
