import Foundation

/// An nginx on 127.0.0.1 that serves 64 KiB under every path, on two ports over TLS, and logs its requests.
///
/// One port offers HTTP/2, the other does not; `X-Port` in the reply identifies the port. Paths below `/slow/` take about
/// 300 ms.
package final class WebServer: Sendable {
    /// One request from the log.
    package struct Record: Decodable, Hashable, Sendable {
        /// The path.
        package let uri: String
        /// For example `HTTP/2.0`.
        package let `protocol`: String
        /// The number of the connection.
        package let connection: Int
        /// The port that received it.
        package let port: UInt16
    }

    /// The port that offers HTTP/2.
    package let modern: UInt16
    /// The port without HTTP/2.
    package let plain: UInt16
    /// The content it serves.
    package static let body = [UInt8](repeating: UInt8(ascii: "x"), count: 64 << 10)
    private let child: ChildProcess
    private let scratch: URL

    /// Starts it with a certificate.
    package init(_ pair: CertificateMaker.Pair) async throws {
        let program = try Program("nginx").path
        let scratch = FileManager.default.temporaryDirectory.appending(path: "blobgate-web-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        try Data(Self.body).write(to: scratch.appending(path: "body"))
        self.scratch = scratch
        for _ in 0..<5 {
            let modern = UInt16.random(in: 20_000...32_000)
            let file = scratch.appending(path: "nginx.conf")
            try Data(Self.configuration(scratch.path, pair, modern, modern + 1).utf8).write(to: file)
            let error = scratch.appending(path: "error.log").path
            let child = try ChildProcess(
                program, ["-p", scratch.path, "-e", error, "-c", file.path],
                ChildProcess.Setting(
                    environment: [:], output: scratch.appending(path: "output").path,
                    error: scratch.appending(path: "error").path))
            let ready = scratch.appending(path: "nginx.pid").path
            for _ in 0..<500 where child.status == nil {
                if FileManager.default.fileExists(atPath: ready) {
                    (self.child, self.modern, self.plain) = (child, modern, modern + 1)
                    return
                }
                try await Task.sleep(for: .milliseconds(10))
            }
            child.signal(SIGTERM)
        }
        throw ProgramError(program: "nginx", reason: .failed(status: -1, message: "it does not listen"))
    }

    deinit {
        child.signal(SIGTERM)
        try? FileManager.default.removeItem(at: scratch)
    }

    /// The requests so far, in order of completion.
    package var records: [Record] {
        get throws {
            let text = try String(contentsOf: scratch.appending(path: "access.log"), encoding: .utf8)
            return try text.split(separator: "\n").map { try JSONDecoder().decode(Record.self, from: Data($0.utf8)) }
        }
    }

    private static func configuration(
        _ folder: String, _ pair: CertificateMaker.Pair, _ modern: UInt16, _ plain: UInt16
    ) -> String {
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map {
            "\($0)_temp_path \"\(folder)/\($0)\";"
        }
        let servers = [(modern, " http2"), (plain, "")].map { port, more in
            """
            server {
                listen 127.0.0.1:\(port) ssl\(more);
                add_header X-Port $server_port;
                root "\(folder)";
                location / { try_files /body =404; }
                location /slow/ { try_files /body =404; limit_rate 200k; }
            }
            """
        }
        return """
            daemon off;
            worker_processes 1;
            \(geteuid() == 0 ? "user root;" : "")
            pid "\(folder)/nginx.pid";
            events { worker_connections 256; }
            http {
                \(temporary.joined(separator: "\n    "))
                ssl_certificate "\(pair.certificate)";
                ssl_certificate_key "\(pair.key)";
                log_format wire '{"uri":"$request_uri","protocol":"$server_protocol","connection":$connection,"port":$server_port}';
                access_log "\(folder)/access.log" wire;
                \(servers.joined(separator: "\n"))
            }

            """
    }
}
