import Foundation
import Ledger
import OCI
import Record
import Registry
import Release
import Support
import Testing
import Transfer

@testable import Gate

/// One scripted registry with any number of backend names, and a ledger.
struct DepthScene {
    static let name = "registry.test"

    let registry: ScriptedRegistry
    let store: LedgerStore
    private let gate: Gatekeeper
    private let registries: [RegistryName: RegistryBackends]

    static func with(backends count: Int = 1, _ body: (DepthScene) async throws -> Void) async throws {
        try await ScriptedRegistry.run { registry in
            try await body(DepthScene(registry, backends: count))
        }
    }

    private init(_ registry: ScriptedRegistry, backends count: Int) throws {
        self.registry = registry
        store = try LedgerStore.inMemory()
        let name = try #require(RegistryName(Self.name))
        let backends = (1...count).map { number in
            Backend(
                registry: name, name: "backend\(number)", address: .init(host: registry.host, port: registry.port),
                scheme: .http, source: .commandLine)
        }
        registries = [name: RegistryBackends(backends: backends)]
        let client = RegistryClient(
            engine: try #require(TransferEngine(loops: 1)), credentials: .anonymous, userAgent: "blobgate/test")
        gate = Gatekeeper(client: client, store: store)
    }

    func check(_ images: [String], depth: Depth) async throws -> Run { await gate.check(try request(images, depth)) }

    func check(_ image: String, _ depth: Depth, shard: Shard? = nil) async throws -> Run {
        var request = try request([image], depth)
        request.shard = shard
        return await gate.check(request)
    }

    func plan(_ image: String, _ depth: Depth) async throws -> Run {
        var request = try request([image], depth)
        request.command = .plan
        return await gate.plan(request)
    }

    private func request(_ images: [String], _ depth: Depth) throws -> GateRequest {
        let uses = try images.enumerated().map { index, image in
            ImageUse(
                reference: try ImageReference(parsing: "\(Self.name)/\(image)"), origins: [.argument(index + 1)])
        }
        return GateRequest(
            images: uses, registries: registries,
            policy: Policy(retries: 0, deadline: .seconds(300), depth: depth), vantage: "test", version: "0")
    }

    func proof(of blob: Descriptor, _ repository: String) async throws -> Proof? {
        let path = ProofPath(
            registry: try #require(RegistryName(Self.name)), backend: "backend1",
            repository: RepositoryName(repository), digest: blob.digest,
            machine: "test")
        return try await store.proofs(for: [path])[path]
    }

    /// Adds an image `app` with these layers, whose configuration has the diff IDs of `unpacked`.
    @discardableResult
    func image(
        _ layers: [LayerContent], config: ([Digest]) -> String = TarBytes.config, configType: MediaType = .ociConfig,
        tag: String = "v1"
    ) throws -> (config: Descriptor, layers: [Descriptor]) {
        let held = try layers.map { layer in try hold(layer.bytes, layer.type) }
        let diffIDs = try layers.map { try ScriptedRegistry.sha256(of: $0.unpacked) }
        let configuration = try hold(Array(config(diffIDs).utf8), configType)
        let list = held.map(Self.json).joined(separator: ",")
        let text = #"{"schemaVersion":2,"config":\#(Self.json(configuration)),"layers":[\#(list)]}"#
        try registry.addManifest(Array(text.utf8), mediaType: .ociManifest, to: "app", tag: tag)
        return (configuration, held)
    }

    private func hold(_ bytes: [UInt8], _ type: MediaType) throws -> Descriptor {
        let digest = try registry.addBlob(bytes, to: "app")
        return try #require(Descriptor(mediaType: type, digest: digest, size: Int64(bytes.count)))
    }

    private static func json(_ descriptor: Descriptor) -> String {
        #"{"mediaType":"\#(descriptor.mediaType)","digest":"\#(descriptor.digest)","size":\#(descriptor.size)}"#
    }
}

/// A layer as stored, and the archive that its diff ID is for.
struct LayerContent: Sendable {
    var bytes: [UInt8]
    var type: MediaType
    var unpacked: [UInt8]
}

/// Small archives, built by hand and compressed by system programs.
enum TarBytes {
    /// An archive of one file.
    static func archive(_ content: String) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at offset: Int) {
            for (index, byte) in text.utf8.enumerated() { block[offset + index] = byte }
        }
        put("file", at: 0)
        put("0000644", at: 100)
        put(String(content.utf8.count, radix: 8), at: 124)
        put("        ", at: 148)
        put("0", at: 156)
        put("ustar\u{0}00", at: 257)
        let sum = String(block.reduce(0) { $0 + Int($1) }, radix: 8)
        put(sum + "\u{0}", at: 148)
        let text = Array(content.utf8)
        return block + text + [UInt8](repeating: 0, count: (512 - text.count % 512) % 512 + 1024)
    }

    static func packed(_ bytes: [UInt8], as type: MediaType) async throws -> [UInt8] {
        let file = FileManager.default.temporaryDirectory.appending(path: "blobgate-tar-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(bytes).write(to: file)
        switch type {
        case .ociLayerGzip, .dockerLayerGzip: return [UInt8](try await Program("gzip").run(["-n", "-c"], input: file))
        case .ociLayerZstd: return [UInt8](try await Program("zstd").run(["-q", "-c"], input: file))
        default: return bytes
        }
    }

    @Sendable static func config(_ diffIDs: [Digest]) -> String {
        let list = diffIDs.map { "\"\($0)\"" }.joined(separator: ",")
        return #"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[\#(list)]}}"#
    }
}
