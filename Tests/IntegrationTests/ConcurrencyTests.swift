import Foundation
import Lab
import OCI
import Support
import Testing

/// Concurrent gates pull each path once.
@Suite(.twoAtATime) struct ConcurrencyTests {
    @Test(arguments: [2, 5]) func concurrentGatesPullEachPathOnce(_ count: Int) async throws {
        try await GateLab.run { lab in
            let mark = try await lab.lab.mark()
            let results = try await withThrowingTaskGroup(of: GateResult.self) { group in
                for _ in 0..<count {
                    group.addTask { try await lab.gate(["check"] + lab.lab.references) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            for result in results { #expect(result.status == 0, "\(result)") }
            for backend in lab.lab.backends {
                let gets = try await lab.lab.requests(on: backend, since: mark).blobPulls
                #expect(Set(gets.map(\.status)) == [200], "\(backend)")
                let pulls = Dictionary(grouping: gets, by: \.uri).mapValues(\.count)
                #expect(pulls.values.allSatisfy { $0 == 1 }, "\(backend): \(pulls)")
                #expect(pulls.count == Set(lab.lab.images.flatMap(\.blobs).filter(\.isPulledAsBlob).map(\.uri)).count)
            }
        }
    }

    /// Content refused by one gate does not count as proven for the other.
    @Test func bothGatesSeeTheSameBadBytes() async throws {
        try await GateLab.run { lab in
            try await lab.warm()
            try lab.lab.flip(try lab.layer, at: 100, on: .front3)
            async let first = lab.check("--fresh")
            async let second = lab.check("--fresh")
            for (result, report) in [try await first, try await second] {
                #expect(result.status == 1, "\(result)")
                #expect(report.faulty(try lab.layer.digest.description) == ["front3"])
            }
        }
    }

    /// A killed gate does not block others for long.
    @Test func aDeadGatesLeaseEnds() async throws {
        try await GateLab.run(.small, LabOptions(limitRate: 2_000_000)) { lab in
            let killed = try lab.start(["check", "--progress", "none"] + lab.lab.references)
            try await Task.sleep(for: .seconds(2))
            try #require(killed.isRunning)
            killed.signal(SIGKILL)
            #expect(try await killed.result().status == 137)
            let image = lab.lab.reference(of: try lab.lab.image("app/api"))
            let next = try await lab.gate(["check", image])
            #expect(next.status == 0, "\(next)")
            // Its leases lasted half a minute.
            #expect(next.duration < .seconds(25), "\(next)")
        }
    }
}

extension BuiltBlob {
    /// Whether it is requested as a blob, not as a manifest.
    var isPulledAsBlob: Bool { kind == .layer || kind == .config }
}
