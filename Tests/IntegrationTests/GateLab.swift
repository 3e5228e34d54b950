import Foundation
import Lab
import Support

/// A lab and a user who runs the gate against it.
struct GateLab {
    let lab: RunningLab
    let home: GateHome

    /// Starts a separate lab for `body` and always stops it.
    static func run(
        _ images: ImageSet = .small, _ options: LabOptions = LabOptions(), _ body: (GateLab) async throws -> Void
    ) async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "blobgate-lab-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        let lab = try await RunningLab.start(in: directory, images: images, options: options)
        do {
            try await body(GateLab(lab: lab, home: try GateHome()))
        } catch {
            try? await lab.stop()
            throw error
        }
        try await lab.stop()
    }

    var environment: [String: String] { ["BLOBGATE_CONFIG": lab.configurationFile.path] }

    /// Runs one command of the gate with the lab's configuration.
    func gate(
        _ arguments: [String], environment added: [String: String] = [:], input: String? = nil,
        within limit: Duration = .seconds(90)
    ) async throws -> GateResult {
        try await home.run(
            arguments, environment: environment.merging(added) { $1 }, input: input, within: limit)
    }

    /// Starts one command of the gate with the lab's configuration.
    func start(_ arguments: [String], environment added: [String: String] = [:]) throws -> GateProcess {
        try home.start(arguments, environment: environment.merging(added) { $1 })
    }

    /// Runs a command with both reports: text on standard output, JSON read from a file.
    func reported(
        _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> (result: GateResult, report: GateReport) {
        let file = home.path("report-\(UUID().uuidString).json")
        let result = try await gate(
            arguments + ["--output", "text", "--output", "json=\(file)"], environment: environment)
        return (result, try GateReport(file: file))
    }

    /// Checks the whole release.
    func check(
        _ flags: String..., environment: [String: String] = [:]
    ) async throws -> (result: GateResult, report: GateReport) {
        try await reported(["check"] + flags + lab.references, environment: environment)
    }

    /// Fills every cache with every blob, and the ledger with the proofs.
    func warm() async throws { _ = try await gate(["check", "--quiet"] + lab.references) }

    /// The layer to damage: three slices, shared by two repositories and therefore two entries in each cache.
    var layer: BuiltBlob {
        get throws {
            guard let layer = try lab.image("app/web").layers.first else { throw CocoaError(.coderValueNotFound) }
            return layer
        }
    }
}

extension Sequence<AccessRecord> {
    /// The paths of the blobs that were sent in full.
    var pulledPaths: [String] { blobGets.filter { $0.status == 200 }.map(\.uri) }
    /// The paths of tags that were asked for by HEAD.
    var tagHeads: [String] {
        filter { $0.method == "HEAD" && $0.uri.contains("/manifests/") && $0.digest == nil }.map(\.uri)
    }
    /// The paths that were requested by tag.
    var tagPaths: [String] { filter { $0.isManifestGet && $0.digest == nil }.map(\.uri) }
}

extension GateLab {
    /// The same bytes under every repository's name.
    func copies(of blob: BuiltBlob) throws -> [BuiltBlob] {
        lab.images.flatMap(\.blobs).filter { $0.digest == blob.digest }
    }
}
