import ArgumentParser
import Foundation
import Gate
import Glibc
import OCI
import Record
import Report
import Transfer

/// The `blobgate` executable. It exits with a code from `ExitCode`, or with the status of a failed builder.
@main
struct Main {
    static func main() async {
        // libcurl and OpenSSL would write the keys of every connection, which credentials travel in, to the file that
        // this variable names. There is no other thread yet that could read the environment.
        unsetenv("SSLKEYLOGFILE")
        // A closed pipe must not kill the gate before its verdict is recorded.
        signal(SIGPIPE, SIG_IGN)
        // A core dump would contain credentials.
        var noCore = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &noCore)
        Standard.fillClosed()
        widen()
        ProcessMemory.shareArenas()
        // Before anything that needs a thread or a descriptor: the runtime would wait for ever, or crash.
        if let fault = OpenFiles.startFault(limit: OpenFiles.raise()) ?? threadFault() {
            Standard.error("blobgate: \(fault)\n")
            _exit(ExitCode.undecided.rawValue)
        }
        let code = checkingOutput(await status(Array(CommandLine.arguments.dropFirst())))
        // Event loops may still be closing connections, and OpenSSL's exit handlers free state that they use, which would
        // crash the process after its verdict. Everything that must be saved has been written by now.
        OpenLedgers.closeAll()
        fflush(nil)
        _exit(code)
    }

    /// Starts the last resort, and makes sure that the other threads can be created; says why if not.
    private static func threadFault() -> String? {
        let error = LastResort.shared.start()
        guard error == 0 else { return ThreadProbe.fault(created: 0, of: ThreadProbe.needed, errorNumber: error) }
        let (created, errorNumber) = ThreadProbe.create(ThreadProbe.needed)
        return ThreadProbe.fault(created: created, of: ThreadProbe.needed, errorNumber: errorNumber)
    }

    /// The exit code, for arguments that run no builder.
    static func run(_ arguments: [String]) async -> ExitCode {
        ExitCode(rawValue: await status(arguments)) ?? .software
    }

    private static func status(_ arguments: [String]) async -> Int32 {
        if let unknown = UnknownCommand(arguments) {
            Standard.error("blobgate: \(unknown.message)\nSee \(unknown.help).\n")
            return ExitCode.usage.rawValue
        }
        do {
            var command = try Blobgate.parseAsRoot(RenderOptions.spreading(arguments))
            if let command = command as? any GateCommand {
                warnOfUnknownVariables(command)
                return try await command.execute().rawValue
            }
            let kind = type(of: command)
            // A person wants the help text here. It is not a success: in a script a variable was empty and nothing was proven.
            if !kind.configuration.subcommands.isEmpty {
                Standard.error(Blobgate.helpMessage(for: kind) + "\nError: no subcommand given\n")
                return ExitCode.usage.rawValue
            }
            // ArgumentParser's own help command.
            try command.run()
            return ExitCode.verified.rawValue
        } catch let failure as CommandFailure {
            Standard.error("blobgate: \(failure.message)\n")
            return failure.code.rawValue
        } catch let failure as BuilderProcess.Failure {
            Standard.error(failure.message + "\n")
            return failure.status
        } catch {
            return report(error).rawValue
        }
    }

    /// A misspelled variable would silently have no effect. Commands that list them themselves do so in their own form.
    private static func warnOfUnknownVariables(_ command: any GateCommand) {
        guard !(command is ConfigCommand.Check) else { return }
        for warning in UnknownVariables(ProcessInfo.processInfo.environment).warnings {
            Standard.error("blobgate: warning: \(warning)\n")
        }
    }

    /// The exit code; not a success if standard output could not be written.
    private static func checkingOutput(_ code: Int32) -> Int32 {
        guard let error = Standard.unwritten else { return code }
        Standard.error("blobgate: standard output could not be written: \(String(cString: strerror(error)))\n")
        return code == ExitCode.verified.rawValue ? ExitCode.software.rawValue : code
    }

    /// ArgumentParser indents help by 28 columns and fails on a terminal that is narrower.
    private static func widen() {
        let columns =
            getenv("COLUMNS").flatMap { Int(String(cString: $0)) } ?? TerminalTraits.size(of: STDOUT_FILENO)?.columns
        if let columns, columns < leastColumns { setenv("COLUMNS", "\(leastColumns)", 1) }
    }

    private static let leastColumns = 50

    /// ArgumentParser repeats values that it does not accept.
    private static func withoutPasswords(_ text: String) -> String {
        let values = CommandLine.arguments.flatMap { argument in
            [argument, argument.split(separator: "=", maxSplits: 1).last.map(String.init) ?? argument]
        }
        let shown = values.reduce(text) { text, value in
            value.hidingPassword == value ? text : text.replacing(value, with: value.hidingPassword)
        }
        return shown.hidingPasswords
    }

    /// Maps errors from ArgumentParser: help and version succeed, a wrong command line is `usage`, anything else is a bug.
    private static func report(_ error: any Error) -> ExitCode {
        let text = withoutPasswords(Blobgate.fullMessage(for: error))
        switch Blobgate.exitCode(for: error) {
        case .success:
            Standard.output(text + "\n")
            return .verified
        case .validationFailure:
            Standard.error(Standard.ascii(text) + "\n")
            return .usage
        default:
            Standard.error(Standard.ascii("blobgate: \(text)\n"))
            return .software
        }
    }
}
