import Foundation
import Ledger
import OCI
import Record
import Registry
import Release
import Support
import Testing
import Transfer

@testable import Diagnosis
@testable import Gate

/// Scripted registries that act as the backends of one registry, and a gate that investigates and diagnoses.
struct LocatingScene: Sendable {
    static let registryName = "registry.test"
    private static let names = ["one", "two", "three"]

    let registries: [ScriptedRegistry]
    let folder: String

    static func run(_ count: Int = 2, _ body: (LocatingScene) async throws -> Void) async throws {
        var registries: [ScriptedRegistry] = []
        for _ in 0..<count { registries.append(try await ScriptedRegistry.start()) }
        let folder = NSTemporaryDirectory() + "diagnosis-tests-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let outcome: (any Error)?
        do {
            try await body(LocatingScene(registries: registries, folder: folder))
            outcome = nil
        } catch { outcome = error }
        for registry in registries { await registry.stop() }
        try? FileManager.default.removeItem(atPath: folder)
        if let outcome { throw outcome }
    }

    subscript(_ index: Int) -> ScriptedRegistry { registries[index] }

    /// Adds an image to every backend.
    @discardableResult
    func addImage(_ layers: [UInt8]...) throws -> ScriptedImage {
        let platform = try Platform(parsing: "linux/amd64")
        let images = try registries.map { try $0.addImage(to: "app", tag: "v1", layers: layers, platform: platform) }
        return try #require(images.first)
    }

    func backends(cache: CachePolicy? = nil) throws -> [Backend] {
        let name = try #require(RegistryName(Self.registryName))
        return zip(registries, Self.names).map { registry, backend in
            Backend(
                registry: name, name: backend, address: .init(host: registry.host, port: registry.port),
                scheme: .http, source: .commandLine, cache: cache)
        }
    }

    /// The claims to a layer, one per backend.
    func claims(_ digest: Digest, size: Int64) throws -> [Claim] {
        let repository = try #require(RepositoryName("app"))
        return try backends().map {
            Claim(backend: $0, repository: repository, digest: digest, size: size, kind: .layer, mediaType: nil)
        }
    }

    func store() throws -> LedgerStore { try LedgerStore.open(at: folder + "/ledger.sqlite").store }

    func client(stall: Duration = .seconds(10)) throws -> RegistryClient {
        RegistryClient(
            engine: try #require(TransferEngine(loops: 2)), credentials: .anonymous,
            limits: TransferLimits(connect: .seconds(5), stall: stall), userAgent: "blobgate/test")
    }

    /// - Parameter saveGood: A file for a right copy, inside the scene's folder.
    func check(
        _ store: LedgerStore? = nil, fresh: Bool = false, cache: CachePolicy? = nil, saveGood: String? = nil,
        stall: Duration = .seconds(10), recheckOf: RunID? = nil, hold: Duration? = nil, pace: Double = 0.01,
        control: RunControl = RunControl(), observer: any RunObserver = SilentObserver()
    ) async throws -> Run {
        var policy = Policy(retries: 3, deadline: .seconds(300), jobs: 8)
        policy.pace = pace
        policy.hold = hold
        policy.fresh = fresh
        let name = try #require(RegistryName(Self.registryName))
        let reference = try ImageReference(parsing: "\(Self.registryName)/app:v1")
        var request = GateRequest(
            images: [ImageUse(reference: reference, origins: [])],
            registries: [name: RegistryBackends(backends: try backends(cache: cache))], policy: policy,
            vantage: "test", version: "0", recheckOf: recheckOf)
        request.saveGood = saveGood.map { "\(folder)/\($0)" }
        let gate = Gatekeeper(
            client: try client(stall: stall), store: store, locator: Investigator(), explain: Diagnosing.explain,
            observer: observer)
        return await gate.check(request, control: control)
    }
}

struct Wrong: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// Pseudorandom bytes.
func noise(_ seed: UInt64, _ count: Int) -> [UInt8] {
    var state = seed &* 0x9E37_79B9_7F4A_7C15
    // Tests want megabytes, and a closure for each byte would be most of their time.
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        while filled < count {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            buffer[filled] = UInt8(truncatingIfNeeded: state >> 33)
            filled += 1
        }
    }
}
