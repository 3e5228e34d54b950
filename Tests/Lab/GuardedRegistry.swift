package import Foundation
package import Support

/// A standalone docker-registry with images that requires authentication.
package struct GuardedRegistry: Sendable {
    /// The authentication method.
    package enum Guard: Sendable {
        /// A password; one line of an htpasswd file with a bcrypt hash.
        case htpasswd(line: String)
        /// A token from this realm, signed by a certificate in the bundle.
        case token(realm: String, service: String, issuer: String, certificates: URL)
    }

    /// `127.0.0.1:PORT`, as in references.
    package let name: String
    /// The images in the registry.
    package let images: [BuiltImage]

    /// References to all images.
    package var references: [String] { images.map { "\(name)/\($0.repository):\($0.tag)" } }

    /// Fills an open registry, starts a guarded one on the same storage for `body`, and stops it.
    package static func run(
        _ guarding: Guard, images set: ImageSet = .small, _ body: (GuardedRegistry) async throws -> Void
    ) async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "blobgate-guarded-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let built = try await ImageBuilder(cache: ImageBuilder.defaultCache).images(set)
        try await service("open", nil, in: directory) { port in
            let pusher = ImagePusher(curl: try Program("curl"), port: port, images: built)
            for image in built.images { try await pusher.push(image) }
        }
        try await service("guarded", guarding, in: directory) { port in
            try await body(GuardedRegistry(name: "127.0.0.1:\(port)", images: built.images))
        }
    }

    private static func service(
        _ name: String, _ guarding: Guard?, in directory: URL, _ body: (UInt16) async throws -> Void
    ) async throws {
        let port = try FreePorts.choose().registry
        let nonce = UUID().uuidString
        let configuration = directory.appending(path: "\(name).yml")
        let text = Self.configuration(port: port, nonce: nonce, directory) + (try guarding?.words(in: directory) ?? "")
        try Data(text.utf8).write(to: configuration)
        let number = directory.appending(path: "\(name).number")
        let leash = try Leash(
            Program("docker-registry").path, ["serve", configuration.path], numberFile: number,
            log: directory.appending(path: "\(name).log"))
        do {
            try await awaitAnswer(of: nonce, port: port)
            try await body(port)
        } catch {
            try? await end(leash, number)
            throw error
        }
        try await end(leash, number)
    }

    private static func end(_ leash: Leash, _ number: URL) async throws {
        let text = try String(contentsOf: number, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        if let pid = Int32(text) { try await ServiceProcess(pid: pid, program: "docker-registry")?.stop() }
        try await leash.release()
    }

    /// Any status is fine, as long as the reply is from this registry.
    private static func awaitAnswer(of nonce: String, port: UInt16) async throws {
        let curl = try Program("curl")
        for _ in 0..<300 {
            let arguments = [
                "-q", "-s", "--noproxy", "*", "--max-time", "5", "-D", "-", "http://127.0.0.1:\(port)/v2/",
            ]
            if let head = try? await curl.run(arguments), String(decoding: head, as: UTF8.self).contains(nonce) {
                return
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw LabError("docker-registry did not answer on port \(port)")
    }

    private static func configuration(port: UInt16, nonce: String, _ directory: URL) -> String {
        """
        version: 0.1
        log: {level: warn, accesslog: {disabled: true}}
        storage:
          filesystem: {rootdirectory: "\(directory.appending(path: "storage").path)"}
        http:
          addr: "127.0.0.1:\(port)"
          relativeurls: true
          secret: "\(nonce)"
          headers: {X-Lab: ["\(nonce)"]}

        """
    }
}

extension GuardedRegistry.Guard {
    /// Returns its part of the configuration file and writes the other files that it needs.
    fileprivate func words(in directory: URL) throws -> String {
        switch self {
        case .htpasswd(let line):
            let file = directory.appending(path: "htpasswd")
            try Data("\(line)\n".utf8).write(to: file)
            return "auth: {htpasswd: {realm: guarded, path: \"\(file.path)\"}}\n"
        case .token(let realm, let service, let issuer, let certificates):
            return """
                auth:
                  token:
                    realm: "\(realm)"
                    service: "\(service)"
                    issuer: "\(issuer)"
                    rootcertbundle: "\(certificates.path)"

                """
        }
    }
}
