import Gate
import OCI
import Record
import Support
import Testing

@testable import Diagnosis

/// A tag that no backend has.
@Suite(.timeLimit(.minutes(5))) struct SimilarTagsTests {
    private static let list = RequestPattern(path: .exactly("/v2/app/tags/list"))

    private static func tags(_ run: Run) -> [[String]] {
        run.notices.compactMap { notice in
            guard case .similarTags(_, let tags, _) = notice.wrappedValue else { return nil }
            return tags.map(\.description)
        }
    }

    @Test(arguments: [
        ("1.3", ["1.2", "1.4", "latest", "1.33"], ["1.2", "1.33", "1.4"]),
        ("2025-03-31", ["2025-03-30", "2024-03-31", "main", "2025-04-31-rc"], ["2024-03-31", "2025-03-30"]),
        ("v2", ["V2", "v20", "prod"], ["V2", "v20"]), ("latest", ["1.0"], []),
        ("a1", ["a2", "a3", "a4", "a5", "a6", "a7"], ["a2", "a3", "a4", "a5", "a6"]),
    ])
    func theNearestComeFirst(_ input: (tag: String, others: [String], found: [String])) throws {
        let tag = try #require(Tag(input.tag))
        let others = input.others.compactMap { Tag($0) }
        #expect(SimilarTags.similar(to: tag, among: others + [tag]).map(\.description) == input.found)
    }

    @Test("similar tags are named only if no backend has the tag")
    func missingEverywhere() async throws {
        try await LocatingScene.run(2) { scene in
            try scene.addImage([1, 2, 3])
            // The scene checks app:v1.
            for registry in scene.registries {
                registry.untag("v1", of: "app")
                try registry.addImage(to: "app", tag: "v2", layers: [[4]])
            }
            let run = try await scene.check()
            #expect(run.verdict == .refused)
            #expect(Self.tags(run) == [["v2"]])
            let notes = run.diagnoses.flatMap(\.notes).map(\.wrappedValue)
            #expect(
                notes.contains { if case .similarTags(_, let tags, "one") = $0 { tags == [Tag("v2")] } else { false } })
            #expect(
                scene.registries.flatMap(\.requests).filter { $0.path == "/v2/app/tags/list" }.map(\.method) == ["GET"])
        }
    }

    @Test("a tag that one backend has is not mistyped")
    func missingOnOne() async throws {
        try await LocatingScene.run(2) { scene in
            try scene.addImage([1, 2, 3])
            try scene[1].addImage(to: "app", tag: "v2", layers: [[4]])
            scene[1].untag("v1", of: "app")
            let run = try await scene.check()
            #expect(Self.tags(run).isEmpty)
            #expect(!scene.registries.flatMap(\.requests).contains { $0.path.hasSuffix("/tags/list") })
        }
    }

    @Test(
        "a registry that lists no tags, or nonsense, changes nothing",
        arguments: [
            Support.Fault.status(404), .status(403), .content(Array("[]".utf8)),
            .content(Array("{\"tags\":null}".utf8)),
            .content(Array("{\"tags\":[\"../x\",\"\\u001b[2J\"]}".utf8)),
        ])
    func noList(fault: Support.Fault) async throws {
        try await LocatingScene.run(1) { scene in
            try scene.addImage([1, 2, 3])
            try scene[0].addImage(to: "app", tag: "v2", layers: [[4]])
            scene[0].untag("v1", of: "app")
            scene[0].on(Self.list, fault)
            let run = try await scene.check()
            #expect(run.verdict == .refused && run.exitCode == .refused)
            #expect(Self.tags(run).isEmpty)
        }
    }
}
