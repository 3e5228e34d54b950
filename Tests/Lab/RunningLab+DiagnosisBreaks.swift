package import Foundation
package import Support
import Synchronization

/// Further kinds of damage that a diagnosis has to distinguish, besides flipped bits and zeros.
extension RunningLab {
    /// Replaces a whole slice with a slice of another blob on the same backend.
    package func replaceSlice(
        of blob: BuiltBlob, at offset: Int64, withSliceAt source: Int64, of other: BuiltBlob, on backend: LabBackend
    ) throws {
        let from = try cachedSlice(of: other, at: source, on: backend)
        let to = try cachedSlice(of: blob, at: offset, on: backend)
        guard from.length >= to.length else {
            throw LabError("slice \(from.index) of \(other) is shorter than slice \(to.index) of \(blob)")
        }
        let bytes = try FileEdit(from.file).read(at: from.bodyStart, count: Int(to.length))
        try FileEdit(to.file).update(at: to.bodyStart, count: Int(to.length)) { $0 = bytes }
    }

    /// Truncates a stored blob; a length of 0 leaves it empty.
    package func truncateStorage(_ blob: BuiltBlob, at length: Int64) throws {
        guard (0..<blob.size).contains(length) else {
            throw LabError("a length of \(length) does not truncate the \(blob.size) bytes of \(blob)")
        }
        let data = layout.data(of: blob.digest)
        try backUp(data)
        try FileEdit(data).truncate(at: length)
    }

    /// Lets a backend cache a blob while it is truncated in the storage, then heals the storage. The cached copy stays.
    package func cacheShort(_ blob: BuiltBlob, length: Int64, on backend: LabBackend) async throws {
        try evict(blob, on: backend)
        try truncateStorage(blob, at: length)
        let seen = try await pull(blob, from: backend)
        guard seen.status == 200, seen.size == length else {
            throw LabError("\(backend) sent \(seen.size) bytes of \(blob), not \(length)")
        }
        try healStorage()
    }

    /// Evicts a blob from a backend's cache and caches the current content of the storage.
    package func refill(_ blob: BuiltBlob, on backend: LabBackend) async throws {
        try evict(blob, on: backend)
        try await pull(blob, from: backend)
    }

    /// Whether the storage has the right bytes of a blob.
    package func isStoredRight(_ blob: BuiltBlob) throws -> Bool {
        let data = layout.data(of: blob.digest)
        guard FileManager.default.fileExists(atPath: data.path) else { return false }
        return FileManager.default.contentsEqual(atPath: data.path, andPath: originalFile(of: blob).path)
    }

    /// The root of the registry's storage.
    package var storageDirectory: URL { layout.storage }

    /// Puts a load balancer in front of a backend that sends every second request to a stopped server.
    package func makeFlaky(_ backend: LabBackend) async throws {
        let socket = layout.run.appending(path: "\(backend)-behind").path
        let listen = "listen \(backend.address):\(state.ports.backends) ssl"
        let balancer = """
            upstream turns {
                    server "unix:\(socket)" max_fails=0;
                    server "unix:\(socket)-down" max_fails=0;
                }
                server { listen "unix:\(socket)-down"; access_log off; return 502; }
                server {
                    \(listen);
                    server_name \(Self.host);
                    ssl_certificate "\(layout.certificate.path)";
                    ssl_certificate_key "\(layout.certificateKey.path)";
                    access_log off;
                    location /lab { proxy_set_header Host $http_host; proxy_pass "http://unix:\(socket):"; }
                    location / {
                        proxy_set_header Host $http_host;
                        proxy_next_upstream off;
                        proxy_pass http://turns;
                    }
                }

            """
        try await reconfigure(backend) { text in
            guard let place = text.range(of: "server {"), text.contains(listen) else { return nil }
            let inner = text[place.lowerBound...].replacing(listen, with: "listen \"unix:\(socket)\" ")
                .replacing("ssl_verify_client", with: "# ssl_verify_client")
            return String(text[..<place.lowerBound]) + balancer + inner
        }
    }

    /// Lets a backend answer an image's tag with an older manifest, like a lagging replica.
    package func makeStale(_ backend: LabBackend, for image: BuiltImage) async throws {
        guard let top = image.top else { throw LabError("\(image.repository) has no manifest") }
        // The same image with a different manifest encoding: its content exists, but its digest differs.
        let older = layout.temporary.appending(path: "older-manifest")
        try (Data(contentsOf: originalFile(of: top)) + Data("\n".utf8)).write(to: older)
        let manifests = "/v2/\(image.repository)/manifests"
        try await curl.run([
            "-q", "-fsS", "--noproxy", "*", "--max-time", "10", "-H", "Content-Type: \(top.mediaType)", "-T",
            older.path,
            "http://\(registryAddress)\(manifests)/older",
        ])
        try await reconfigure(backend) { text in
            guard let place = text.range(of: "location /v2/ {") else { return nil }
            let location = """
                location = \(manifests)/\(image.tag) {
                                proxy_set_header Host $http_host;
                                proxy_set_header X-Forwarded-Proto https;
                                proxy_pass http://127.0.0.1:\(state.ports.registry)\(manifests)/older;
                            }

                """
            return String(text[..<place.lowerBound]) + location + "            " + text[place.lowerBound...]
        }
    }

    /// Restores the default configuration of a backend.
    package func makeUsual(_ backend: LabBackend) async throws {
        guard let text = usual.withLock({ $0.removeValue(forKey: backend) }) else { return }
        try await stopBackend(backend)
        try Data(text.utf8).write(to: layout.configuration(.backend(backend)))
        for end in ["", "-down"] {
            try? FileManager.default.removeItem(at: layout.run.appending(path: "\(backend)-behind\(end)"))
        }
        try await startBackend(backend)
    }

    func reconfigure(_ backend: LabBackend, _ change: (String) -> String?) async throws {
        let file = layout.configuration(.backend(backend))
        let text = try String(contentsOf: file, encoding: .utf8)
        guard usual.withLock({ $0[backend] }) == nil, let changed = change(text) else {
            throw LabError("the configuration of \(backend) is not the default one")
        }
        usual.withLock { $0[backend] = text }
        try await stopBackend(backend)
        try Data(changed.utf8).write(to: file)
        try await startBackend(backend)
    }
}
