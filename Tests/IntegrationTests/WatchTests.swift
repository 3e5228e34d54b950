import Foundation
import Lab
import OCI
import Support
import Testing

/// `blobgate watch` on real caches: it finds damage without a deploy, within the time that it promises, and says so once.
@Suite(.twoAtATime) struct WatchTests {
    /// The notifications that the command has received, oldest first.
    private struct Inbox {
        let path: String

        init(_ home: GateHome) throws {
            path = home.path("inbox.jsonl")
            try home.writeProgram("take", "cat >>'\(home.path("inbox.jsonl"))'\n")
        }

        func messages() throws -> [[String: Any]] {
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
            return try text.split(separator: "\n").compactMap {
                try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
            }
        }
    }

    private static func rounds(_ process: GateProcess) -> Int {
        process.output.split(separator: "\n").count { $0.contains(" UTC round ") }
    }

    private static func wait(for rounds: Int, of process: GateProcess) async throws {
        let end = ContinuousClock.now + .seconds(60)
        while Self.rounds(process) < rounds {
            try #require(process.isRunning && ContinuousClock.now < end, "\(process.output)\(process.error)")
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// Ten rounds. A slice of a cache goes bad after round three; three rounds read every byte, so a round up to the seventh finds it.
    @Test func itFindsTheDamageOfTheIncidentWithoutADeploy() async throws {
        try await GateLab.run { lab in
            try await lab.warm()
            let inbox = try Inbox(lab.home)
            try lab.home.write("images.txt", lab.lab.references.joined(separator: "\n") + "\n")
            let process = try lab.start([
                "watch", "--from", "images.txt", "--every", "700ms", "--within", "2100ms", "--rounds", "10",
                "--notify-command", lab.home.path("take"), "--output", "openmetrics=watch.prom",
            ])
            try await Self.wait(for: 3, of: process)
            let layer = try lab.layer
            try lab.lab.zero(layer, at: RunningLab.sliceSize, length: RunningLab.sliceSize, on: .front2)
            try await Self.wait(for: 8, of: process)
            let found = try inbox.messages()
            #expect(found.map { $0["event"] as? String } == ["refused"], "\(process.output)\(process.error)")
            #expect((found.first?["round"] as? Int ?? 99) <= 7)
            let faults = found.first?["faults"] as? [[String: Any]] ?? []
            #expect(faults.map { $0["backend"] as? String } == ["front2"])
            #expect(faults.map { $0["digest"] as? String } == [layer.digest.description])
            #expect(faults.map { $0["code"] as? String } == ["content-digest"])
            let bad = try String(contentsOfFile: lab.home.path("watch.prom"), encoding: .utf8)
            #expect(bad.contains("blobgate_watch_condition{gate=\"watch\",condition=\"refused\"} 1\n"), "\(bad)")
            #expect(bad.contains("blobgate_watch_open_faults{gate=\"watch\"} 1\n"))
            try lab.lab.evict(layer, on: .front2)
            let result = try await process.result(within: .seconds(60))
            #expect(result.status == 0, "\(result)")
            #expect(try inbox.messages().map { $0["event"] as? String } == ["refused", "healed"], "\(result)")
            let lines = result.output.split(separator: "\n")
            #expect(lines.count == 10, "\(result)")
            #expect(lines.last?.contains(" round 10: good; ") == true, "\(result)")
            #expect(lines.contains { $0.contains(": refused: 1 open fault: wrong bytes: ") }, "\(result)")
            // The diagnosis is printed when the fault is found, and not in each round.
            #expect(result.error.ranges(of: "REFUSED: wrong bytes").count == 1, "\(result)")
            // The load is spread: no round but the first after damage reads everything.
            let good = try String(contentsOfFile: lab.home.path("watch.prom"), encoding: .utf8)
            #expect(good.contains("blobgate_watch_unproven_claims{gate=\"watch\"} 0\n"), "\(good)")
        }
    }

    /// A budget is kept: with a tenth of the bytes per round, no round reads more.
    @Test func noRoundReadsMoreThanItsBudget() async throws {
        try await GateLab.run { lab in
            let (_, report) = try await lab.check()
            let largest = try #require(lab.lab.images.flatMap(\.blobs).map(\.size).max())
            let budget = largest + largest / 2
            let mark = try await lab.lab.mark()
            let result = try await lab.gate(
                [
                    "watch", "--every", "300ms", "--within", "301ms", "--rounds", "4", "--budget", "\(budget)/round",
                ] + lab.lab.references)
            // Everything is due, and a round may read only a part.
            #expect(result.status == 75, "\(result)")
            #expect(result.output.contains(" round 4: behind; "), "\(result)")
            let pulled = try await lab.lab.requests(since: mark).blobPulls.bodyBytes
            #expect(pulled > 0 && pulled <= 4 * budget, "\(pulled) of \(report.totals.claims) claims: \(result)")
        }
    }

    /// SIGHUP reads the configuration and the inputs again; SIGTERM ends the watch.
    @Test func signalsReloadAndEnd() async throws {
        try await GateLab.run { lab in
            try await lab.warm()
            let images = lab.lab.references
            try lab.home.write("images.txt", images[0] + "\n")
            let own = try String(contentsOf: lab.lab.configurationFile, encoding: .utf8)
            let file = try lab.home.write("own.yaml", own)
            let process = try lab.start([
                "watch", "--config", file, "--from", "images.txt", "--every", "1h", "--log", "json", "--output",
                "json=round.json",
            ])
            try await Self.wait(for: 1, of: process)
            try lab.home.write("images.txt", images.joined(separator: "\n") + "\n")
            process.signal(SIGHUP)
            try await Self.wait(for: 2, of: process)
            #expect(try GateReport(file: lab.home.path("round.json")).images.count == images.count)
            #expect(process.error.contains("the configuration was read again"), "\(process.error)")
            // A configuration with faults changes nothing.
            try lab.home.write("own.yaml", "version: 7\n")
            process.signal(SIGHUP)
            try await Self.wait(for: 3, of: process)
            #expect(process.error.contains("the configuration was not changed"), "\(process.error)")
            process.signal(SIGTERM)
            let result = try await process.result(within: .seconds(20))
            #expect(result.status == 143, "\(result)")
            // Every line of the structured log is a JSON object with a time, a level and a name.
            for line in result.error.split(separator: "\n") {
                let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
                #expect(
                    object?["event"] is String && object?["level"] is String && object?["time"] is String, "\(line)")
            }
            #expect(result.error.contains("\"event\":\"watch.round\""), "\(result)")
        }
    }
}
