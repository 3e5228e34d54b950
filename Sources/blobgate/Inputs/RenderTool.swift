import Foundation
import Gate
import OCI
import Record
import Release
import Subprocess
import Synchronization
import SystemPackage

/// Runs a rendering tool and collects its output.
///
/// The tool gets an empty standard input and its own session, so it cannot prompt. If the gate is interrupted or the time
/// limit expires, its whole process group is terminated.
struct RenderTool: Sendable {
    let limit: Duration

    /// The largest output of a tool in bytes, the same as for a manifest file.
    static let outputLimit = 64 << 20
    /// How many bytes of its standard error are kept, from the end.
    private static let keptOfMessages = 16 << 10
    private static let shownLines = 20

    /// Runs the command, or its substitute if the program is missing.
    /// - Returns: The output, and the command that printed it.
    /// - Throws: `InputError`, or `CommandFailure` if the gate is interrupted.
    func run(_ command: RenderCommand) async throws -> (bytes: [UInt8], source: InputSource) {
        do {
            return try await run(command, orElse: command.substitute?.program)
        } catch is MissingProgram {
            guard let substitute = command.substitute else { throw Self.missing(command, nil) }
            let other = RenderCommand(substitute.program, substitute.arguments)
            do {
                return try await run(other, orElse: nil)
            } catch is MissingProgram {
                throw Self.missing(command, substitute.program)
            }
        }
    }

    private struct MissingProgram: Error {}

    private func run(
        _ command: RenderCommand, orElse substitute: String?
    ) async throws -> (bytes: [UInt8], source: InputSource) {
        let source = InputSource.output(of: command.shown)
        func fault(_ words: String) -> InputError { InputError(source, .program(words)) }
        let ended: Ended?
        do {
            ended = try await interruptible(command) { try await limited { try await collect(command) } }
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw MissingProgram()
        } catch is TooMuchOutput {
            throw fault(
                "printed more than \(Self.outputLimit >> 20) MiB; render the release in parts, and check each with -f")
        } catch let error as SubprocessError {
            throw fault("could not be run: \("\(error)".escapedASCII(limit: 300))")
        }
        guard let ended else {
            throw fault("timed out after \(TimeSpan(limit)) and was stopped; --deadline gives it more time")
        }
        switch ended.status {
        case .exited(0): break
        case .exited(let code): throw fault("exited with status \(code)\(Self.said(ended.messages))")
        case .signaled(let signal): throw fault("was killed by signal \(signal)\(Self.said(ended.messages))")
        }
        guard ended.output.contains(where: { $0 > 0x20 }) else {
            throw fault("printed nothing, so there is no image to check\(Self.said(ended.messages))")
        }
        return (ended.output, source)
    }

    private struct Ended: Sendable {
        let status: TerminationStatus
        let output: [UInt8]
        let messages: [UInt8]
    }

    private struct TooMuchOutput: Error {}

    private func collect(_ command: RenderCommand) async throws -> Ended {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [
            .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .milliseconds(500))
        ]
        let isPath = command.program.contains("/")
        let result = try await Subprocess.run(
            isPath ? .path(FilePath(command.program)) : .name(command.program), arguments: Arguments(command.arguments),
            platformOptions: options, input: .none, output: .sequence, error: .sequence
        ) { execution in
            async let messages = Self.end(of: execution.standardError)
            let output = try await Self.all(of: execution.standardOutput)
            return (output, try await messages)
        }
        return Ended(status: result.terminationStatus, output: result.closureResult.0, messages: result.closureResult.1)
    }

    private static func all(of sequence: SubprocessOutputSequence) async throws -> [UInt8] {
        var output: [UInt8] = []
        for try await buffer in sequence {
            buffer.withUnsafeBytes { output += $0 }
            guard output.count <= outputLimit else { throw TooMuchOutput() }
        }
        return output
    }

    private static func end(of sequence: SubprocessOutputSequence) async throws -> [UInt8] {
        var kept: [UInt8] = []
        for try await buffer in sequence {
            buffer.withUnsafeBytes { kept += $0 }
            if kept.count > keptOfMessages { kept.removeFirst(kept.count - keptOfMessages) }
        }
        return kept
    }

    /// The result of the work; `nil` if it exceeds the time limit.
    private func limited(_ work: @escaping @Sendable () async throws -> Ended) async throws -> Ended? {
        try await withThrowingTaskGroup(of: Ended?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                try await Task.sleep(for: limit)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }

    /// Runs the work; SIGINT and SIGTERM cancel it and end the gate.
    private func interruptible(
        _ command: RenderCommand, _ work: @escaping @Sendable () async throws -> Ended?
    ) async throws -> Ended? {
        let task = Task { try await work() }
        let received = ReceivedSignal()
        let signals = Signals { number in
            guard received.take(number) else { return false }
            task.cancel()
            return true
        }
        defer { signals.stop() }
        let result = await task.result
        if let number = received.number {
            throw CommandFailure(
                number == SIGINT ? .interrupted : .terminated,
                "interrupted while waiting for \(command.shown.escapedASCII(limit: 400)); nothing was checked")
        }
        return try result.get()
    }

    /// The last lines of the tool's standard error, one per line.
    private static func said(_ messages: [UInt8]) -> String {
        let lines = String(decoding: messages, as: UTF8.self).split(whereSeparator: \.isNewline)
            .filter { !$0.allSatisfy(\.isWhitespace) }
        guard !lines.isEmpty else { return ", with no output on standard error" }
        let left = lines.count > shownLines ? ["..."] : []
        let shown = left + lines.suffix(shownLines).map { $0.escapedASCII(limit: 400).replacing(#"\""#, with: "\"") }
        return "; standard error:" + shown.map { "\n    \($0)" }.joined()
    }

    private static func missing(_ command: RenderCommand, _ substitute: String?) -> InputError {
        let program = command.program.escapedASCII(limit: 200)
        let both = substitute.map { ", nor is \($0)" } ?? ""
        let isPath = program.contains("/")
        let names = isPath ? ", or set another with" : ", or set it with"
        let variable = command.isHelm ? "\(names) \(EnvironmentVariable.helm.rawValue)" : ""
        let words =
            "\(program) is not \(isPath ? "executable" : "in PATH")\(both); install it\(variable), or render elsewhere and "
            + command.elsewhere
        return InputError(.output(of: command.shown), .program(words))
    }
}

/// The first signal received.
private final class ReceivedSignal: Sendable {
    private let first = Mutex<Int32?>(nil)

    var number: Int32? { first.withLock { $0 } }

    /// Records the signal; false if another was recorded before.
    func take(_ number: Int32) -> Bool {
        first.withLock { first in
            guard first == nil else { return false }
            first = number
            return true
        }
    }
}
