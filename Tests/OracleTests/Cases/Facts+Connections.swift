import OCI
import Support

extension OracleCases {
    /// Redirects of the layer.
    static let redirects: [OracleCase] = [
        OracleCase("fact 48", "9 redirects", "++++") {
            let layer = try $0.image().layers[0]
            try $0.redirect(layer, times: 9)
        },
        OracleCase("fact 49", "10 redirects", "----") {
            let layer = try $0.image().layers[0]
            try $0.redirect(layer, times: 10)
        },
        OracleCase("fact 50", "from https to http", "++++") { try $0.redirect(try $0.image().layers[0]) }.secured,
        OracleCase("fact 51", "to another port of the host, which refuses Authorization", "---+") {
            $0.registry.access = .bearer(TokenRealm())
            try $0.redirect(try $0.image().layers[0])
            $0.storage.on(RequestPattern.any.having("Authorization", "Bearer"), .status(400))
        },
        OracleCase("fact 52", "to another port of the host, which wants Authorization", "+++-") {
            $0.registry.access = .bearer(TokenRealm())
            try $0.redirect(try $0.image().layers[0])
            $0.storage.on(RequestPattern.any.lacking("Authorization", "Bearer"), .status(403))
        },
        numeric("case 14a", "2130706433"), numeric("case 14b", "0x7f000001"), numeric("case 14c", "0x7f.1"),
        numeric("case 14d", "127.1"), numeric("case 14e", "0177.0.0.1"),
        OracleCase("case 14f", "from elsewhere to 127.0.0.1", "++++") { try $0.redirect(try $0.image().layers[0]) }
            .secured.changing { $0.storageHost = "127.0.0.1" }
            .because("a registry must not make the gate's machine ask its own services", .containerd, .criO, .docker),
        located("field 11a", "a Location with | [ ] { } in its query", "++++", "/stored?a=|[]{}"),
        located("field 11b", "a Location with %zz in its query", "++++", "/stored?a=%zz"),
        located("field 11c", "a Location with 100%/ in its path", "----", "/100%/stored"),
        located("field 11d", "a Location with a blank in its query", "----", "/stored?a= b"),
        located("added 19", "a Location with .. in its path", "++++", "/x/../stored"),
    ]

    private static func numeric(_ id: String, _ host: String) -> OracleCase {
        OracleCase(id, "to \(host), which means 127.0.0.1 to some programs", "----") {
            try $0.redirect(try $0.image().layers[0], host: host)
        }
    }

    /// A redirect to this path and query, where the storage has the layer at `/stored`.
    private static func located(_ id: String, _ title: String, _ expected: String, _ target: String) -> OracleCase {
        OracleCase(id, title, expected) {
            let layer = try $0.image().layers[0]
            let body = [UInt8](
                "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: \(layer.size)\r\n\r\n"
                    .utf8)
            for path in ["/stored", "/100%25/stored", "/100%/stored"] {
                $0.storage.on(RequestPattern(path: .exactly(path)), .raw(body + layer.bytes))
            }
            $0.registry.on(.blob(layer.digest), .redirect(to: $0.storage.url + target))
        }
    }

    /// TLS.
    static let certificates: [OracleCase] = [
        shown("added 20", "a good certificate", "++++") { try ServerTLS($0.good) },
        shown("fact 53", "a certificate without subjectAltName", "----") { try ServerTLS($0.unnamed) },
        shown("fact 54", "a certificate with a negative serial number", "----") { try ServerTLS($0.negativeSerial) },
        shown("added 21", "an expired certificate", "----") { try ServerTLS($0.expired) },
        shown("added 22", "a certificate signed with SHA-1", "----") { try ServerTLS($0.weakHash) },
        shown("added 23", "a certificate with an RSA key of 1024 bits", "++++") { try ServerTLS($0.shortKey) },
        shown("added 37", "a certificate with an RSA key of 768 bits", "----") { try ServerTLS($0.weakKey) },
        shown("added 24", "a certificate for another name", "----") { try ServerTLS($0.otherName) },
        shown("fact 55", "TLS 1.2 with RSA key exchange only", "----") {
            try ServerTLS($0.rsa, versions: .tls12 ... .tls12, ciphers: "AES128-GCM-SHA256")
        },
        shown("fact 56", "TLS 1.2 with ECDHE-RSA-AES128-SHA only", "++-+") {
            try ServerTLS($0.rsa, versions: .tls12 ... .tls12, ciphers: "ECDHE-RSA-AES128-SHA")
        },
        shown("added 25", "TLS 1.1 only", "----") { try ServerTLS($0.rsa, versions: .tls11 ... .tls11) },
    ]

