import Foundation
import Support
import Synchronization

extension RunningLab {
    /// Stops a backend: connections to it are refused.
    package func stopBackend(_ backend: LabBackend) async throws { try await stop(.backend(backend)) }

    /// Starts a stopped backend with its previous cache.
    package func startBackend(_ backend: LabBackend) async throws { try await start(.backend(backend)) }

    /// Gives one backend a new certificate. The others keep the old one until they are restarted.
    package func renewCertificate(of backend: LabBackend) async throws {
        try await CertificateAuthority.issue(layout)
        try await stopBackend(backend)
        try await startBackend(backend)
    }

    /// Stops the registry. Backends answer 502 for uncached content.
    package func stopRegistry() async throws { try await stop(.registry) }

    /// Starts the stopped registry with its previous storage.
    package func startRegistry() async throws { try await start(.registry) }

    /// Whether a backend's process is running.
    package func isRunning(_ backend: LabBackend) -> Bool { process(.backend(backend))?.isRunning ?? false }

    /// Whether the registry's process is running.
    package var isRegistryRunning: Bool { process(.registry)?.isRunning ?? false }

    /// The IDs of the running processes.
    package var processIdentifiers: [Int32] {
        LabService.all.compactMap(process).filter(\.isRunning).map(\.pid)
    }

    /// Stops everything that this lab started, and nothing else. Its files remain.
    package func stop() async throws {
        for service in LabService.all.reversed() { try await stop(service) }
    }

    private func start(_ service: LabService) async throws {
        guard process(service)?.isRunning != true else { return }
        if !state.outlives, !startedHere {
            throw LabError("\(service) belongs to the process that started the lab")
        }
        try launch(service)
        try await waitUntilReady(service)
    }

    private func stop(_ service: LabService) async throws {
        try await process(service)?.stop()
        let leash = leashes.withLock { $0.removeValue(forKey: service) }
        try await leash?.release()
        try? FileManager.default.removeItem(at: layout.process(service))
    }

    func process(_ service: LabService) -> ServiceProcess? {
        guard let data = try? Data(contentsOf: layout.process(service)) else { return nil }
        return try? JSONDecoder().decode(ServiceProcess.self, from: data)
    }

    /// Starts the program and records its process.
    func launch(_ service: LabService) throws {
        let configuration = layout.configuration(service).path
        let log = layout.log(service)
        let program: Program
        var arguments: [String]
        switch service {
        case .registry:
            program = try Program("docker-registry")
            arguments = ["serve", configuration]
        case .backend:
            program = try Program("nginx")
            // Without -e it opens the system's error log before it reads its configuration.
            arguments = ["-p", layout.directory.path, "-e", log.path, "-c", configuration]
        }
        var path = program.path
        if case .backend(let backend) = service, let options = covers.withLock({ $0[backend] }) {
            let script = "mount -t tmpfs -o \(options) none \"$0\" && exec \"$@\""
            arguments = ["--mount", "sh", "-c", script, layout.cache(backend).path, path] + arguments
            path = try Program("unshare").path
        }
        let pid: pid_t?
        if state.outlives {
            pid = try Spawn.start(path, arguments, input: nil, log: log)
        } else {
            let number = layout.run.appending(path: "\(service).number")
            try? FileManager.default.removeItem(at: number)
            let leash = try Leash(path, arguments, numberFile: number, log: log)
            leashes.withLock { $0[service] = leash }
            pid = Self.awaitNumber(number)
        }
        guard let pid, let process = ServiceProcess(pid: pid, program: program.name) else {
            throw died(service)
        }
        try JSONEncoder().encode(process).write(to: layout.process(service), options: .atomic)
    }

    private static func awaitNumber(_ file: URL) -> pid_t? {
        for _ in 0..<400 {
            if let text = try? String(contentsOf: file, encoding: .utf8) {
                return pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines))
            }
            usleep(5000)
        }
        return nil
    }

    /// Repeats a request until this lab answers.
    func waitUntilReady(_ service: LabService) async throws {
        for _ in 0..<300 {
            guard process(service)?.isRunning == true else { throw died(service) }
            if let text = try? await greeting(service), text.contains(state.nonce) {
                guard process(service)?.isRunning == true else { throw died(service) }
                return
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw LabError("\(service) did not answer; \(lastLines(service))")
    }

    private func greeting(_ service: LabService) async throws -> String {
        let arguments: [String]
        switch service {
        case .registry:
            arguments = ["-D", "-", "http://\(registryAddress)/v2/"]
        case .backend(let backend):
            // Ready is not trusted: a case may give the backend a certificate of an unknown CA.
            arguments = pinned(to: backend) + ["-k", "https://\(registryName)/lab"]
        }
        let common = ["-q", "-s", "--noproxy", "*", "--max-time", "5"]
        return String(decoding: try await curl.run(common + arguments), as: UTF8.self)
    }

    /// The curl arguments to connect to one backend, verify the registry's certificate and send a client certificate on
    /// request.
    func pinned(to backend: LabBackend) -> [String] {
        ["--cacert", layout.authority.path, "--cert", layout.clientCertificate.path, "--key", layout.clientKey.path]
            + ["--connect-to", "\(registryName):\(backend.address):\(backendPort)"]
    }

    private func died(_ service: LabService) -> LabError {
        LabError("\(service) exited at startup; \(lastLines(service))")
    }

    private func lastLines(_ service: LabService) -> String {
        let text = (try? String(contentsOf: layout.log(service), encoding: .utf8)) ?? ""
        let lines = text.split(separator: "\n").suffix(5).joined(separator: "\n  ")
        return lines.isEmpty ? "its log is empty" : "its log ends:\n  \(lines)"
    }
}
