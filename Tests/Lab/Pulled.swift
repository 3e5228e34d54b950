import Foundation
package import OCI
package import Support

/// The reply of a backend to a GET by curl, which is independent of the code under test.
package struct Pulled: Sendable {
    /// The status of the answer.
    package let status: Int
    /// The header fields, with lower-case names.
    package let headers: [String: String]
    /// The number of bytes of the body.
    package let size: Int64
    /// The SHA-256 of the body.
    package let digest: Digest
    /// Whether curl received the complete reply; `false` if it ended early.
    package let complete: Bool
}

extension RunningLab {
    /// Pulls a blob, a manifest or an index from one backend by its digest.
    @discardableResult
    package func pull(
        _ blob: BuiltBlob, from backend: LabBackend, timeout: Int = 30, anonymous: Bool = false
    ) async throws -> Pulled {
        try await pull(blob.uri, accept: blob.mediaType, from: backend, timeout: timeout, anonymous: anonymous)
    }

    /// Pulls all content of an image from one backend, which fills its cache.
    package func warm(_ image: BuiltImage, on backend: LabBackend) async throws {
        for blob in image.blobs { try await pull(blob, from: backend) }
    }

    /// Pulls a path from one backend.
    package func pull(
        _ path: String, accept: String = "*/*", from backend: LabBackend, timeout: Int = 30, anonymous: Bool = false
    ) async throws -> Pulled {
        let body = layout.temporary.appending(path: "pull-\(UUID().uuidString)")
        let heads = layout.temporary.appending(path: "heads-\(UUID().uuidString)")
        defer { for file in [body, heads] { try? FileManager.default.removeItem(at: file) } }
        try Data().write(to: body)
        var arguments = ["-q", "-sS", "--noproxy", "*", "--max-time", String(timeout)]
        arguments += ["-o", body.path, "-D", heads.path, "-H", "Accept: \(accept)"]
        if let user = state.basicAuth, !anonymous { arguments += ["-u", "\(user.user):\(user.password)"] }
        var complete = true
        do {
            try await curl.run(arguments + pinned(to: backend) + ["https://\(registryName)\(path)"])
        } catch let error as ProgramError {
            complete = false
            guard FileManager.default.fileExists(atPath: heads.path) else { throw error }
        }
        let lines = try String(contentsOf: heads, encoding: .utf8).split(whereSeparator: \.isNewline)
        guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            throw LabError("\(backend) sent no status line for \(path)")
        }
        let fields = lines.dropFirst().compactMap { line -> (String, String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            return (line[..<colon].lowercased(), value)
        }
        return Pulled(
            status: status, headers: Dictionary(fields) { $1 },
            size: try FileManager.default.attributesOfItem(atPath: body.path)[.size] as? Int64 ?? 0,
            digest: try FileHash.sha256(of: body), complete: complete)
    }
}
