import Foundation
import Glibc
package import Support
import Synchronization

/// Faults of the machine under a backend or under the registry: its disk, its files, a program that hangs, a slow link.
extension RunningLab {
    /// Whether a program may have a mount of its own here.
    package static let canMount = geteuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/bin/unshare")

    /// Puts a backend's cache on an empty file system with little room. Its files stay where they are, under the mount.
    package func fillCacheDisk(_ backend: LabBackend, room: Int = 1 << 20) async throws {
        try await cover(backend, with: "size=\(room)")
    }

    /// Makes a backend's cache read-only: nothing new can be stored.
    package func makeCacheReadOnly(_ backend: LabBackend) async throws { try await cover(backend, with: "ro") }

    /// Gives a backend its cache of before.
    package func restoreCacheDisk(_ backend: LabBackend) async throws { try await cover(backend, with: nil) }

    /// The mount exists only for the backend's process, and ends with it.
    private func cover(_ backend: LabBackend, with mountOptions: String?) async throws {
        guard mountOptions == nil || Self.canMount else {
            throw LabError("only root can mount a file system over the cache of \(backend)")
        }
        guard covers.withLock({ $0.updateOrRemove(backend, mountOptions) }) else { return }
        try await stopBackend(backend)
        try await startBackend(backend)
    }

    /// Lets no one open the cache file of one slice: a symbolic link to itself, since the workers may run as root.
    package func makeUnreadable(_ blob: BuiltBlob, slice: Int64, on backend: LabBackend) throws {
        let file = cacheFile(of: blob, slice: slice, on: backend)
        try FileManager.default.removeItem(at: file)
        try FileManager.default.createSymbolicLink(atPath: file.path, withDestinationPath: file.path)
    }

    /// The registry accepts connections and never answers.
    package func hangRegistry() throws { try signalRegistry(SIGSTOP) }

    /// Lets a hanging registry go on.
    package func releaseRegistry() throws { try signalRegistry(SIGCONT) }

    private func signalRegistry(_ number: Int32) throws {
        guard let pid = process(.registry)?.pid else { throw LabError("the registry does not run") }
        kill(pid, number)
    }

    /// Limits the rate of each connection to a backend, in bytes per second.
    package func makeSlow(_ backend: LabBackend, rate: Int) async throws {
        try await reconfigure(backend) { text in
            text.replacing(#/limit_rate \d+;/#, with: "limit_rate \(rate);")
        }
    }

    /// Gives a backend a certificate of an authority that nobody trusts.
    package func makeUntrusted(_ backend: LabBackend) async throws {
        let folder = layout.temporary.appending(path: "untrusted-\(backend)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let (certificate, key) = (folder.appending(path: "cert.pem"), folder.appending(path: "cert.key"))
        _ = try await Program("openssl").run([
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=\(Self.host)", "-addext",
            "subjectAltName=DNS:\(Self.host)", "-keyout", key.path, "-out", certificate.path,
        ])
        let (old, oldKey) = (layout.certificate.path, layout.certificateKey.path)
        try await reconfigure(backend) { text in
            text.replacing("ssl_certificate \"\(old)\"", with: "ssl_certificate \"\(certificate.path)\"")
                .replacing("ssl_certificate_key \"\(oldKey)\"", with: "ssl_certificate_key \"\(key.path)\"")
        }
    }
}

extension [LabBackend: String] {
    /// Whether the value changed.
    fileprivate mutating func updateOrRemove(_ backend: LabBackend, _ value: String?) -> Bool {
        defer { self[backend] = value }
        return self[backend] != value
    }
}
