import Foundation
import Glibc
import Support
import Testing

/// A hanging credential helper ends together with the gate.
@Suite(.timeLimit(.minutes(10))) struct HangingHelperTests {
    private func run(_ arguments: [String], _ body: (GateHome, GateProcess, pid_t) async throws -> Void) async throws {
        try await ScriptedRegistry.run { registry in
            registry.access = .basic(user: "user", password: "secret")
            try registry.addImage(to: "app", tag: "1", layers: [[1, 2, 3]])
            let home = try GateHome()
            try home.configure(registry)
            try home.write(".docker/config.json", #"{"credsStore":"hangs"}"#)
            try home.writeProgram(
                "bin/docker-credential-hangs", "echo $$ > \(home.path("helper.pid"))\nexec sleep 600")
            let gate = try home.start(
                ["check"] + arguments + ["registry.test/app:1"],
                environment: ["PATH": "\(home.path("bin")):/usr/bin:/bin"])
            defer { gate.signal(9) }
            var pid: pid_t?
            for _ in 0..<500 where pid == nil {
                let text = try? String(contentsOfFile: home.path("helper.pid"), encoding: .utf8)
                pid = text.flatMap { pid_t($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
                if pid == nil { try await Task.sleep(for: .milliseconds(20)) }
            }
            try await body(home, gate, try #require(pid))
        }
    }

    private func isGone(_ pid: pid_t) -> Bool { kill(pid, 0) != 0 && errno == ESRCH }

    @Test func atTheDeadline() async throws {
        try await run(["--deadline", "2s"]) { _, gate, helper in
            let result = try await gate.result(within: .seconds(20))
            #expect(result.status == 75, "\(result)")
            #expect(result.output.contains("access-deadline"), "\(result)")
            #expect(isGone(helper))
        }
    }

    @Test func atSIGTERM() async throws {
        try await run([]) { _, gate, helper in
            #expect(!isGone(helper))
            gate.signal(SIGTERM)
            let result = try await gate.result(within: .seconds(20))
            #expect(result.status == 143, "\(result)")
            #expect(isGone(helper))
        }
    }
}
