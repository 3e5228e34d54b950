import Foundation
import Testing
import Transfer

/// Whole runs of the gate against scripted registries with random faults. A case is its seed.
///
/// `BLOBGATE_FUZZ_CASES` is the number of cases, `BLOBGATE_FUZZ_SEED` the first seed; with the seed alone, one case. The seeds
/// are printed as the cases start: after a crash, the last ones tell which it was.
@Suite(.timeLimit(.minutes(600))) struct RunFuzzTests {
    private static let standardCount = 100
    /// Cases at a time. Most of the time of a case is spent waiting for loopback.
    private static let width = 3

    @Test("No random fault leads to a false pass, a false accusation, a hang or a crash")
    func cases() async throws {
        let first = Self.number("BLOBGATE_FUZZ_SEED")
        let count = Self.number("BLOBGATE_FUZZ_CASES") ?? (first == nil ? UInt64(Self.standardCount) : 1)
        let engine = try #require(TransferEngine(loops: 2))
        let start = first ?? 1
        try await withThrowingTaskGroup(of: Void.self) { group in
            var running = 0
            for seed in start..<start + count {
                if running == Self.width {
                    try await group.next()
                    running -= 1
                }
                running += 1
                group.addTask { try await Self.run(seed, engine) }
            }
            try await group.waitForAll()
        }
    }

    private static func run(_ seed: UInt64, _ engine: TransferEngine) async throws {
        // Unbuffered, so that it is there after a crash.
        FileHandle.standardError.write(Data("fuzz case \(seed)\n".utf8))
        let fuzzed = try FuzzCase(seed: seed)
        let problems = try await CaseRunner(fuzzed: fuzzed, engine: engine).run()
        guard !problems.isEmpty else { return }
        Issue.record(
            """
            \(problems.joined(separator: "\n"))
            \(fuzzed)
            repeat it with BLOBGATE_FUZZ_SEED=\(seed)
            """)
    }

    private static func number(_ name: String) -> UInt64? {
        ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
    }
}
