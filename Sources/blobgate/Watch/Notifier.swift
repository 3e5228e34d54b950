import Foundation
import OCI
import Record
import Registry
import Report
import Subprocess
import SystemPackage
import Transfer

/// Sends the notifications of a watch: to a program, to a URL, or to both. What cannot be sent is tried again after the next
/// round.
struct Notifier: Sendable {
    /// A notification, and what has not taken it yet.
    private struct Waiting: Sendable {
        let json: String
        var targets: [Target]
    }

    private enum Target: Hashable, Sendable {
        case program([String])
        case url(String)
    }

    /// How often a notification is tried in one round, and how long an attempt may take in total.
    private static let attempts = 3
    private static let limit = Duration.seconds(20)
    /// Older notifications than these are dropped.
    private static let mostWaiting = 20

    private let targets: [Target]
    private let engine: TransferEngine?
    private let proxies: ProxyRules
    private var waiting: [Waiting] = []
    /// The pause before the second attempt; the next one is longer.
    var pause = Duration.milliseconds(500)

    init(setup: Setup, options: WatchOptions) throws {
        var targets: [Target] = []
        if let text = try setup.settings.value(Settings.watch.notifyCommand, options.notifyCommand) {
            do throws(CommandWords.Fault) {
                targets.append(.program(try CommandWords.split(text)))
            } catch {
                throw CommandFailure(.configuration, "the command for notifications: \(error.message)")
            }
        }
        if let text = try setup.settings.value(Settings.watch.notifyURL, options.notifyURL) {
            guard WatchOptions.isURL(text) else {
                throw CommandFailure(.configuration, "the URL for notifications is not an http or https URL")
            }
            targets.append(.url(text))
        }
        self.targets = targets
        proxies = try setup.proxies()
        let isPosting = targets.contains { if case .url = $0 { true } else { false } }
        engine = isPosting ? TransferEngine(loops: 1, authorities: setup.systemAuthorities) : nil
    }

    /// The same notifier with the targets of new settings; what waits is sent to the targets that are still there.
    func following(_ earlier: Notifier) -> Notifier {
        var next = self
        next.waiting = earlier.waiting.map { one in
            var one = one
            one.targets.removeAll { !targets.contains($0) }
            return one
        }
        return next
    }

    /// Whether something was not sent.
    var isWaiting: Bool { !waiting.isEmpty }

    /// Adds a notification; `deliver` sends it.
    mutating func add(_ notification: WatchNotification) {
        waiting.append(Waiting(json: notification.json, targets: targets))
    }

    /// Sends what waits, in order. The oldest of too many is dropped.
    /// - Returns: Why something could not be sent, without the URL, which may contain a secret.
    mutating func deliver() async -> [String] {
        var failures: [String] = []
        let excess = waiting.count - Self.mostWaiting
        if excess > 0 {
            waiting.removeFirst(excess)
            failures.append("\(Units.counted(excess, "old notification")) dropped: too many wait")
        }
        for index in waiting.indices {
            var left: [Target] = []
            for target in waiting[index].targets {
                // A target that fails would fail for the next notification too, and must get them in order.
                let isBlocked = waiting[..<index].contains { $0.targets.contains(target) }
                guard !isBlocked, let fault = await send(waiting[index].json, to: target) else {
                    if isBlocked { left.append(target) }
                    continue
                }
                failures.append(fault)
                left.append(target)
            }
            waiting[index].targets = left
        }
        waiting.removeAll { $0.targets.isEmpty }
        return failures
    }

    /// - Returns: Why it failed.
    private func send(_ json: String, to target: Target) async -> String? {
        var fault: String?
        for attempt in 0..<Self.attempts {
            if attempt > 0 { try? await Task.sleep(for: pause * (attempt * attempt)) }
            if Task.isCancelled { return fault ?? "the watch ended before a notification was sent" }
            switch target {
            case .program(let words): fault = await run(words, json)
            case .url(let url): fault = await post(json, to: url)
            }
            if fault == nil { return nil }
        }
        return fault
    }

    private func post(_ json: String, to url: String) async -> String? {
        let name = "the URL for notifications"
        guard let engine else { return "\(name): libcurl cannot be initialised" }
        var request = TransferRequest(url: url)
        request.json = json
        request.headers = [
            ("Content-Type", "application/json"), ("User-Agent", "blobgate/\(Blobgate.version)"), ("Accept", "*/*"),
        ]
        request.limits = TransferLimits(connect: .seconds(5), stall: .seconds(10))
        request.freshConnection = true
        request.smallBody = true
        if let url = URL(string: url) { request.proxy = proxies.proxy(for: url) }
        let (posted, limit) = (request, Self.limit)
        let posting = Task { await engine.perform(posted, into: DiscardingSink()).result }
        // The limits of a transfer allow an answer that never ends, as long as it goes on.
        let timer = Task {
            try await Task.sleep(for: limit)
            posting.cancel()
        }
        defer { timer.cancel() }
        let result = await withTaskCancellationHandler {
            await posting.value
        } onCancel: {
            posting.cancel()
        }
        if let status = result.head?.status {
            return (200..<300).contains(status) ? nil : "\(name) answered with status \(status)"
        }
        return "\(name) did not answer: \(result.failure.map { "\($0.kind)" } ?? "no response")"
    }

    private func run(_ words: [String], _ json: String) async -> String? {
        guard let program = words.first else { return nil }
        let shown = "the command for notifications, \(program.escapedASCII(limit: 100)),"
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [
            .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .milliseconds(500))
        ]
        let limit = Self.limit
        do {
            let status = try await withThrowingTaskGroup(of: TerminationStatus?.self) { [options] group in
                group.addTask {
                    try await Subprocess.run(
                        program.contains("/") ? .path(FilePath(program)) : .name(program),
                        arguments: Arguments(Array(words.dropFirst())), platformOptions: options,
                        input: .inputWriter, output: .discarded, error: .discarded
                    ) { execution in
                        // A program that does not read its input decides by its status alone whether it has told anyone.
                        _ = try? await execution.standardInputWriter.write(json + "\n")
                        try? await execution.standardInputWriter.finish()
                    }.terminationStatus
                }
                group.addTask {
                    try await Task.sleep(for: limit)
                    return nil
                }
                defer { group.cancelAll() }
                return try await group.next() ?? nil
            }
            return switch status {
            case .exited(0): nil
            case .exited(let code): "\(shown) exited with status \(code)"
            case .signaled(let signal): "\(shown) was killed by signal \(signal)"
            case nil: "\(shown) did not end within \(TimeSpan(limit))"
            }
        } catch {
            return "\(shown) could not be run: \("\(error)".escapedASCII(limit: 200))"
        }
    }
}
