import Foundation
import Support

/// The root directory with the real clients, entered by `.ci/oracle`, which also starts their daemons.
struct OracleRoot: Sendable {
    /// Its path.
    let path: String
    /// An address of this machine outside of 127/8, for registries with TLS: dockerd does not verify certificates of 127/8.
    let address: String

    /// The one of `make oracle`; `nil` in other test runs.
    static let current: OracleRoot? = {
        let environment = ProcessInfo.processInfo.environment
        guard let path = environment["BLOBGATE_ORACLE"], let address = environment["BLOBGATE_ORACLE_ADDRESS"] else {
            return nil
        }
        return OracleRoot(path: path, address: address)
    }()

    /// Runs a program of the root directory.
    @discardableResult
    func run(_ arguments: [String]) async throws -> Data {
        try await Program("chroot").run([path] + arguments)
    }

    /// Writes a file for the clients, with the folders that lead to it. The path is theirs.
    func write(_ path: String, _ bytes: some Sequence<UInt8>) throws {
        let file = URL(filePath: self.path + path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }

    /// Where all clients look for the authority of a registry, and containerd also for its `hosts.toml`.
    static func registryFolder(_ name: String) -> String { "/etc/docker/certs.d/\(name)" }

    /// The version of a Debian package there.
    func version(of package: String) async throws -> String {
        let text = try await run(["dpkg-query", "-W", "-f", "${Version}", package])
        return String(String(decoding: text, as: UTF8.self).prefix { $0 != "+" && $0 != "~" })
    }
}
