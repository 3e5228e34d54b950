import ArgumentParser
import Gate
import OCI
import Record
import Report

/// A subcommand with its own exit code.
protocol GateCommand: ParsableCommand {
    /// Runs the command.
    /// - Returns: The exit code: that of the verdict, for commands that have one.
    /// - Throws: `CommandFailure`, `BuilderProcess.Failure`, or any other error, which is a bug.
    func execute() async throws -> ExitCode
}

/// Blobgate's exit codes, not those of ArgumentParser.
typealias ExitCode = Record.ExitCode

/// Why a command failed: a usage error, an unusable input or setting, or a broken tool.
struct CommandFailure: Error {
    let code: ExitCode
    /// What a person reads, without passwords.
    let message: String
    /// The individual faults; empty if there is only the message.
    let faults: [RunFault]
    /// How many faults were left out of `faults`.
    let omitted: Int

    init(_ code: ExitCode, _ message: String, _ faults: [RunFault] = [], omitted: Int = 0) {
        self.code = code
        self.message = message.hidingPasswords
        self.faults = faults
        self.omitted = omitted
    }
}
