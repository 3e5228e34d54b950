import Foundation
import OCI
import Support

/// The layout of a lab's directory. A lab has no files anywhere else.
struct LabLayout: Sendable {
    let directory: URL

    var state: URL { directory.appending(path: "lab.json") }
    var gateConfiguration: URL { directory.appending(path: "blobgate.yaml") }
    var ledger: URL { directory.appending(path: "ledger.sqlite") }
    var dockerConfiguration: URL { directory.appending(path: "docker/config.json") }
    var passwords: URL { configuration.appending(path: "htpasswd") }
    var authority: URL { configuration.appending(path: "ca.pem") }
    var authorityKey: URL { configuration.appending(path: "ca.key") }
    var certificate: URL { configuration.appending(path: "registry.test.pem") }
    var certificateKey: URL { configuration.appending(path: "registry.test.key") }

    var clientCertificate: URL { configuration.appending(path: "client.pem") }
    var clientKey: URL { configuration.appending(path: "client.key") }

    var configuration: URL { directory.appending(path: "configuration") }
    var logs: URL { directory.appending(path: "logs") }
    var run: URL { directory.appending(path: "run") }
    var storage: URL { directory.appending(path: "storage") }
    var caches: URL { directory.appending(path: "cache") }
    var backup: URL { directory.appending(path: "backup") }
    var temporary: URL { directory.appending(path: "temporary") }

    /// The directories that a new lab recreates.
    private var own: [URL] {
        [configuration, logs, run, storage, caches, backup, temporary, dockerConfiguration.deletingLastPathComponent()]
    }

    /// Proofs of an earlier lab do not apply to a new one.
    private var ledgers: [URL] { ["", "-wal", "-shm"].map { URL(filePath: ledger.path + $0) } }

    func cache(_ backend: LabBackend) -> URL { caches.appending(path: backend.rawValue) }
    func accessLog(_ backend: LabBackend) -> URL { logs.appending(path: "\(backend)-access.jsonl") }
    func log(_ service: LabService) -> URL { logs.appending(path: "\(service).log") }
    func configuration(_ service: LabService) -> URL { configuration.appending(path: "\(service).conf") }
    func process(_ service: LabService) -> URL { run.appending(path: "\(service).json") }

    private var registry: URL { storage.appending(path: "docker/registry/v2") }

    /// The file with the bytes of a blob in the registry's storage.
    func data(of digest: Digest) -> URL {
        registry.appending(path: "blobs/\(digest.algorithm.name)/\(digest.encoded.prefix(2))/\(digest.encoded)/data")
    }

    /// The file that links this blob or manifest to a repository.
    func link(of blob: BuiltBlob) -> URL {
        let collection = blob.kind == .manifest || blob.kind == .index ? "_manifests/revisions" : "_layers"
        let digest = "\(blob.digest.algorithm.name)/\(blob.digest.encoded)"
        return registry.appending(path: "repositories/\(blob.repository)/\(collection)/\(digest)/link")
    }

    /// The file that links a tag to its manifest.
    func tagLink(repository: String, tag: String) -> URL {
        registry.appending(path: "repositories/\(repository)/_manifests/tags/\(tag)/current/link")
    }

    /// Creates an empty lab. Refuses a directory with other content.
    func prepare() throws {
        let files = FileManager.default
        try files.createDirectory(at: directory, withIntermediateDirectories: true)
        let present = try files.contentsOfDirectory(atPath: directory.path)
        guard present.isEmpty || present.contains(state.lastPathComponent) else {
            throw LabError("\(directory.path) is not empty and is not a lab: choose another directory")
        }
        // First, so that a failed start can be repeated.
        if present.isEmpty { try Data("{}".utf8).write(to: state) }
        for old in own + ledgers where files.fileExists(atPath: old.path) { try files.removeItem(at: old) }
        let caches = LabBackend.allCases.map(cache)
        for new in own + caches { try files.createDirectory(at: new, withIntermediateDirectories: true) }
    }
}
