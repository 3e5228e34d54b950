import ArgumentParser
import Gate
import Record
import Report

/// A command of the gate.
protocol GateCommand: ParsableCommand {
    /// Does its work.
    /// - Returns: How the process ends: the verdict, where the command has one.
    /// - Throws: What kept it from its work: `CommandFailure`, `BuilderProcess.Failure`, or a defect.
    func execute() async throws -> ExitCode
}

/// The codes of the table, not those of the parser of the command line.
typealias ExitCode = Record.ExitCode

/// Why a command could not do its work: wrong usage, an input or a setting that cannot be used, a tool that is broken.
struct CommandFailure: Error {
    let code: ExitCode
    let message: String
    /// What is wrong, one by one; none where the message is all that is known.
    let faults: [RunFault]
    /// How many more there are.
    let omitted: Int

    init(_ code: ExitCode, _ message: String, _ faults: [RunFault] = [], omitted: Int = 0) {
        self.code = code
        self.message = message
        self.faults = faults
        self.omitted = omitted
    }
}
