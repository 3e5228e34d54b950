package import Foundation
import Glibc
package import Support

/// A server that ends with this object, and never outlives this process.
package final class LeashedProgram: Sendable {
    /// Its process.
    package let pid: pid_t
    private let leash: Leash
    private let process: ServiceProcess

    /// Starts a program with both outputs appended to a log.
    ///
    /// - Throws: `LabError` if it cannot be started or ends at once.
    package init(_ program: Program, _ arguments: [String], log: URL) throws {
        let number = log.appendingPathExtension("number")
        try? FileManager.default.removeItem(at: number)
        leash = try Leash(program.path, arguments, numberFile: number, log: log)
        guard let pid = Self.pid(in: number), let process = ServiceProcess(pid: pid, program: program.name) else {
            let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
            throw LabError("\(program.name) exited at startup; its log ends: \(text.suffix(500))")
        }
        self.pid = pid
        self.process = process
    }

    /// Whether it is running.
    package var isRunning: Bool { process.isRunning }

    /// Terminates it and waits for its end.
    package func stop() async throws {
        try await process.stop()
        try await leash.release()
    }

    /// Waits up to 2 s for the number that the leash writes.
    private static func pid(in file: URL) -> pid_t? {
        for _ in 0..<400 {
            if let text = try? String(contentsOf: file, encoding: .utf8) {
                return pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines))
            }
            usleep(5000)
        }
        return nil
    }
}
