import Foundation
import Testing

@testable import blobgate_bench

/// Results with one way for each entry: seconds of its rounds.
func results(_ cases: [CaseResult], size: BenchSize = .full) -> BenchResults {
    BenchResults(
        date: "2026-01-02T03:04:05Z", size: size, rounds: 2,
        machine: Machine(processor: "P", cores: 2, memoryBytes: 8_000_000_000, kernel: "6", system: "S"),
        programs: ["blobgate": "1"], cases: cases)
}

func way(_ name: String, seconds: [Double], requests: Int = 3, bytes: Int64 = 2_000_000) -> WayResult {
    WayResult(
        name: name, command: "run \(name)",
        samples: seconds.map {
            Sample(
                seconds: $0, cpuSeconds: $0 / 2, peakBytes: 10_000_000, serverCPUSeconds: 0.25, requests: requests,
                bytes: bytes)
        })
}

@Suite struct ResultsTests {
    private func file(_ text: Data) throws -> URL {
        let file = FileManager.default.temporaryDirectory.appending(path: "results-\(UUID().uuidString).json")
        try text.write(to: file)
        return file
    }

    @Test func theyReadAsTheyWereWritten() throws {
        var measured = CaseResult(name: "big", title: "t", baseline: "a", ways: [way("a", seconds: [1, 2])])
        measured.facts = [.init(name: "f", value: 0.5, unit: "MB")]
        measured.fits = [.init(name: "l", unit: "s", per: "image", line: try #require(LineFit([(1, 1), (2, 3)])))]
        let whole = results([measured])
        let file = try file(whole.encoded())
        defer { try? FileManager.default.removeItem(at: file) }
        #expect(try BenchResults.read(file) == whole)
        #expect(try whole.encoded() == whole.encoded())
    }

    @Test func otherFilesAreNamed() throws {
        #expect(throws: BenchError.self) { try BenchResults.read(URL(filePath: "/nowhere/results.json")) }
        for text in ["", "[]", #"{"formatVersion":2}"#, #"{"formatVersion":1}"#] {
            let file = try file(Data(text.utf8))
            defer { try? FileManager.default.removeItem(at: file) }
            let error = #expect(throws: BenchError.self) { try BenchResults.read(file) }
            #expect(error?.description.contains(file.path) == true)
        }
    }

    @Test func aPartReplacesOnlyItsCases() {
        let old = results([
            CaseResult(name: "a", title: "old", ways: []), CaseResult(name: "b", title: "old", ways: []),
        ])
        let merged = old.merging(results([CaseResult(name: "b", title: "new", ways: [])]))
        #expect(merged.cases.map(\.name) == ["a", "b"])
        #expect(merged.cases.map(\.title) == ["old", "new"])
    }

    @Test(arguments: [
        (0, "0"), (0.000_123, "0.00012"), (0.0456, "0.046"), (0.5, "0.500"), (0.999, "1.00"), (1.234, "1.23"),
        (12.34, "12.3"), (99.9, "100"), (123.4, "123"), (4760, "4,760"), (1_234_567.8, "1,234,568"), (-1500, "-1,500"),
    ])
    func numbers(value: Double, text: String) { #expect(ResultTables.number(value) == text) }
}
