import Foundation
import OCI
import Record
import Samples
import Testing

@testable import Attest

/// What is attested of a run.
@Suite struct StatementTests {
    private static let override = Override(
        id: 4, digest: SampleRun.digest("big"), backend: nil, registry: nil, reason: "ticket 7", who: "ann@deploy1003",
        createdAt: SampleRun.started, expiresAt: SampleRun.started.addingTimeInterval(3600))

    private static func bad(_ sample: inout SampleRun) {
        sample.answer("big", on: "registry1004", with: .wrong("rot"), .wrong("rot"))
    }

    private static func statements(_ change: (inout SampleRun) throws -> Void = { _ in }) throws -> [Statement] {
        var sample = try SampleRun()
        try change(&sample)
        return try Statement.all(of: Run(sample.facts))
    }

    @Test func eachImageOfAVerifiedRunHasOne() throws {
        let statements = try Self.statements()
        let images = try SampleRun().images
        #expect(
            statements.map(\.subject)
                == images.map { image in
                    let digest = SampleRun.digest(image.manifest)
                    return [
                        Statement.Subject(
                            name: "\(image.reference.registry)/\(image.reference.repository)",
                            digest: ["sha256": digest.encoded])
                    ]
                })
        for statement in statements {
            #expect(statement.properties == [.everyByte])
            #expect(statement.predicate.timeCreated.date == SampleRun.started.addingTimeInterval(12.4))
            let run = try #require(statement.predicate.blobgate)
            #expect(run.verdict == .verified && run.depth == .full && run.run == 12 && run.vantage == "deploy1003")
            #expect(run.backends.map(\.name) == SampleRun.fronts)
            #expect(run.backends.allSatisfy { $0.claims == $0.proven && $0.proven > 0 })
            #expect(run.oldestProof.date == SampleRun.started)
            #expect(run.overrides == nil && run.platforms == nil)
        }
    }

    /// The form that other programs read.
    @Test func theWireFormIsThatOfTheSpecification() throws {
        let statement = try #require(try Self.statements().first)
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(statement.payload)) as? [String: Any])
        #expect(Set(object.keys) == ["_type", "subject", "predicateType", "predicate"])
        #expect(object["_type"] as? String == "https://in-toto.io/Statement/v1")
        #expect(object["predicateType"] as? String == "https://in-toto.io/attestation/svr/v0.1")
        let predicate = try #require(object["predicate"] as? [String: Any])
        #expect(Set(predicate.keys) == ["verifier", "timeCreated", "properties", "blobgate"])
        #expect(predicate["timeCreated"] as? String == "2026-03-31T14:02:23.400Z")
        #expect(predicate["properties"] as? [String] == ["BLOBGATE_EVERY_BYTE_VERIFIED"])
        #expect(try JSONDecoder().decode(Statement.self, from: Data(statement.payload)) == statement)
    }

    @Test func reusedProofsMakeItOlder() throws {
        let statements = try Self.statements { sample in
            sample.usual = .reused(hours: 1, run: 11)
            sample.answer("web", on: "registry1005", with: .reused(hours: 3, run: 9))
        }
        #expect(statements.map { SampleRun.started.timeIntervalSince($0.oldestProof) } == [3600, 3 * 3600])
    }

    @Test func platformsAreNamed() throws {
        var facts = try SampleRun().facts
        facts.platforms = [try Platform(parsing: "linux/amd64"), try Platform(parsing: "linux/arm64/v8")]
        let statements = try Statement.all(of: Run(facts))
        for statement in statements {
            #expect(
                statement.predicate.properties == [
                    "BLOBGATE_EVERY_BYTE_VERIFIED_FOR_linux/amd64", "BLOBGATE_EVERY_BYTE_VERIFIED_FOR_linux/arm64/v8",
                ])
            #expect(statement.properties.count == 2 && !statement.properties.contains(.everyByte))
        }
    }

    /// An overridden image asserts nothing else, and the others of the run are still verified.
    @Test func anOverrideIsStated() throws {
        let statements = try Self.statements { sample in
            Self.bad(&sample)
            sample.overrides = [Self.override]
        }
        #expect(statements.map(\.properties) == [[.overridden], [.everyByte]])
        let run = try #require(statements.first?.predicate.blobgate)
        #expect(run.verdict == .overridden)
        #expect(run.overrides?.map(\.number) == [4] && run.overrides?.first?.who == "ann@deploy1003")
        let front = try #require(run.backends.first { $0.name == "registry1004" })
        #expect(front.proven == front.claims - 1)
    }

    @Test func otherRunsHaveNone() throws {
        #expect(throws: NotAttested.verdict(.refused)) { try Self.statements { Self.bad(&$0) } }
        #expect(throws: NotAttested.verdict(.undecided)) {
            try Self.statements { $0.answer("big", on: "registry1004", with: .status(503), .status(503)) }
        }
        #expect(throws: NotAttested.verdict(.undecided)) {
            try Self.statements { sample in
                sample.policy.undecided = .warn
                sample.answer("big", on: "registry1004", with: .status(503), .status(503))
            }
        }
        #expect(throws: NotAttested.verdict(.unproven)) {
            try Self.statements { sample in
                sample.policy.depth = .presence
                sample.usual = .present
            }
        }
        #expect(throws: NotAttested.stopped) { try Self.statements { $0.stopped = .signal(number: 2) } }
        let shard = try #require(Shard(1, of: 2))
        #expect(throws: NotAttested.shard(shard)) { try Self.statements { $0.shard = shard } }
        #expect(throws: NotAttested.command(.plan)) { try Self.statements { $0.command = .plan } }
        #expect(throws: NotAttested.command(.diagnose)) { try Self.statements { $0.command = .diagnose } }
    }

    /// A rollback image that a policy lets pass was not proven.
    @Test func whatAPolicyLetsPassIsLeftOut() throws {
        let statements = try Self.statements { sample in
            sample.images += [try SampleRun.previous]
            sample.policy.rollback = .warn
            sample.answer("old", on: "registry1004", with: .wrong("rot"), .wrong("rot"))
        }
        #expect(statements.count == 2)
        #expect(statements.allSatisfy { $0.properties == [.everyByte] })
    }

    /// Two tags of one image are one subject; the same digest under two names is two.
    @Test func subjectsAreNamesWithDigests() throws {
        let statements = try Self.statements { sample in
            let first = sample.images[0]
            for name in ["restricted/mediawiki-multiversion:again", "restricted/copy:1"] {
                let reference = try ImageReference(parsing: "\(SampleRun.registryName)/\(name)")
                var image = SampleRun.Image(reference: reference, blobs: first.blobs)
                image.origins = first.origins
                sample.images.append(image)
                for front in SampleRun.fronts { sample.tags["\(front) \(reference)"] = .names(first.manifest) }
            }
        }
        #expect(statements.count == 3)
        #expect(statements.first?.predicate.blobgate?.references.count == 2)
        #expect(Set(statements.map { $0.subject.map(\.text) }).count == 3)
    }

    @Test(arguments: [
        AttestedProperty.everyByte, .layersUnpacked, .overridden,
        .everyByteFor(Platform(os: "linux", architecture: "arm64", variant: "v8")),
    ])
    func propertiesAreReadAgain(property: AttestedProperty) {
        #expect(AttestedProperty(rawValue: property.rawValue) == property)
        #expect(AttestedProperty(rawValue: property.rawValue.lowercased()) == nil)
    }
}
