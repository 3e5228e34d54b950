import Foundation
import Lab
import OCI
import Support
import Testing

/// A helmfile run starts a hook for each release in parallel, all on one empty ledger.
@Suite(.twoAtATime) struct HookConcurrencyTests {
    private static let hook = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "hooks/helmfile/blobgate-presync").path
    private static let count = 20

    /// Runs all hooks in parallel, each for a different release name and the same images.
    private func hooks(_ lab: GateLab, _ environment: [String: String] = [:]) async throws -> [ShellResult] {
        let images = lab.lab.references.joined(separator: " ")
        return try await withThrowingTaskGroup(of: ShellResult.self) { group in
            for number in 0..<Self.count {
                group.addTask {
                    try await lab.home.shell(
                        "'\(Self.hook)' release-\(number) shop production --retries 0 \(images)",
                        environment: lab.environment.merging(environment) { $1 })
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    @Test func eachPathIsPulledOnce() async throws {
        try await GateLab.run { lab in
            let mark = try await lab.lab.mark()
            let results = try await hooks(lab)
            #expect(results.count == Self.count)
            for result in results { #expect(result.status == 0 && result.output.contains("\nverified: "), "\(result)") }
            for backend in lab.lab.backends {
                let gets = try await lab.lab.requests(on: backend, since: mark).blobPulls
                #expect(Set(gets.map(\.status)) == [200], "\(backend)")
                let pulls = Dictionary(grouping: gets, by: \.uri).mapValues(\.count)
                #expect(pulls.values.allSatisfy { $0 == 1 }, "\(backend): \(pulls)\n\(results)")
                #expect(pulls.count == Set(lab.lab.images.flatMap(\.blobs).filter(\.isPulledAsBlob).map(\.uri)).count)
            }
        }
    }

    /// All hooks stop, no matter which one pulled the bad bytes.
    @Test func allStopOnTheSameBadBytes() async throws {
        try await GateLab.run { lab in
            try await lab.warm()
            try lab.lab.flip(try lab.layer, at: 100, on: .front3)
            // The proofs in the first ledger are from before the damage.
            for result in try await hooks(lab, ["BLOBGATE_LEDGER": lab.home.path("cold.sqlite")]) {
                #expect(result.status == 1, "\(result)")
                #expect(result.output.contains("REFUSED: wrong bytes (content-digest)"), "\(result)")
            }
        }
    }
}
