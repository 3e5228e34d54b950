import OCI
import Record
import Support
import Testing
import Transfer

@testable import Registry

/// Replies that one kind of node takes and another does not.
@Suite(.timeLimit(.minutes(10))) struct ReplyRulesTests {
    private static let content: [UInt8] = [1, 2, 3]

    private func client(for registry: ScriptedRegistry) throws -> RegistryClient {
        let login = Credential(user: "u", password: Secret("p"))
        return RegistryClient(
            engine: try #require(TransferEngine(loops: 1)),
            credentials: CredentialStore(
                files: [AuthFile(source: "config.json", key: registry.name, credential: login)]),
            limits: TransferLimits(connect: .seconds(10), stall: .seconds(10)), userAgent: "blobgate/test")
    }

    private func backend(_ registry: ScriptedRegistry) throws -> Backend {
        Backend(
            registry: try #require(RegistryName(registry.name)), name: "one",
            address: .init(host: registry.host, port: registry.port), scheme: .http, source: .commandLine)
    }

    /// Reads the blob as each kind of node.
    private func reads(_ registry: ScriptedRegistry) async throws -> [NodeKind: Observation] {
        let digest = try ScriptedRegistry.sha256(of: Self.content)
        var reads: [NodeKind: Observation] = [:]
        for kind in NodeKind.allCases {
            reads[kind] = try await client(for: registry).blob(
                digest, size: Int64(Self.content.count), of: repository("app"), from: backend(registry), as: kind)
        }
        return reads
    }

    /// The kinds that read the right bytes, as `+` and `-` in the order of `NodeKind`.
    private func pulls(_ reads: [NodeKind: Observation]) throws -> String {
        let digest = try ScriptedRegistry.sha256(of: Self.content)
        return String(
            NodeKind.allCases.map { kind -> Character in
                let facts = reads[kind]?.facts
                return facts?.digest == digest && facts?.received == 3 && facts?.coding != .refused ? "+" : "-"
            })
    }

    @Test("containers/image takes content with status 200 only", arguments: [200, 201, 203])
    func statusOfContent(status: Int) async throws {
        try await ScriptedRegistry.run { registry in
            try registry.addBlob(Self.content, to: "app")
            registry.on(.blobs, .relabelled(status))
            let reads = try await reads(registry)
            #expect(try pulls(reads) == (status == 200 ? "+++" : "+-+"))
            let others: Set<NodeKind> = status == 200 ? Set(NodeKind.allCases) : [.containerd, .docker]
            #expect(reads[.containerd]?.nodes == others && reads[.docker]?.nodes == others)
        }
    }

    static let codedBodies: [(String, [UInt8], String)] = [
        ("gzip", Packed.gzip(content), "+++"), ("GZIP", Packed.gzip(content), "+++"),
        ("zstd", Packed.zstd(content), "+--"), ("deflate", Packed.deflate(content), "+--"),
        ("gzip, zstd", Packed.zstd(Packed.gzip(content)), "+--"),
        ("gzip, gzip", Packed.gzip(Packed.gzip(content)), "+--"),
        ("gzip, identity", Packed.gzip(content), "+--"), ("identity", content, "+++"),
        ("aws-chunked", content, "-++"), ("br", content, "-++"), ("x-gzip", content, "-++"),
        ("gzip", content, "---"), ("zstd", content, "-++"),
    ]

    @Test(
        "each kind decodes what its client decodes, and takes the rest as it is or not at all", arguments: codedBodies)
    func codings(name: String, body: [UInt8], pulled: String) async throws {
        try await ScriptedRegistry.run { registry in
            try registry.addBlob(Self.content, to: "app")
            registry.on(.blobs, .content(body), .header("Content-Encoding", name))
            let reads = try await reads(registry)
            #expect(try pulls(reads) == pulled)
            // The reply for one field says nothing about that for another.
            let isPlain = name == "identity"
            #expect(reads[.containerd]?.nodes == (isPlain ? Set(NodeKind.allCases) : [.containerd]))
            #expect(reads[.crio]?.nodes == (isPlain ? Set(NodeKind.allCases) : [.crio, .docker]))
        }
    }

    @Test("each kind asks for the codings of its client, manifests by digest included") func requestedCodings()
        async throws
    {
        try await ScriptedRegistry.run { registry in
            let image = try registry.addImage(to: "app", tag: "v1", layers: [Self.content])
            for (kind, field) in [
                (NodeKind.containerd, "zstd;q=1.0, gzip;q=0.8, deflate;q=0.5"), (.crio, "gzip"), (.docker, "gzip"),
            ] {
                let reader = try client(for: registry)
                _ = try await reader.blob(
                    image.layers[0].digest, size: 3, of: repository("app"), from: backend(registry), as: kind)
                #expect(registry.requests.last?.header("Accept-Encoding") == field)
                _ = try await reader.manifest(
                    .digest(image.manifest.digest), of: repository("app"), from: backend(registry), as: kind)
                #expect(registry.requests.last?.header("Accept-Encoding") == field)
                _ = try await reader.manifest(
                    .tag(#require(Tag("v1"))), of: repository("app"), from: backend(registry), as: kind)
                #expect(registry.requests.last?.header("Accept-Encoding") == "gzip")
            }
        }
    }

    @Test(
        "a reply that varies counts only for who asks alike",
        arguments: ["Accept-Encoding", "origin, accept-encoding", "*"])
    func varied(field: String) async throws {
        try await ScriptedRegistry.run { registry in
            try registry.addBlob(Self.content, to: "app")
            registry.on(.blobs, .header("Vary", field))
            let reads = try await reads(registry)
            #expect(reads[.containerd]?.nodes == [.containerd] && reads[.docker]?.nodes == [.crio, .docker])
            registry.heal()
            registry.on(.blobs, .header("Vary", "Origin"))
            #expect(try await self.reads(registry)[.crio]?.nodes == Set(NodeKind.allCases))
        }
    }

    @Test("dockerd sends no Authorization to another port of the host", arguments: [302, 307])
    func otherPort(status: Int) async throws {
        try await ScriptedRegistry.run { registry in
            try await ScriptedRegistry.run { storage in
                registry.access = .basic(user: "u", password: "p")
                let digest = try registry.addBlob(Self.content, to: "app")
                try storage.addBlob(Self.content, to: "store")
                registry.on(.blobs, .redirect(to: "\(storage.url)/v2/store/blobs/\(digest)", status: status))
                for (kind, isSent) in [(NodeKind.containerd, true), (.crio, true), (.docker, false)] {
                    let seen = try await client(for: registry).blob(
                        digest, size: 3, of: repository("app"), from: backend(registry), as: kind)
                    #expect(seen.facts?.digest == digest, "\(seen.outcome)")
                    #expect((storage.requests.last?.header("Authorization") != nil) == isSent)
                    #expect(registry.requests.last?.header("Authorization") != nil)
                    // Who sends it sees another reply than who does not.
                    #expect(seen.nodes == (isSent ? [.containerd, .crio] : [.docker]))
                }
            }
        }
    }

    @Test("all bytes are hashed for who does not compare sizes", arguments: [0, 1, 2])
    func shortSize(size: Int64) async throws {
        try await ScriptedRegistry.run { registry in
            let digest = try registry.addBlob(Self.content, to: "app")
            for readsOn in [true, false] {
                let (seen, _) = try await client(for: registry).blob(
                    digest, size: size, readsOn: readsOn, of: repository("app"), from: backend(registry), as: .crio
                ) { NoTap() }
                #expect(seen.facts?.received == 3 && seen.facts?.digest != digest)
                #expect(seen.facts?.wholeDigest == (readsOn ? digest : nil))
            }
        }
    }

    @Test(
        "a reply over a suite that some clients do not offer counts only for the others",
        arguments: [
            ("ECDHE-ECDSA-AES128-SHA", ServerTLS.Version.tls12, false),
            ("ECDHE-ECDSA-AES128-GCM-SHA256", .tls12, true), ("ECDHE-ECDSA-AES128-SHA", .tls13, true),
        ])
    func suites(suite: String, version: ServerTLS.Version, isOfferedByAll: Bool) async throws {
        let maker = try await CertificateMaker()
        let pair = try await maker.issue(registryName)
        try await ScriptedRegistry.run { registry in
            registry.transport = .tls(try ServerTLS(pair, versions: version...version, ciphers: suite))
            let digest = try registry.addBlob(Self.content, to: "app")
            let place = Backend(
                registry: try #require(RegistryName(registryName)), name: "one",
                address: .init(host: registry.host, port: registry.port), source: .commandLine,
                certificateAuthorities: maker.authority.certificate)
            let seen = try await client(for: registry).blob(digest, size: 3, of: repository("app"), from: place)
            #expect(seen.facts?.digest == digest, "\(seen.outcome)")
            #expect(seen.nodes == (isOfferedByAll ? Set(NodeKind.allCases) : [.containerd, .docker]))
        }
    }
}
