import Foundation

/// A process that was not started here, such as what a program under test has started: whether it is gone.
package enum EndedProcess {
    /// Waits until a process does nothing any more; what is left of it after that time, and `nil` when it is gone.
    ///
    /// A signal is on its way until the process runs again, and what is dead is a zombie until somebody reaps it.
    package static func remains(of pid: Int32, after limit: Duration = .seconds(10)) async throws -> String? {
        let end = ContinuousClock.now + limit
        while true {
            let state = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
            if state.isEmpty || state.contains(") Z ") { return nil }
            guard ContinuousClock.now < end else { return state }
            try await Task.sleep(for: .milliseconds(10))
        }
    }
}
