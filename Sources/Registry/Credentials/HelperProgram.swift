internal import OCI
internal import Record
internal import Subprocess
internal import SystemPackage

/// Asks programs that keep credentials: `docker-credential-SUFFIX get`, a server's URL on standard input, JSON on standard
/// output (docker-credential-helpers, README).
package struct HelperProgram: Sendable {
    private let limit: Duration
    private let searchPath: String?

    /// How much a helper may write to each output, in bytes.
    private static let outputLimit = 256 << 10

    /// Helpers that are found in `searchPath`, by default the environment's `PATH`, and may take no longer than `limit`.
    package init(limit: Duration = .seconds(10), searchPath: String? = nil) {
        self.limit = limit
        self.searchPath = searchPath
    }

    /// The credential that a helper keeps for a registry; `nil` when it says that it keeps none.
    func credential(
        for registry: RegistryName, from suffix: String, namedBy source: String
    ) async throws(HelperFault) -> Credential? {
        func fault(_ reason: HelperFault.Reason, said: [UInt8] = []) -> HelperFault {
            HelperFault(
                program: "docker-credential-\(suffix.escapedASCII(limit: 60))", registry: registry, source: source,
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
        if answer.saysNothingKept { return nil }
        switch answer.status {
        case .exited(0): break
        // Helpers write the text of an error to standard output; what looks like an answer may hold a secret.
        case .exited(let code):
            let output = answer.output.first == UInt8(ascii: "{") ? [] : answer.output
            throw fault(.exited(status: code), said: answer.error.isEmpty ? output : answer.error)
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
        // A session of its own: nobody is there to be asked for a passphrase, and what it starts ends with it.
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

    /// A pipe with all of a text in it. A helper need not read it, and writing to it later could then fail.
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

    /// No path and no option: only what can end the name of a program in `PATH`.
    private static func isName(_ suffix: String) -> Bool {
        suffix.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") }
    }
}

extension RegistryName {
    /// What helpers know the registry by: its name, for Docker Hub the URL that `docker login` uses.
    fileprivate var credentialServer: String { self == .dockerHub ? "https://index.docker.io/v1/" : description }
}
