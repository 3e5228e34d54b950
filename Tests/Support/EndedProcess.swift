import Foundation

/// A process that was not started here, for example by a program under test: whether it is gone.
package enum EndedProcess {
    /// Waits until a process is gone. Returns its state if it is still there after the limit; `nil` if it is gone.
    ///
    /// A signal is pending until the process runs again, and a dead process is a zombie until it is reaped.
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
