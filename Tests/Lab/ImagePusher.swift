import Foundation
import OCI
import Support

/// Pushes images to the registry itself, not through its backends, so that their caches stay cold (distribution-spec, Pushing).
struct ImagePusher {
    let curl: Program
    let port: UInt16
    let images: BuiltImages

    private var base: String { "http://127.0.0.1:\(port)" }
    private static let common = ["-q", "-sS", "--fail", "--noproxy", "*", "--max-time", "120", "-H", "Expect:"]

    /// Pushes children before parents, as the registry requires.
    func push(_ image: BuiltImage) async throws {
        for blob in image.blobs {
            switch blob.kind {
            case .layer, .config: try await push(blob)
            case .manifest, .index: try await put(blob, as: blob.digest.description)
            }
        }
        if let top = image.top { try await put(top, as: image.tag) }
    }

    private func push(_ blob: BuiltBlob) async throws {
        let uploads = "\(base)/v2/\(blob.repository)/blobs/uploads/"
        let heads = try await curl.run(Self.common + ["-X", "POST", "-D", "-", "-o", "/dev/null", uploads])
        let location = String(decoding: heads, as: UTF8.self).split(whereSeparator: \.isNewline)
            .first { $0.lowercased().hasPrefix("location:") }?
            .dropFirst("location:".count).trimmingCharacters(in: .whitespaces)
        guard let location else { throw LabError("the registry sent no upload location for \(blob.repository)") }
        let absolute = location.hasPrefix("/") ? base + location : location
        let target = absolute + (absolute.contains("?") ? "&" : "?") + "digest=\(blob.digest)"
        try await curl.run(
            Self.common + [
                "-T", images.file(of: blob.digest).path, "-H", "Content-Type: application/octet-stream",
                "-o", "/dev/null", target,
            ])
    }

    private func put(_ manifest: BuiltBlob, as reference: String) async throws {
        try await curl.run(
            Self.common + [
                "-T", images.file(of: manifest.digest).path, "-H", "Content-Type: \(manifest.mediaType)",
                "-o", "/dev/null", "\(base)/v2/\(manifest.repository)/manifests/\(reference)",
            ])
    }
}
