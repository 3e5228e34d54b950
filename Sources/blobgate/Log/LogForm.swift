import Foundation
import Gate
import Synchronization

/// What standard error has: the values of `--log`.
enum LogForm: String, CaseIterable, Sendable {
    /// Text for people.
    case text
    /// One JSON document per line.
    case json

    private static let chosen = Mutex<LogForm>(.text)

    /// The form of this process.
    static var current: LogForm { chosen.withLock { $0 } }

    /// Sets the form. An invalid variable is reported by the session, which reads it again.
    static func choose(
        _ flag: LogForm?, environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
        let variable = try? Environment(environment).value(Settings.command.log)
        let form = Settings.command.log.resolved(flag ?? variable)
        chosen.withLock { $0 = form }
    }
}
