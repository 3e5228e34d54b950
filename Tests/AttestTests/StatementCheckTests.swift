import Foundation
import OCI
import Record
import Samples
import Testing

@testable import Attest

/// Which statements count.
@Suite struct StatementCheckTests {
    private static let ended = SampleRun.started.addingTimeInterval(12.4)

    private static func statement(_ change: (inout Statement) -> Void = { _ in }) throws -> Statement {
        var statement = try #require(try Statement.all(of: Run(try SampleRun().facts)).first)
        change(&statement)
        return statement
    }

    private static func envelope(_ statement: Statement, type: String = Envelope.statementType) throws -> Envelope {
        try #require(Envelope(statement.payload, type: type, by: try TestKeys.signing()))
    }

    private static func check(after seconds: TimeInterval = 60, maxAge: TimeInterval = 3600) throws -> StatementCheck {
        StatementCheck(key: try TestKeys.verifying(), now: ended.addingTimeInterval(seconds), maxAge: maxAge)
    }

    private static func image(_ last: String = "multiversion", digest: Digest? = nil) throws -> ImageReference {
        let reference = try SampleRun.reference(last)
        let digest = try digest ?? SampleRun.digest("manifest of \(SampleRun.reference("multiversion"))")
        return try ImageReference(parsing: "\(reference.registry)/\(reference.repository)@\(digest)")
    }

    /// Expects this fault of a statement.
    private static func expect(
        _ fault: StatementFault, _ check: StatementCheck, about image: ImageReference? = nil,
        _ change: (inout Statement) -> Void = { _ in }, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let envelope = try Self.envelope(try Self.statement(change))
        #expect(throws: fault, sourceLocation: sourceLocation) { try check.statement(in: envelope, about: image) }
    }

    @Test func aGoodOneCounts() throws {
        let statement = try Self.statement()
        let envelope = try Self.envelope(statement)
        #expect(try Self.check().statement(in: envelope) == statement)
        #expect(try Self.check().statement(in: envelope, about: Self.image()) == statement)
    }

