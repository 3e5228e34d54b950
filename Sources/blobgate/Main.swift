import ArgumentParser
import Gate
import Glibc
import Record
import Report
import Transfer

/// The command `blobgate`. Every way out of it is a code of the table in `ExitCode`, or the status of a builder that failed.
@main
struct Main {
    static func main() async {
        // A reader that goes away must not end the gate before its verdict is recorded.
        signal(SIGPIPE, SIG_IGN)
        // A core file would hold credentials.
        var noCore = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &noCore)
        Standard.fillClosed()
        widen()
        ProcessMemory.shareArenas()
        let code = told(await status(Array(CommandLine.arguments.dropFirst())))
        // Loops may still be closing connections, and what OpenSSL cleans up at exit is what they use: a verdict would end
        // in a crash. All that is to be kept has been written.
        fflush(nil)
        _exit(code)
    }

    /// The code of the table, where the arguments run no builder.
    static func run(_ arguments: [String]) async -> ExitCode {
        ExitCode(rawValue: await status(arguments)) ?? .software
    }

    private static func status(_ arguments: [String]) async -> Int32 {
        do {
            var command = try Blobgate.parseAsRoot(RenderOptions.spreading(arguments))
            if let command = command as? any GateCommand { return try await command.execute().rawValue }
            let kind = type(of: command)
            // Help is what a person wants then, and no success: in a script a variable was empty, and nothing was proven.
            if !kind.configuration.subcommands.isEmpty {
                Standard.error(Blobgate.helpMessage(for: kind) + "\nError: no command is named\n")
                return ExitCode.usage.rawValue
            }
            // Help, which is one of the parser's own commands.
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

    /// The code, which is no success where standard output has not got what was said.
    private static func told(_ code: Int32) -> Int32 {
        guard let error = Standard.unwritten else { return code }
        Standard.error("blobgate: standard output could not be written: \(String(cString: strerror(error)))\n")
        return code == ExitCode.verified.rawValue ? ExitCode.software.rawValue : code
    }

    /// The parser indents its help by 28 columns, and has no words for a terminal that has not got them.
    private static func widen() {
        let columns =
            getenv("COLUMNS").flatMap { Int(String(cString: $0)) } ?? TerminalTraits.size(of: STDOUT_FILENO)?.columns
        if let columns, columns < leastColumns { setenv("COLUMNS", "\(leastColumns)", 1) }
    }

    private static let leastColumns = 50

    /// The parser's own endings: help and version are no failure, a wrong command line is `usage`, the rest is ours.
    private static func report(_ error: any Error) -> ExitCode {
        let text = Blobgate.fullMessage(for: error)
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
