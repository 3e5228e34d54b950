import Foundation
import Gate
import OCI
import Record
import Release
import Subprocess
import Synchronization
import SystemPackage

/// Runs a user's own tool to its end, and takes what it prints.
///
/// The tool sees an empty standard input and a session of its own, so that nobody is asked for anything, and ends with all
/// that it started when the gate is interrupted or the time is over.
struct RenderTool: Sendable {
    let limit: Duration

    /// How much a tool may print, in bytes: what a file of manifests may have.
    static let outputLimit = 64 << 20
    /// How much of the end of its messages is kept, in bytes.
    private static let keptOfMessages = 16 << 10
    private static let shownLines = 20

    /// What a tool printed, and the command that did; throws an `InputError`, or the end of an interrupted gate.
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
            throw fault("had not ended after \(TimeSpan(limit)) and was stopped; --deadline gives it more time")
        }
        switch ended.status {
        case .exited(0): break
        case .exited(let code): throw fault("ended with status \(code)\(Self.said(ended.messages))")
        case .signaled(let signal): throw fault("was ended by signal \(signal)\(Self.said(ended.messages))")
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

    /// The value of the work, `nil` when it takes longer than the limit.
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

    /// Does the work; SIGINT and SIGTERM end it, and then the gate.
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
                "interrupted while it waited for \(command.shown.escapedASCII(limit: 400)); nothing was checked")
        }
        return try result.get()
    }

    /// The last lines of what a tool wrote to standard error, each on a line of its own.
    private static func said(_ messages: [UInt8]) -> String {
        let lines = String(decoding: messages, as: UTF8.self).split(whereSeparator: \.isNewline)
            .filter { !$0.allSatisfy(\.isWhitespace) }
        guard !lines.isEmpty else { return ", without a word" }
        let left = lines.count > shownLines ? ["..."] : []
        let shown = left + lines.suffix(shownLines).map { $0.escapedASCII(limit: 400).replacing(#"\""#, with: "\"") }
        return "; it said:" + shown.map { "\n    \($0)" }.joined()
    }

    private static func missing(_ command: RenderCommand, _ substitute: String?) -> InputError {
        let program = command.program.escapedASCII(limit: 200)
        let both = substitute.map { ", and neither is \($0)" } ?? ""
        let isPath = program.contains("/")
        let names = isPath ? ", or name another with" : ", or name it with"
        let variable = command.isHelm ? "\(names) \(EnvironmentVariable.helm.rawValue)" : ""
        let words =
            "\(program) is not a program \(isPath ? "that can be run" : "in PATH")\(both); install it\(variable), or render "
            + "elsewhere and check the manifests with -f"
        return InputError(.output(of: command.shown), .program(words))
    }
}

/// The first signal that came.
private final class ReceivedSignal: Sendable {
    private let first = Mutex<Int32?>(nil)

    var number: Int32? { first.withLock { $0 } }

    /// Whether it is the first.
    func take(_ number: Int32) -> Bool {
        first.withLock { first in
            guard first == nil else { return false }
            first = number
            return true
        }
    }
}
