import Foundation
import Gate
import Record
import Support
import Testing

@testable import blobgate

/// The line for each round of a hold.
@Suite struct RoundLineTests {
    /// Uses a real run: sample rounds would need the module of the report tests.
    @Test func oneLinePerRound() async throws {
        let home = try GateHome()
        let result = try await home.run(
            [
                "check", "--backend", "a=http://127.0.0.1:1", "--backend", "b=http://127.0.0.1:1", "--retries", "0",
                "--hold", "1500ms", "--progress", "none", "registry.test/app:1",
            ])
        #expect(result.status == 75)
        let lines = result.error.split(separator: "\n").map { $0.replacing(/\d\d:\d\d:\d\d/, with: "TIME") }
        #expect(
            lines == [
                "blobgate: round 1 at TIME UTC: 2 undecided on a, b; next in 2 s; 2 s left",
                "blobgate: round 2 at TIME UTC: 2 of 2 still undecided on a, b; the hold is over",
            ], "\(result)")
        #expect(result.output.contains("hold: 2 rounds in "))
    }
}
