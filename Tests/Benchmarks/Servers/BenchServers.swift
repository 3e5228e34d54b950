import Foundation
import Lab
import Support

/// The servers of the benchmarks, all on 127.0.0.1: several docker-registry processes on one storage, and an nginx in front of
/// the first, with TLS and without.
final class BenchServers {
    /// The name in references. No server needs it to resolve, because every backend has an address.
    static let registryName = "bench.test"

    /// The ports of the registries; each is a backend.
    let registries: [UInt16]
    /// The port of nginx without TLS.
    let plain: UInt16
    /// The port of nginx with TLS.
    let secured: UInt16
    /// The certificate authority of the port with TLS.
    let authority: String

    private let certificates: CertificateMaker
    private let programs: [LeashedProgram]
    let accessLogs: [AccessCounter]

    /// Starts everything and waits until it answers.
    ///
    /// - Throws: `ProgramError` if docker-registry, nginx or openssl is missing, `LabError` or `BenchError` if one does not start.
    init(folder: URL, storage: URL, count: Int) async throws {
        let registry = try Program("docker-registry")
        let nginx = try Program("nginx")
        try? FileManager.default.removeItem(at: folder)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        certificates = try await CertificateMaker()
        authority = certificates.authority.certificate
        var recipe = CertificateMaker.Recipe(Self.registryName)
        recipe.alternative = Self.registryName
        let pair = try await certificates.issue(recipe)
        let ports = try FreePorts.choose(count + 2)
        registries = Array(ports.prefix(count))
        (plain, secured) = (ports[count], ports[count + 1])

        var programs: [LeashedProgram] = []
        var logs: [AccessCounter] = []
        for (index, port) in registries.enumerated() {
            let file = folder.appending(path: "registry-\(index).yml")
            let log = folder.appending(path: "registry-\(index).log")
            try Data(ServerFiles.registry(port: port, storage: storage.path).utf8).write(to: file)
            programs.append(try LeashedProgram(registry, ["serve", file.path], log: log))
            logs.append(AccessCounter(log))
        }
        let front = folder.appending(path: "nginx.conf")
        let text = ServerFiles.nginx(
            folder: folder.path, plain: plain, secured: secured, upstream: registries[0], pair: pair)
        try Data(text.utf8).write(to: front)
        let log = folder.appending(path: "nginx.log")
        programs.append(
            try LeashedProgram(nginx, ["-p", folder.path, "-e", log.path, "-c", front.path], log: log))
        self.programs = programs
        accessLogs = logs
        for port in registries + [plain] { try await Self.awaitAnswer(port) }
    }

    /// CPU seconds of all servers so far.
    ///
    /// The workers of nginx are children of the process that was started.
    var cpuSeconds: Double {
        programs.flatMap { ProcessFamily.members(of: $0.pid) }.reduce(0) { $0 + ProcessFile.cpuSeconds(of: $1) }
    }

    /// Stops them by their process ids.
    func stop() async throws {
        for program in programs.reversed() { try await program.stop() }
    }

    private static func awaitAnswer(_ port: UInt16) async throws {
        let curl = try Program("curl")
        for _ in 0..<100 {
            let arguments = ["-q", "-sS", "-f", "--noproxy", "*", "--max-time", "5", "http://127.0.0.1:\(port)/v2/"]
            if (try? await curl.run(arguments)) != nil { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw BenchError("the server on port \(port) does not answer")
    }
}
