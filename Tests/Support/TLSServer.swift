internal import Foundation

/// An `openssl s_server` on loopback that answers every GET with 200 and a page about the connection.
///
/// The page states whether a client certificate was presented, and its subject.
package final class TLSServer: Sendable {
    /// The address it listens on.
    package let port: UInt16
    private let child: ChildProcess
    private let scratch: URL

    /// Starts it with a certificate. With `clientAuthority` it requires a client certificate; with `folder` it serves the
    /// files there instead of the page.
    package init(
        _ pair: CertificateMaker.Pair, clientAuthority: String? = nil, folder: String? = nil, _ arguments: [String] = []
    ) async throws {
        let scratch = FileManager.default.temporaryDirectory.appending(path: "blobgate-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        let output = scratch.appending(path: "output").path
        let asking = clientAuthority.map { ["-Verify", "1", "-verify_return_error", "-CAfile", $0] } ?? []
        let child = try ChildProcess(
            try Program("openssl").path,
            [
                "s_server", "-accept", "127.0.0.1:0", "-cert", pair.certificate, "-key", pair.key,
                folder == nil ? "-www" : "-WWW",
            ]
                + asking
                + arguments,
            ChildProcess.Setting(
                environment: ["LC_ALL": "C"], directory: folder, output: output,
                error: scratch.appending(path: "error").path))
        self.child = child
        self.scratch = scratch
        var found: UInt16?
        for _ in 0..<500 where found == nil && child.status == nil {
            let text = (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
            found = text.split(separator: "\n").first { $0.hasPrefix("ACCEPT ") }?
                .split(separator: ":").last.flatMap { UInt16($0) }
            if found == nil { try await Task.sleep(for: .milliseconds(10)) }
        }
        guard let found else {
            child.signal(SIGTERM)
            throw ProgramError(program: "openssl s_server", reason: .failed(status: -1, message: "it does not listen"))
        }
        port = found
    }

    deinit {
        child.signal(SIGTERM)
        try? FileManager.default.removeItem(at: scratch)
    }
}
