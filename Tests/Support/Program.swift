package import Foundation

/// A system program, looked up once and run as often as needed.
package struct Program: Sendable {
    /// The requested name.
    package let name: String
    /// The path.
    package let path: String

    /// Searches `PATH` and the `sbin` directories, which are not in a normal user's `PATH` on Debian.
    package init(_ name: String) throws(ProgramError) {
        let listed = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let directories = listed.split(separator: ":").map(String.init) + ["/usr/local/sbin", "/usr/sbin", "/sbin"]
        let found = directories.map { "\($0)/\(name)" }.first(where: FileManager.default.isExecutableFile(atPath:))
        guard let found else { throw ProgramError(program: name, reason: .notFound) }
        self.name = name
        self.path = found
    }

    /// Runs to completion and returns stdout, or writes stdout to `output` and returns nothing.
    ///
    /// The program sees the C locale, an empty stdin or `input`, and `directory` as its working directory.
    @discardableResult
    package func run(
        _ arguments: [String], in directory: URL? = nil, input: URL? = nil, output: URL? = nil
    ) async throws -> Data {
        let scratch = FileManager.default.temporaryDirectory.appending(path: "blobgate-run-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        let standardOutput = output ?? scratch.appending(path: "stdout")
        let standardError = scratch.appending(path: "stderr")

        let child = try ChildProcess(
            path, arguments,
            ChildProcess.Setting(
                environment: ProcessInfo.processInfo.environment.merging(["LC_ALL": "C"]) { $1 },
                directory: directory?.path, input: input?.path ?? "/dev/null", output: standardOutput.path,
                error: standardError.path))
        let status = await withTaskCancellationHandler {
            await child.wait()
        } onCancel: {
            child.signal(SIGTERM)
        }

        guard status == 0 else {
            let text = (try? String(decoding: Data(contentsOf: standardError), as: UTF8.self)) ?? ""
            throw ProgramError(program: name, reason: .failed(status: status, message: text))
        }
        return output == nil ? try Data(contentsOf: standardOutput) : Data()
    }
}

/// Why a program failed.
package struct ProgramError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The reason.
    package enum Reason: Hashable, Sendable {
        /// It is not installed.
        case notFound
        /// It exited with a status other than 0 or was killed by a signal; with its stderr.
        case failed(status: Int32, message: String)
    }

    /// The program's name.
    package let program: String
    /// The reason.
    package let reason: Reason

    /// One sentence, with what to do if that is known.
    package var description: String {
        switch reason {
        case .notFound:
            return "\(program) not found: run make deps-test"
        case .failed(let status, let message):
            let shown = message.split(separator: "\n").suffix(5).joined(separator: "; ")
            return "\(program) exited with status \(status): \(shown.isEmpty ? "no error output" : shown)"
        }
    }
}
