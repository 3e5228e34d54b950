public import Foundation
import OCI
public import Support

extension RunningLab {
    /// The host and port that image references name.
    public var registryName: String { "\(Self.host):\(state.ports.backends)" }
    /// The names of the backends.
    public var backends: [LabBackend] { LabBackend.allCases }
    /// The lab's directory.
    public var directory: URL { layout.directory }
    /// A `blobgate.yaml` for this lab.
    public var configurationFile: URL { layout.gateConfiguration }
    /// The ledger that the configuration names.
    public var ledgerFile: URL { layout.ledger }
    /// The certificate of the authority, as PEM.
    public var authorityFile: URL { layout.authority }
    /// A certificate of the authority for clients, as PEM.
    public var clientCertificateFile: URL { layout.clientCertificate }
    /// Its key, as PEM.
    public var clientKeyFile: URL { layout.clientKey }
    /// A directory with a `config.json` for `DOCKER_CONFIG`; empty without authentication.
    public var dockerConfigurationDirectory: URL { layout.dockerConfiguration.deletingLastPathComponent() }
    /// The port of the three backends.
    public var backendPort: UInt16 { state.ports.backends }
    /// The registry itself, over plain HTTP.
    public var registryAddress: String { "127.0.0.1:\(state.ports.registry)" }

    /// The reference of an image by its tag.
    public func reference(of image: BuiltImage) -> String { "\(registryName)/\(image.repository):\(image.tag)" }

    /// The references of all images.
    public var references: [String] { images.map(reference) }

    /// The image of a repository.
    public func image(_ repository: String) throws -> BuiltImage {
        guard let image = images.first(where: { $0.repository == repository }) else {
            throw LabError("no image in \(repository): there are \(images.map(\.repository).joined(separator: ", "))")
        }
        return image
    }

    /// A blob of a repository by its digest, or by the start of it.
    public func blob(_ repository: String, _ digest: String) throws -> BuiltBlob {
        let found = try image(repository).blobs.filter { blob in
            blob.digest.description.hasPrefix(digest) || blob.digest.encoded.hasPrefix(digest)
        }
        guard let blob = found.first, found.count == 1 else {
            throw LabError("\(found.count) blobs of \(repository) begin with \(digest)")
        }
        return blob
    }

    /// The bytes of a blob as they were built.
    public func originalFile(of blob: BuiltBlob) -> URL {
        BuiltImages(directory: URL(filePath: state.imageDirectory), images: images).file(of: blob.digest)
    }

    /// Looked for when it is needed, so that a lab can be stopped without it.
    var curl: Program { get throws { try Program("curl") } }

    func originalByte(of blob: BuiltBlob, at offset: Int64) throws -> UInt8 {
        let bytes = try FileEdit(originalFile(of: blob)).read(at: offset, count: 1)
        return bytes[0]
    }
}
