import Foundation
import Support

/// What the measured programs and the servers call their version.
enum Versions {
    static func all(blobgate: String, peers: [Peer]) async -> [String: String] {
        var found = Dictionary(peers.map { ($0.name, $0.version) }) { first, _ in first }
        for (name, program, arguments) in [
            ("blobgate", blobgate, ["--version"]), ("docker-registry", "docker-registry", ["--version"]),
            ("nginx", "nginx", ["-v"]), ("curl", "curl", ["--version"]), ("openssl", "openssl", ["version"]),
        ] {
            // nginx writes its version to standard error.
            guard let shell = try? Program("sh"),
                let text = try? await shell.run(
                    ["-c", "PATH=$PATH:/usr/sbin exec \"$@\" 2>&1", "sh", program] + arguments)
            else { continue }
            found[name] = String(decoding: text, as: UTF8.self).split(separator: "\n").first.map(String.init) ?? ""
        }
        return found
    }
}
