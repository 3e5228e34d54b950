import Foundation

/// The result of a shell command.
package struct ShellResult: Sendable, CustomStringConvertible {
    /// The command, as it was given.
    package let command: String
    /// The exit code.
    package let status: Int32
    /// Standard output.
    package let output: String
    /// Standard error.
    package let error: String

    /// Everything, for test failures.
    package var description: String { "$ \(command)\nstatus \(status)\n\(output)\(error)" }
}

extension GateHome {
    /// Runs a command as if this user pasted it into a shell, with the built `blobgate` in `PATH`.
    package func shell(_ command: String, environment added: [String: String] = [:]) async throws -> ShellResult {
        let name = UUID().uuidString
        let output = try write("shell/\(name).out", "")
        let error = try write("shell/\(name).err", "")
        let bin = GateProcess.executable.deletingLastPathComponent().path
        let own = ["PATH": "\(bin):/usr/sbin:/usr/bin:/sbin:/bin", "no_proxy": "*"]
        let child = try ChildProcess(
            "/bin/sh", ["-c", command],
            ChildProcess.Setting(
                environment: environment.merging(own) { $1 }.merging(added) { $1 }, directory: directory.path,
                output: output, error: error))
        let status = await child.wait()
        return ShellResult(
            command: command, status: status, output: try String(contentsOfFile: output, encoding: .utf8),
            error: try String(contentsOfFile: error, encoding: .utf8))
    }
}
