import Foundation
import Gate
import Record
import Support
import Testing

/// `hooks/systemd`: units that systemd accepts, and a confined service.
@Suite struct SystemdTests {
    private static let analyze = "/usr/bin/systemd-analyze"
    private static let hasSystemd = FileManager.default.isExecutableFile(atPath: analyze)
    private let service = HookFile("systemd/blobgate-verify.service")
    private let watch = HookFile("systemd/blobgate-watch.service")
    private let timer = HookFile("systemd/blobgate-verify.timer")

    /// The values of each `Section.Key` (systemd.syntax(7)).
    private func values(_ file: HookFile) throws -> [String: [String]] {
        var section = ""
        var found: [String: [String]] = [:]
        for line in try file.text.replacing("\\\n", with: " ").split(separator: "\n") where !line.hasPrefix("#") {
            if line.hasPrefix("[") {
                section = String(line.dropFirst().dropLast())
            } else {
                let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                #expect(parts.count == 2, "\(file.name): \(line)")
                found["\(section).\(parts[0])", default: []].append(String(parts.last ?? ""))
            }
        }
        return found
    }

    @Test func theServiceIsConfined() throws {
        let unit = try values(service)
        let expected = [
            "Type": "oneshot", "User": "blobgate", "StateDirectory": "blobgate", "ProtectSystem": "strict",
            "ProtectHome": "yes", "NoNewPrivileges": "yes", "PrivateTmp": "yes", "PrivateDevices": "yes",
            "CapabilityBoundingSet": "", "RestrictNamespaces": "yes", "SystemCallFilter": "@system-service",
        ]
        for (key, value) in expected { #expect(unit["Service.\(key)"] == [value], "\(key)") }
        // systemd's timeout is longer than the gate's own deadline, at which the gate reports what is still open.
        #expect(unit["Service.TimeoutStartSec"] == ["3h"])
        #expect(unit["Service.Environment"]?.contains("BLOBGATE_DEADLINE=2h") == true)
        #expect(try values(timer)["Timer.Persistent"] == ["true"])
        #expect(try values(timer)["Install.WantedBy"] == ["timers.target"])
    }

    @Test func onlyUndecidedIsRetried() throws {
        let unit = try values(service)
        #expect(unit["Service.Restart"] == ["on-failure"])
        let prevented = Set(
            unit["Service.RestartPreventExitStatus"]?.first?.split(separator: " ").map { Int32($0) ?? -1 } ?? [])
        let ending = Set(ExitCode.allCases.map(\.rawValue)).subtracting([0, ExitCode.undecided.rawValue])
        #expect(prevented == ending)
    }

    /// If the interval is shorter than this many runs, the limit is never reached, and a unit that stays undecided never fails.
    @Test func theLimitOfStartsIsReached() throws {
        func seconds(_ text: String?) throws -> Int {
            let match = try #require(text?.wholeMatch(of: /(\d+)(min|h)/))
            return try #require(Int(match.1)) * (match.2 == "h" ? 3600 : 60)
        }
        let unit = try values(service)
        let burst = try #require(unit["Unit.StartLimitBurst"]?.first.flatMap { Int($0) })
        let interval = try seconds(unit["Unit.StartLimitIntervalSec"]?.first)
        let deadline = try #require(
            unit["Service.Environment"]?.compactMap { $0.wholeMatch(of: /BLOBGATE_DEADLINE=(.*)/)?.1 }.first)
        let longest = try seconds(String(deadline)) + seconds(unit["Service.RestartSec"]?.first)
        #expect(burst >= 2)
        #expect(interval > burst * longest)
        // The interval ends before the timer's next start.
        #expect(interval < 22 * 3600)
    }

    /// The watch is confined like the nightly check, is reloaded by SIGHUP, and is started again after all that a person need not
    /// repair first.
    @Test func theWatchIsConfinedAndStaysUp() throws {
        let unit = try values(watch)
        let nightly = try values(service)
        let confining = nightly.filter { key, _ in
            let name = key.dropFirst("Service.".count)
            return [
                "Protect", "Private", "Restrict", "NoNew", "Capab", "Ambient", "System", "Lock", "Memory", "Remove",
            ]
            .contains { name.hasPrefix($0) } && !name.hasPrefix("RestartPrevent")
        }
        #expect(confining.count >= 20)
        for (key, value) in confining { #expect(unit[key] == value, "\(key)") }
        #expect(unit["Service.Type"] == ["exec"])
        #expect(unit["Service.ExecReload"] == ["/bin/kill -HUP $MAINPID"])
        #expect(unit["Service.SuccessExitStatus"] == ["\(ExitCode.terminated.rawValue)"])
        #expect(unit["Service.Restart"] == ["on-failure"])
        let mistakes: [ExitCode] = [.usage, .input, .configuration]
        #expect(
            unit["Service.RestartPreventExitStatus"] == [mistakes.map { "\($0.rawValue)" }.joined(separator: " ")])
    }

    @Test func theCommandOfTheWatchIsOneOfTheGate() async throws {
        let command = try #require(try values(watch)["Service.ExecStart"]?.first)
        let call = try #require(gateCalls(in: command).first)
        try await expectKnown(call)
        try await Scene.run { scene in
            let state = scene.home.directory.path
            let words = call.map {
                $0.replacing("/etc/blobgate", with: state).replacing("/var/lib/blobgate", with: state)
            }
            let result = try await scene.run((["blobgate"] + words + ["--rounds", "1"]).joined(separator: " "))
            #expect(result.status == 0, "\(result)")
            let metrics = try String(contentsOfFile: scene.home.path("watch.prom"), encoding: .utf8)
            #expect(metrics.contains("blobgate_watch_condition{gate=\"watch\",condition=\"good\"} 1\n"), "\(metrics)")
        }
    }

    @Test func theCommandIsOneOfTheGate() async throws {
        let command = try #require(try values(service)["Service.ExecStart"]?.first)
        let call = try #require(gateCalls(in: command).first)
        try await expectKnown(call)
        try await Scene.run { scene in
            let state = scene.home.directory.path
            let words = call.map {
                $0.replacing("/etc/blobgate", with: state).replacing("/var/lib/blobgate", with: state)
            }
            let result = try await scene.run((["blobgate"] + words).joined(separator: " "))
            #expect(result.status == 0, "\(result)")
            let metrics = try String(contentsOfFile: scene.home.path("blobgate.prom"), encoding: .utf8)
            #expect(metrics.contains("blobgate_"), "\(metrics)")
        }
    }

    @Test(.enabled(if: hasSystemd)) func systemdAcceptsTheUnits() async throws {
        let home = try GateHome()
        // systemd requires an existing program, but blobgate need not be installed where tests run.
        try home.write(
            "blobgate-verify.service",
            try service.text.replacing("/usr/local/bin/blobgate", with: GateProcess.executable.path))
        try home.write("blobgate-verify.timer", try timer.text)
        try home.write(
            "blobgate-watch.service",
            try watch.text.replacing("/usr/local/bin/blobgate", with: GateProcess.executable.path))
        let result = try await home.shell(
            "\(Self.analyze) verify --man=no ./blobgate-verify.service ./blobgate-verify.timer ./blobgate-watch.service"
        )
        #expect(result.status == 0 && result.error.isEmpty, "\(result)")
        let broken = try service.text.replacing("Restart=on-failure", with: "Restart=always")
        try home.write("blobgate-verify.service", broken)
        let refused = try await home.shell("\(Self.analyze) verify --man=no ./blobgate-verify.service")
        #expect(refused.status != 0, "\(refused)")
    }
}
