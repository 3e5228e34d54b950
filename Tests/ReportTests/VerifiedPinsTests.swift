import Foundation
import OCI
import Record
import Samples
import Testing

@testable import Report

@Suite struct VerifiedPinsTests {
    private static let hex = String(repeating: "0123456789abcdef", count: 4)

    private static func digest(_ first: Character) throws -> Digest {
        try Digest(parsing: "sha256:\(first)" + hex.dropFirst())
    }

    /// An image with the answer of each backend: a character, or nothing.
    private struct Answered {
        var image: Run.Image
        let roles: [BackendRole]
    }

    private static func image(
        _ text: String, _ answers: [Character?], roles: [BackendRole] = [], names: ShortNames = .dockerHub,
        set: ReleaseSet = .new
    ) throws -> Answered {
        var origin = Origin.line(file: "images.txt", number: 3)
        origin.set = set
        let views = try answers.enumerated().map { index, answer in
            Run.View(backend: "b\(index)", digest: try answer.map { try digest($0) })
        }
        let reference = try ImageReference(parsing: text, shortNames: names)
        return Answered(
            image: Run.Image(reference: reference, origins: [origin], views: views),
            roles: answers.indices.map { $0 < roles.count ? roles[$0] : .serving })
    }

    /// A run that proved the manifest of each image.
    private static func run(_ images: [Answered]) -> Run {
        var facts = RunFacts(
            version: "0.1", command: .check, vantage: "deploy1003", started: SampleRun.started,
            finished: SampleRun.started)
        for answered in images {
            var image = answered.image
            let name = image.reference
            for index in image.views.indices {
                guard let digest = image.views[index].digest else { continue }
                image.views[index].claims = [facts.claims.count]
                facts.claims.append(
                    Run.Claim(
                        backend: image.views[index].backend, registry: name.registry, repository: name.repository,
                        digest: digest, size: nil, kind: .manifest, status: .verified(.init(size: 9))))
            }
            facts.images.append(image)
            if facts.registry(name.registry) == nil {
                let backends = answered.roles.enumerated().map { index, role in
                    SampleRun.backend("b\(index)", address: "10.0.0.\(index):443", name.registry, role: role)
                }
                facts.registries.append(Run.Registry(name: name.registry, backends: backends))
            }
        }
        return Run(facts)
    }

    private static func release() throws -> [Answered] {
        let registry = RegistryName("r.test:5000").map { ShortNames.registry($0) } ?? .dockerHub
        return [
            try image("r.test/web:2.0", ["b", "b"]), try image("nginx", ["a"]),
            try image("team/app:1", ["c"], names: registry),
            try image("r.test/by/digest@\(digest("d"))", ["d", "d"]),
            try image("r.test/web:1.0", ["e"], set: .rollback),
        ]
    }

    @Test(arguments: PinFormat.allCases) func theFormIsTheSnapshot(_ format: PinFormat) throws {
        let text = try VerifiedPins(Self.run(Self.release())).render(format)
        try expectSnapshot(text, "pins-\(format.rawValue)")
        #expect(text.utf8.allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) })
        #expect(text.hasSuffix("\n"))
    }

    @Test func theOrderOfTheReleaseDoesNotMatter() throws {
        let release = Self.run(try Self.release())
        let turned = Self.run(try Self.release().reversed())
        for format in PinFormat.allCases {
            #expect(try VerifiedPins(release).render(format) == VerifiedPins(turned).render(format))
        }
    }

    @Test(
        arguments: [
            (["a", "a"], [BackendRole.serving, .serving], "a"), (["a", nil], [.serving, .serving], "a"),
            (["a", "b"], [.serving, .standby], "a"), ([nil, "b"], [.serving, .standby], "b"),
            (["a", "b"], [.serving, .serving], nil), ([nil, nil], [.serving, .serving], nil), ([], [], nil),
        ] as [([Character?], [BackendRole], Character?)])
    func aPinNeedsAgreeingBackends(answers: [Character?], roles: [BackendRole], expected: Character?) throws {
        let run = Self.run([try Self.image("r.test/app:1", answers, roles: roles)])
        guard let expected else {
            let error = try #require(throws: PinError.self) { try VerifiedPins(run) }
            let said =
                answers.contains("a")
                ? "its backends resolve it to \(try Self.digest("a")) and \(try Self.digest("b"))"
                : "no backend resolves it"
            #expect(error.reason == .undecided)
            #expect(error.description == "not every image has one digest on all backends\n  r.test/app:1: \(said)")
            return
        }
        #expect(try VerifiedPins(run).pins.map(\.digest) == [try Self.digest(expected)])
    }

    @Test func kustomizeCannotTellTagsApart() throws {
        let same = Self.run([try Self.image("r.test/app:1", ["a"]), try Self.image("r.test/app:2", ["a"])])
        #expect(try VerifiedPins(same).render(.kustomize).components(separatedBy: "- name:").count == 2)
        let torn = try VerifiedPins(
            Self.run([try Self.image("r.test/app:1", ["a"]), try Self.image("r.test/app:2", ["b"])]))
        let error = try #require(throws: PinError.self) { try torn.render(.kustomize) }
        #expect(
            error.description == """
                kustomize matches by name only and cannot tell tags of one image apart; write refs or json
                  r.test/app is r.test/app:1@\(try Self.digest("a")) and r.test/app:2@\(try Self.digest("b"))
                """)
        #expect(try torn.render(.helmValues).contains("\"r.test/app:2\":"))
        #expect(try torn.render(.refs).split(separator: "\n").count == 2)
    }

    @Test func everySpellingOfANameIsPinned() throws {
        var answered = try Self.image("nginx:1", ["a"])
        answered.image.spellings = ["docker.io/library/nginx:1", "docker.io/nginx:1"]
        let pins = try VerifiedPins(Self.run([answered]))
        let names = try pins.render(.kustomize).split(separator: "\n").filter { $0.hasPrefix("- name") }
        #expect(names == ["- name: \"docker.io/library/nginx\"", "- name: \"docker.io/nginx\"", "- name: \"nginx\""])
        #expect(try pins.render(.helmValues).contains("\"docker.io/library/nginx:1\":"))
        #expect(try pins.render(.refs).split(separator: "\n").count == 1)
    }

    @Test(arguments: PinFormat.allCases) func aReleaseWithoutImages(_ format: PinFormat) throws {
        let text = try VerifiedPins(Self.run([])).render(format)
        #expect(!text.contains("digest"))
    }
}
