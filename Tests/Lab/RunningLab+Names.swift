package import Foundation
import OCI
package import Support

extension RunningLab {
    /// The host and port in image references.
    package var registryName: String { "\(Self.host):\(state.ports.backends)" }
    /// The names of the backends.
    package var backends: [LabBackend] { LabBackend.allCases }
    /// The lab's directory.
    package var directory: URL { layout.directory }
    /// A `blobgate.yaml` for this lab.
    package var configurationFile: URL { layout.gateConfiguration }
    /// The ledger in the configuration.
    package var ledgerFile: URL { layout.ledger }
    /// The certificate of the authority, as PEM.
    package var authorityFile: URL { layout.authority }
    /// A client certificate from the authority, as PEM.
    package var clientCertificateFile: URL { layout.clientCertificate }
    /// Its key, as PEM.
    package var clientKeyFile: URL { layout.clientKey }
    /// A directory with a `config.json` for `DOCKER_CONFIG`; empty without authentication.
    package var dockerConfigurationDirectory: URL { layout.dockerConfiguration.deletingLastPathComponent() }
    /// The port of the three backends.
    package var backendPort: UInt16 { state.ports.backends }
    /// The registry itself, over plain HTTP.
    package var registryAddress: String { "127.0.0.1:\(state.ports.registry)" }

    /// The reference of an image by its tag.
    package func reference(of image: BuiltImage) -> String { "\(registryName)/\(image.repository):\(image.tag)" }

    /// The references of all images.
    package var references: [String] { images.map(reference) }

    /// The image of a repository.
    package func image(_ repository: String) throws -> BuiltImage {
        guard let image = images.first(where: { $0.repository == repository }) else {
            throw LabError("no image in \(repository): there are \(images.map(\.repository).joined(separator: ", "))")
        }
        return image
    }

    /// A blob of a repository by its digest or a prefix of it.
    package func blob(_ repository: String, _ digest: String) throws -> BuiltBlob {
        let found = try image(repository).blobs.filter { blob in
            blob.digest.description.hasPrefix(digest) || blob.digest.encoded.hasPrefix(digest)
        }
        guard let blob = found.first, found.count == 1 else {
            throw LabError("\(found.count) blobs of \(repository) begin with \(digest)")
        }
        return blob
    }

    /// The original bytes of a blob.
    package func originalFile(of blob: BuiltBlob) -> URL {
        BuiltImages(directory: URL(filePath: state.imageDirectory), images: images).file(of: blob.digest)
    }

    /// Looked up on demand, so that a lab can be stopped without it.
    var curl: Program { get throws { try Program("curl") } }

    func originalByte(of blob: BuiltBlob, at offset: Int64) throws -> UInt8 {
        let bytes = try FileEdit(originalFile(of: blob)).read(at: offset, count: 1)
        return bytes[0]
    }
}
