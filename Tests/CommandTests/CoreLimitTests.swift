import Foundation
import Support
import Testing

/// A core dump would contain credentials.
@Suite(.timeLimit(.minutes(10))) struct CoreLimitTests {
    @Test func aRunningGateWritesNoCoreFile() async throws {
        try await ScriptedRegistry.run { registry in
            registry.on(.any, .noReply(.stall))
            let home = try GateHome()
            try home.configure(registry)
            let gate = try home.start(["check", "registry.test/app:1"])
            defer { gate.signal(9) }
            for _ in 0..<500 where registry.requests.isEmpty { try await Task.sleep(for: .milliseconds(20)) }
            #expect(!registry.requests.isEmpty)
            let limits = try String(contentsOfFile: "/proc/\(gate.pid)/limits", encoding: .utf8)
            let line = try #require(limits.split(separator: "\n").first { $0.hasPrefix("Max core file size") })
            #expect(line.split(separator: " ").dropFirst(4).map(String.init) == ["0", "0", "bytes"], "\(line)")
        }
    }
}
