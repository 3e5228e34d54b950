internal import OCI
internal import Record
internal import Subprocess
internal import SystemPackage

/// Runs credential helpers: `docker-credential-SUFFIX get` reads a server URL on standard input and writes JSON to
/// standard output (docker-credential-helpers, README).
package struct HelperProgram: Sendable {
    private let limit: Duration
    private let searchPath: String?

    /// The maximum size of each output stream, in bytes.
    private static let outputLimit = 256 << 10

    /// Finds helpers in `searchPath`, by default the `PATH` of the environment. Each may run for at most `limit`.
    package init(limit: Duration = .seconds(10), searchPath: String? = nil) {
        self.limit = limit
        self.searchPath = searchPath
    }

    /// The helper's credential for a registry; `nil` if it reports that it has none.
    func credential(
        for registry: RegistryName, from suffix: String, namedBy source: String
    ) async throws(HelperFault) -> Credential? {
        func fault(_ reason: HelperFault.Reason, said: [UInt8] = []) -> HelperFault {
            HelperFault(
                program: Self.name(of: suffix), registry: registry, source: source,
                reason: reason, said: ServerText(said, limit: 400))
        }
        guard Self.isName(suffix) else { throw fault(.badName) }
        let answer: HelperAnswer
        do {
            guard let ended = try await limited(by: limit, { try await ask(suffix, for: registry) }) else {
                throw fault(.timedOut(milliseconds: limit.milliseconds))
            }
            answer = ended
        } catch let error as HelperFault {
            throw error
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw fault(.notFound)
        } catch let error as SubprocessError where error.code == .outputLimitExceeded {
            throw fault(.endlessAnswer)
        } catch {
            throw fault(.system(message: ServerText("\(error)")))
        }
        if answer.reportsNoEntry { return nil }
        switch answer.status {
        case .exited(0): break
        // Helpers write error messages to standard output too, but that is where the secret is: it is never shown.
        case .exited(let code): throw fault(.exited(status: code), said: answer.error)
        case .signaled(let signal): throw fault(.signaled(signal: signal), said: answer.error)
        }
        do {
            return try answer.credential()
        } catch {
            throw fault(.badAnswer, said: answer.error)
        }
    }

    private func ask(_ suffix: String, for registry: RegistryName) async throws -> HelperAnswer {
        var options = PlatformOptions()
        // A new session: there is no terminal to prompt for a passphrase, and child processes end with the helper.
        options.createSession = true
        options.teardownSequence = [
            .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .milliseconds(200))
        ]
        let result = try await Subprocess.run(
            .name("docker-credential-\(suffix)"), arguments: ["get"],
            environment: searchPath.map { .inherit.updating(["PATH": $0]) } ?? .inherit, platformOptions: options,
            input: .fileDescriptor(Self.pipe(holding: registry.credentialServer), closeAfterSpawningProcess: true),
            output: .bytes(limit: Self.outputLimit), error: .bytes(limit: Self.outputLimit))
        return HelperAnswer(
            status: result.terminationStatus, output: result.standardOutput, error: result.standardError)
    }

    /// A pipe prefilled with the text. A helper may exit without reading it, so a later write could fail.
    private static func pipe(holding text: String) throws -> FileDescriptor {
        let ends = try FileDescriptor.pipe(options: .closeOnExec)
        do {
            try ends.writeEnd.closeAfter { _ = try ends.writeEnd.writeAll(text.utf8) }
        } catch {
            try? ends.readEnd.close()
            throw error
        }
        return ends.readEnd
    }

    /// The name of a helper's program, for display.
    static func name(of suffix: String) -> String { "docker-credential-\(suffix.escapedASCII(limit: 60))" }

    /// Rejects paths and options: a suffix must be usable as the end of a program name in `PATH`.
    private static func isName(_ suffix: String) -> Bool {
        suffix.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") }
    }
}

extension RegistryName {
    /// The server that helpers know the registry by: its name, or for Docker Hub the URL that `docker login` uses.
    fileprivate var credentialServer: String { self == .dockerHub ? "https://index.docker.io/v1/" : description }
}