    private static func shown(
        _ id: String, _ title: String, _ expected: String,
        _ tls: @escaping @Sendable (OracleCertificates) throws -> ServerTLS
    ) -> OracleCase {
        OracleCase(id, title, expected) {
            try $0.image()
            $0.registry.transport = .tls(try tls($0.certificates))
        }.secured
    }

    /// Configuration files of nodes.
    static let nodeFiles: [OracleCase] = [
        hosts("fact 61", "hosts.toml: an unknown capability, and the server lacks the image", "--..") {
            try $0.image(on: $0.storage)
            $0.hosts = server($0) + mirror($0, #"["pull", "resolve", "teleport"]"#)
        },
        hosts("fact 62", "hosts.toml: a syntax error, and the server is good", "++..") {
            try $0.image()
            $0.hosts = server($0) + "[host.\n"
        },
        hosts("fact 63", "hosts.toml: a host for push only has wrong bytes", "--..") { stage in
            let image = try stage.image()
            for layer in image.layers { try stage.storage.addBlob(layer.damaged, to: "app", as: layer.digest) }
            stage.hosts = server(stage) + mirror(stage, #"["push"]"#)
        },
        hosts("fact 64", "hosts.toml: the mirror lacks the layer, the server has it", "++..") {
            let image = try $0.image()
            try $0.storage.addManifest(
                image.manifest.bytes, mediaType: .ociManifest, to: "app", tag: "v1")
            try $0.storage.addBlob(image.config.bytes, to: "app")
            $0.hosts = server($0) + mirror($0)
        }.because(Reason.mirrorIsProven, .containerd),
        hosts("field 32", "hosts.toml: the mirror wants a header", "++..") {
            try $0.image()
            try $0.image(on: $0.storage)
            $0.storage.on(RequestPattern(path: .containing("/v2/")).lacking("X-Key", "secret"), .status(403))
            $0.hosts =
                server($0) + mirror($0) + "[host.\"\($0.storage.url)\".header]\nx-key = [\"secret\"]\n"
        },
        hosts("field 39", "hosts.toml: the mirror is good, nobody listens at the server", "++..") {
            try $0.image(on: $0.storage)
            $0.hosts = "server = \"http://127.0.0.1:9\"\n" + mirror($0)
        },
        hosts("fact 65", "registries.conf: the mirror lacks the layer, the registry has it", "..-.") {
            let image = try $0.image()
            try $0.storage.addManifest(image.manifest.bytes, mediaType: .ociManifest, to: "app", tag: "v1")
            try $0.storage.addBlob(image.config.bytes, to: "app")
            $0.registries = registry($0) + registryMirror($0)
        },
        hosts("field 33", "registries.conf: an empty prefix, and its mirror has a bad layer", "..-.") { stage in
            let image = try stage.image()
            for layer in image.layers { try stage.storage.addBlob(layer.damaged, to: "app", as: layer.digest) }
            try stage.storage.addManifest(image.manifest.bytes, mediaType: .ociManifest, to: "app", tag: "v1")
            try stage.storage.addBlob(image.config.bytes, to: "app")
            stage.registries =
                "[[registry]]\nprefix = \"\"\nlocation = \"\(stage.registry.name)\"\ninsecure = true\n"
                + registryMirror(stage)
        },
        hosts("field 34", "registries.conf: an insecure mirror speaks HTTP", "..+.") {
            try $0.image(on: $0.storage)
            try $0.image()
            $0.registries = registry($0) + registryMirror($0)
        },
        hosts("field 37", "registries.conf: blocked, and a mirror has the image", "..+.") {
            try $0.image(on: $0.storage)
            $0.registries = registry($0) + "blocked = true\n" + registryMirror($0)
        },
    ]

    /// A case whose registries speak HTTP because a node's file says so.
    private static func hosts(
        _ id: String, _ title: String, _ expected: String,
        _ arrange: @escaping @Sendable (inout Stage) async throws -> Void
    ) -> OracleCase { OracleCase(id, title, expected, arrange: arrange) }

    private static func server(_ stage: Stage) -> String { "server = \"\(stage.registry.url)\"\n" }

    private static func mirror(_ stage: Stage, _ capabilities: String = #"["pull", "resolve"]"#) -> String {
        "[host.\"\(stage.storage.url)\"]\ncapabilities = \(capabilities)\n"
    }

    private static func registry(_ stage: Stage) -> String {
        "[[registry]]\nlocation = \"\(stage.registry.name)\"\ninsecure = true\n"
    }

    private static func registryMirror(_ stage: Stage) -> String {
        "[[registry.mirror]]\nlocation = \"\(stage.storage.name)\"\ninsecure = true\n"
    }
}
