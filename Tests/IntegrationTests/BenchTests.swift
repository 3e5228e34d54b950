import Foundation
import Support
import Testing

/// The benchmarks run with real servers, and their results can be read. Figures of a smoke run are not judged.
@Suite(.twoAtATime) struct BenchTests {
    @Test func aSmokeRunMeasuresAndStopsItsServers() async throws {
        let home = try GateHome()
        let gate = GateProcess.executable.path
        let run = try await home.shell(
            "blobgate-bench run --blobgate '\(gate)' --directory bench --size quick --rounds 1 --cases repeat,tls")
        #expect(run.status == 0, "\(run)")
        #expect(run.output.contains("## tls: "))
        #expect(!run.output.contains("goal"), "a smoke run says nothing about goals")

        let file = home.directory.appending(path: "bench/results-quick.json")
        let json = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        let cases = try #require(json["cases"] as? [[String: Any]])
        #expect(cases.compactMap { $0["name"] as? String } == ["repeat", "tls"])
        let ways = try #require(cases[0]["ways"] as? [[String: Any]])
        let samples = ways.compactMap { ($0["samples"] as? [[String: Any]])?.first }
        #expect(samples.count == 4)
        // 40 images on four backends: each tag once for each backend.
        #expect(try #require(samples[0]["requests"] as? Int) >= 160, "\(samples)")
        #expect(samples[2]["requests"] as? Int == 160)
        for sample in samples { #expect(try #require(sample["peakBytes"] as? Int) > 1_000_000) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: home.path("bench")).contains("scratch") == false)

        let page = try await home.shell("blobgate-bench page --results bench/results-quick.json --page /dev/null")
        #expect(page.status != 0, "a smoke run says nothing about speed")
    }
}
