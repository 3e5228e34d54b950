import Ledger
import OCI
import Record
import Registry
import Support
import Testing

@testable import Gate

/// One backend with the same image in several repositories, and a storage that it redirects to for blobs.
struct StorageScene: Sendable {
    let scene: Scene
    let storage: ScriptedRegistry
    let image: ScriptedImage

    static let content = TarBytes.archive("a file of a base layer")

    var backend: ScriptedRegistry { scene[0] }
    var layer: Digest { image.layers[0].digest }

    static func run(_ repositories: [String] = ["app", "web"], _ body: (StorageScene) async throws -> Void) async throws
    {
        try await Scene.run(1) { scene in
            let storage = try await ScriptedRegistry.start()
            let outcome: (any Error)?
            do {
                let images = try repositories.map { try scene.addImage($0, content) }
                try await body(StorageScene(scene: scene, storage: storage, image: try #require(images.first)))
                outcome = nil
            } catch { outcome = error }
            await storage.stop()
            if let outcome { throw outcome }
        }
    }

    /// Redirects requests for the layer to an object, signed for the repository.
    ///
    /// - Parameter folder: The repository of the storage that stands for the place of the object.
    func redirect(_ repository: String, to folder: String = "objects", _ query: String? = nil) throws {
        try storage.addBlob(Self.content, to: folder)
        let query = query ?? Self.signature(of: repository)
        backend.on(.blob(layer, of: repository), .redirect(to: "\(place(in: folder))?\(query)"))
    }

    static func signature(of repository: String) -> String {
        "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=key%2F20250101&X-Amz-Date=20250101T000000Z&X-Amz-Expires=900"
            + "&X-Amz-SignedHeaders=host&X-Amz-Signature=\(repository)"
    }

    /// The URL of the layer in the storage.
    func place(in folder: String = "objects") -> String { "\(storage.url)/v2/\(folder)/blobs/\(layer)" }

    /// A run of these repositories.
    func check(
        _ repositories: [String] = ["app", "web"], _ store: LedgerStore? = nil, cache: CachePolicy? = nil,
        roles: [Backend.Role] = [], recheckOf: RunID? = nil, policy: (inout Policy) -> Void = { _ in }
    ) async throws -> Run {
        let references = repositories.map { "registry.test/\($0):v1" }
        let request = try scene.request(references, roles: roles, cache: cache, recheckOf: recheckOf, policy: policy)
        return try await scene.check(request, store)
    }

    /// How often the storage was asked for the whole layer.
    var pulls: Int { storage.requests(.blob(layer).ranged(false)).count }
    /// How often it was asked for the first byte alone.
    var probes: Int { storage.requests(.blob(layer).having("Range", "bytes=0-0")).count }

    func status(_ repository: String, in run: Run) -> Run.Claim.Status? {
        run.result(layer, on: "one", in: repository)?.status
    }
}

extension Run.Claim.Status {
    var isVerified: Bool { verified != nil }
}
