import Foundation
import Support

/// A program that pulls on real nodes, and how it is asked to.
enum NodeClient: String, CaseIterable, Sendable {
    /// containerd through the kubelet's interface, with the transfer service: the default since 2.1.
    case transfer = "T"
    /// The same with `use_local_image_pull`.
    case client = "C"
    /// skopeo into a container storage: the code of CRI-O and podman.
    case skopeo = "I"
    /// dockerd with a graph driver.
    case docker = "D"

    /// One pull.
    struct Pull: Sendable {
        var reference: String
        /// Whether the registry speaks TLS.
        var isSecured = false
        var login: Login?
        /// The content of a `registries.conf`, for skopeo.
        var registries: String?
    }

    /// The result of a pull.
    struct Outcome: Sendable {
        let pulled: Bool
        /// What the client said.
        let words: String
    }

    /// The longest pull takes a minute: skopeo waits that long between requests that are answered with 429.
    private static let limit = "120"

    /// Pulls to the end.
    func run(_ pull: Pull, in root: OracleRoot) async throws -> Outcome {
        switch self {
        case .transfer: try await askRuntime("transfer", pull, in: root)
        case .client: try await askRuntime("client", pull, in: root)
        case .skopeo: try await copy(pull, in: root)
        case .docker: try await askEngine(pull, in: root)
        }
    }

    /// gRPC by curl: the result is in the trailers.
    private func askRuntime(_ name: String, _ pull: Pull, in root: OracleRoot) async throws -> Outcome {
        let request = "/ora/requests/\(UUID().uuidString)"
        try root.write(request, Protobuf.framed(Protobuf.pullImage(pull.reference, login: pull.login)))
        let reply = try await Program("curl").run([
            "-sS", "--http2-prior-knowledge", "--max-time", Self.limit, "--unix-socket",
            "\(root.path)/ora/\(name).sock",
            "-H", "Content-Type: application/grpc", "-H", "TE: trailers", "--data-binary",
            "@\(root.path)\(request)", "-D", "-", "-o", "/dev/null",
            "http://localhost/runtime.v1.ImageService/PullImage",
        ])
        // "\r\n" is one character in Swift.
        let lines = String(decoding: reply, as: UTF8.self).split(whereSeparator: \.isNewline)
        guard let status = lines.last(where: { $0.lowercased().hasPrefix("grpc-status:") }) else {
            return Outcome(pulled: false, words: "no grpc-status in: \(lines.joined(separator: " "))")
        }
        let message = lines.last { $0.lowercased().hasPrefix("grpc-message:") }
        return Outcome(
            pulled: status.split(separator: ":").last?.allSatisfy { $0 == "0" || $0 == " " } == true,
            words: String(message ?? status))
    }

    private func copy(_ pull: Pull, in root: OracleRoot) async throws -> Outcome {
        let unique = UUID().uuidString.lowercased()
        var words = ["timeout", Self.limit, "env"]
        if let registries = pull.registries {
            try root.write("/ora/\(unique)/.config/containers/registries.conf", registries.utf8)
            words.append("HOME=/ora/\(unique)")
        }
        words += ["skopeo", "--insecure-policy", "copy", "-q"]
        // Without the flag, registries.conf decides.
        if !pull.isSecured, pull.registries == nil { words.append("--src-tls-verify=false") }
        if let login = pull.login { words += ["--src-creds", "\(login.user):\(login.password)"] }
        let storage = "containers-storage:[vfs@/ora/storage+/ora/storage-run]localhost/\(unique):v1"
        return try await outcome(root, words + ["docker://\(pull.reference)", storage])
    }

    private func askEngine(_ pull: Pull, in root: OracleRoot) async throws -> Outcome {
        var words = ["timeout", Self.limit, "docker"]
        if let login = pull.login {
            let folder = "/ora/\(UUID().uuidString)"
            try root.write("\(folder)/config.json", login.configuration(of: pull.reference).utf8)
            words += ["--config", folder]
        }
        return try await outcome(root, words + ["-H", "unix:///ora/dockerd.sock", "pull", "-q", pull.reference])
    }

    /// A failure to start the program is an error; its own failure is an outcome.
    private func outcome(_ root: OracleRoot, _ words: [String]) async throws -> Outcome {
        do {
            try await root.run(words)
            return Outcome(pulled: true, words: "")
        } catch let error as ProgramError {
            // 125 to 127: chroot or timeout could not start it.
            if case .failed(let status, let message) = error.reason, !(125...127).contains(status) {
                return Outcome(pulled: false, words: String(message.suffix(300)))
            }
            throw error
        }
    }
}

extension Login {
    /// A docker `config.json` with this login for the registry of a reference.
    func configuration(of reference: String) -> String {
        let registry = reference.prefix { $0 != "/" }
        let encoded = Data("\(user):\(password)".utf8).base64EncodedString()
        return #"{"auths":{"\#(registry)":{"auth":"\#(encoded)"}}}"#
    }
}
