import Foundation
import OCI
import Record
import Testing

@testable import Report

/// Claims proven under another repository, in words.
struct SharedWordsTests {
    private static let now = Date(timeIntervalSince1970: 1_800_000_000)

    private static func text(object: String? = nil, run: Int64? = nil) throws -> String {
        let registry = try #require(RegistryName("registry.example"))
        let (app, web) = (try #require(RepositoryName("app")), try #require(RepositoryName("web")))
        let proof = Run.Claim.Shared(
            repository: app, object: object, size: 5, provenAt: now.addingTimeInterval(-3600), run: run)
        let claim = Run.Claim(
            backend: "one", registry: registry, repository: web,
            digest: try Digest(parsing: "sha256:" + String(repeating: "1", count: 64)), size: 5, kind: .layer,
            status: .shared(proof))
        return StatusWords.text(claim, at: now)
    }

    @Test func status() throws {
        #expect(
            try Self.text(object: "https://s3.test:443/a")
                == "verified now under app; this path leads to the same object, https://s3.test:443/a")
        #expect(try Self.text() == "verified now under app; this path answered HEAD, and no cache is in between")
        #expect(
            try Self.text(run: 7).hasSuffix("by run 7 under app; this path answered HEAD, and no cache is in between"))
    }

    @Test(arguments: [
        (RunNote.RepeatCost.head, "instead of 2.0 kB", ""), (.unknown, "at most 4 pulls (2.0 kB)", "`cache: none`"),
        (.cached, "at most 4 pulls (2.0 kB)", "`proof: by-digest`"),
    ])
    func plan(_ cost: RunNote.RepeatCost, _ amount: String, _ setting: String) throws {
        let registry = try #require(RegistryName("registry.example"))
        let note = RunNote.repeatedPaths(
            registry: registry, backends: ["one", "two"], paths: 4, bytes: 2000, cost: cost)
        let text = RunNoteWords.text(note)
        #expect(text.hasPrefix("4 paths of registry.example on one, two have content of another repository: "))
        #expect(text.contains(amount), "\(text)")
        #expect(setting.isEmpty || text.contains(setting), "\(text)")
    }
}