    @Test func anotherKeyOrAnAlteredPayloadDoesNot() throws {
        let envelope = try #require(
            Envelope(try Self.statement().payload, by: try TestKeys.signing(TestKeys.otherEd25519)))
        #expect(throws: StatementFault.signature) { try Self.check().statement(in: envelope) }
        let good = try Self.envelope(try Self.statement())
        let other = try Self.envelope(try Self.statement { $0.predicate.properties = ["BLOBGATE_LAYERS_UNPACKED"] })
        let mixed = good.line.replacingOccurrences(
            of: StrictBase64.encoded(good.payload), with: StrictBase64.encoded(other.payload))
        let altered = try Envelope(reading: Array(mixed.utf8))
        #expect(throws: StatementFault.signature) { try Self.check().statement(in: altered) }
    }

    /// The name counts as well as the digest: a proof under another name is another proof.
    @Test func anotherSubjectDoesNot() throws {
        let found = StatementFault.subject(found: try Self.statement().subject.map(\.text))
        try Self.expect(found, try Self.check(), about: try Self.image(digest: SampleRun.digest("other")))
        try Self.expect(found, try Self.check(), about: try Self.image("webserver"))
    }

    /// A check this long after the start of the run, whose proofs count from there.
    private static func check(sinceStart seconds: TimeInterval) throws -> StatementCheck {
        StatementCheck(
            key: try TestKeys.verifying(), now: SampleRun.started.addingTimeInterval(seconds), maxAge: 3600)
    }

    @Test func itsAgeIsThatOfItsOldestProof() throws {
        _ = try Self.check(sinceStart: 3600).statement(in: Self.envelope(try Self.statement()))
        try Self.expect(.stale(age: 3601, limit: 3600), try Self.check(sinceStart: 3601))
        try Self.expect(.stale(age: 7200, limit: 3600), try Self.check(sinceStart: 3600)) { statement in
            statement.predicate.blobgate?.oldestProof = StatementTime(SampleRun.started.addingTimeInterval(-3600))
        }
        // Without Blobgate's own field, the time of the statement counts.
        try Self.expect(.stale(age: 3700, limit: 3600), try Self.check(sinceStart: 3600)) { statement in
            statement.predicate.blobgate = nil
            statement.predicate.timeCreated = StatementTime(SampleRun.started.addingTimeInterval(-100))
        }
    }

    @Test func clocksMayDifferALittle() throws {
        let envelope = try Self.envelope(try Self.statement())
        _ = try Self.check(after: -299).statement(in: envelope)
        #expect(throws: StatementFault.future(Self.ended)) { try Self.check(after: -301).statement(in: envelope) }
    }

    @Test func anOverriddenImageCountsOnlyIfThatIsAllowed() throws {
        try Self.expect(.overridden([]), try Self.check()) { $0.predicate.properties = ["BLOBGATE_FAULTS_OVERRIDDEN"] }
        // A forged mixture is no better.
        let mixed = ["BLOBGATE_EVERY_BYTE_VERIFIED", "BLOBGATE_FAULTS_OVERRIDDEN"]
        try Self.expect(.overridden([]), try Self.check()) { $0.predicate.properties = mixed }
        var check = try Self.check()
        check.allowsOverridden = true
        let envelope = try Self.envelope(try Self.statement { $0.predicate.properties = mixed })
        #expect(try check.statement(in: envelope).properties.contains(.overridden))
    }

    @Test func aPlatformHasToBeAskedFor() throws {
        let names = ["BLOBGATE_EVERY_BYTE_VERIFIED_FOR_linux/amd64"]
        let amd64 = try Platform(parsing: "linux/amd64")
        let arm64 = try Platform(parsing: "linux/arm64")
        var check = try Self.check()
        try Self.expect(.notProven(properties: names, platform: nil), check) { $0.predicate.properties = names }
        check.platform = arm64
        try Self.expect(.notProven(properties: names, platform: arm64), check) { $0.predicate.properties = names }
        check.platform = amd64
        _ = try check.statement(in: Self.envelope(try Self.statement { $0.predicate.properties = names }))
        // A statement about all platforms covers each.
        _ = try check.statement(in: Self.envelope(try Self.statement()))
    }

    @Test(arguments: [[], ["BLOBGATE_LAYERS_UNPACKED"], ["SLSA_BUILD_LEVEL_3"]])
    func withoutThePropertyItDoesNot(properties: [String]) throws {
        try Self.expect(.notProven(properties: properties, platform: nil), try Self.check()) {
            $0.predicate.properties = properties
        }
    }

    @Test func otherKindsAreTold() throws {
        let typed = try Self.envelope(try Self.statement(), type: "application/x")
        #expect(throws: StatementFault.payloadType("application/x")) { try Self.check().statement(in: typed) }
        try Self.expect(.statementType("t"), try Self.check()) { $0.type = "t" }
        try Self.expect(.predicateType("p"), try Self.check()) { $0.predicateType = "p" }
        try Self.expect(.verifier("v"), try Self.check()) { $0.predicate.verifier.id = "v" }
    }

    @Test(arguments: [
        ("{", "line 1, byte 2: unexpected end, expected a name in quotes"), ("{}", "_type is missing"),
        (#"{"_type":"a","_type":"a"}"#, #"["_type"] occurs twice"#),
        (
            #"{"_type":"https://in-toto.io/Statement/v1","predicateType":"https://in-toto.io/attestation/svr/v0.1","subject":[]}"#,
            "predicate is missing"
        ),
    ])
    func aSignedTextThatIsNoStatementIsRejected(text: String, reason: String) throws {
        let envelope = try #require(Envelope(Array(text.utf8), by: try TestKeys.signing()))
        #expect(throws: StatementFault.json(reason)) { try Self.check().statement(in: envelope) }
    }

    @Test(arguments: ["yesterday", "2026-03-31", "2026-03-31T14:02:23", "1774965731"])
    func aTimeInAnotherFormIsRejected(time: String) throws {
        let text = String(decoding: try Self.statement().payload, as: UTF8.self)
            .replacingOccurrences(of: "2026-03-31T14:02:23.400Z", with: time)
        let envelope = try #require(Envelope(Array(text.utf8), by: try TestKeys.signing()))
        #expect(throws: StatementFault.json("predicate.timeCreated is invalid: not a time in RFC 3339")) {
            try Self.check().statement(in: envelope)
        }
    }

    // Files.

    private static func file(_ envelopes: [Envelope]) throws -> EnvelopeFile {
        try EnvelopeFile(Array(envelopes.map { $0.line + "\n" }.joined().utf8))
    }

    @Test func everyImageNeedsOne() throws {
        let all = try Statement.all(of: Run(try SampleRun().facts))
        let file = try Self.file(all.map { try Self.envelope($0) })
        let good = try Self.image()
        let other = try Self.image(digest: SampleRun.digest("other"))
        let both = FileCheck(file, try Self.check(), images: [good])
        #expect(both.isAccepted && both.accepted.map(\.entry.line) == [1] && both.rejected.isEmpty)
        let missing = FileCheck(file, try Self.check(), images: [good, other])
        #expect(!missing.isAccepted && missing.missing == [other])
        #expect(missing.rejected.map(\.line) == [1, 2])
    }

    @Test func withoutImagesEveryStatementHasToCount() throws {
        let good = try Self.envelope(try Self.statement())
        let bad = try Self.envelope(try Self.statement { $0.predicate.properties = [] })
        let sbom = try Self.envelope(try Self.statement { $0.predicateType = "https://spdx.dev/Document" })
        #expect(FileCheck(try Self.file([good, sbom]), try Self.check(), images: []).isAccepted)
        let mixed = FileCheck(try Self.file([good, bad, sbom]), try Self.check(), images: [])
        #expect(!mixed.isAccepted && mixed.rejected.map(\.line) == [2] && mixed.others == 1)
        // Something has to count.
        let none = FileCheck(try Self.file([sbom]), try Self.check(), images: [])
        #expect(!none.isAccepted && none.rejected.isEmpty && none.others == 1)
    }
}
