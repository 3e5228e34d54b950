import Foundation
import OCI
import Record
import Testing

@testable import Report

/// Evidence sentences that no test of a whole run covers, and the short form.
@Suite struct EvidenceWordsTests {
    private static func digest(_ letter: Character) throws -> Digest {
        try Digest(parsing: "sha256:" + String(repeating: letter, count: 64))
    }

    private func wrong(
        _ letter: Character, bytes: Int64 = 20, opening: BodyOpening? = nil, cache: String? = nil
    ) throws -> Evidence {
        .wrongHash(bytes: bytes, digest: try Self.digest(letter), opening: opening, damage: nil, cache: cache)
    }

    @Test(
        arguments: [
            (.notFound, "", "was not found in PATH"), (.badName, "", "has an invalid program name"),
            (.exited(status: 3), "boom", "exited with status 3: boom"),
            (.signaled(signal: 9), "", "was killed by signal 9"),
            (.badAnswer, "oops", "returned something other than credential JSON: oops"),
            (.endlessAnswer, "", "returned too much output"),
            (.timedOut(milliseconds: 300), "", "did not answer within 0.3 seconds"),
            (.system(message: ServerText("EPERM")), "", "could not be run (EPERM)"),
        ] as [(HelperFault.Reason, String, String)])
    func helpers(reason: HelperFault.Reason, said: String, words: String) throws {
        let fault = HelperFault(
            program: "docker-credential-x", registry: .dockerHub, source: "config.json", reason: reason,
            said: ServerText(said))
        #expect(
            EvidenceWords.long(.denied(fault: .helper(fault: fault)))
                == "the registry requires credentials; the credential helper docker-credential-x, configured in "
                + "config.json for docker.io, \(words)")
    }

    @Test func aLayerFaultSaysWhere() {
        func text(_ kind: LayerFault.Kind) -> String {
            EvidenceWords.long(
                .notUnpackable(
                    fault: LayerFault(kind: kind, reason: "why", packedOffset: 7, unpackedOffset: 1024)))
        }
        let head = "the bytes match the digest, but cannot be unpacked: why"
        #expect(text(.compression) == "\(head), at or before byte 7 (after 1024 unpacked bytes)")
        #expect(text(.limit) == "\(head), reached at byte 7")
        #expect(text(.tar) == "\(head), at byte 1024 of the unpacked archive")
    }

    @Test func theShortFormCutsHashesAndKnowsTheSize() throws {
        let bad = try wrong("a", cache: "HIT")
        #expect(EvidenceWords.long(bad) == "20 bytes that hash to \(try Self.digest("a")) (cache: HIT)")
        #expect(EvidenceWords.short(bad, size: 20) == "right length, hash sha256:aaaaaaaaaaaa (HIT)")
        #expect(EvidenceWords.short(bad, size: 21) == "20 bytes that hash to sha256:aaaaaaaaaaaa (HIT)")
        #expect(EvidenceWords.short(bad, size: nil) == "20 bytes that hash to sha256:aaaaaaaaaaaa (HIT)")
        #expect(
            EvidenceWords.short(.series(reads: .same(evidence: bad)), size: 20)
                == "right length, hash sha256:aaaaaaaaaaaa (HIT), twice")
        let flapping = Evidence.series(
            reads: .flapping(runs: [ReadRun(bad, count: 1), ReadRun(nil, count: 1)], unread: nil))
        #expect(
            EvidenceWords.short(flapping, size: 20)
                == "first right length, hash sha256:aaaaaaaaaaaa (HIT); then good on a new connection")
    }

    @Test func equalEvidenceOfBackendsIsOneSentence() throws {
        func alike(_ all: Evidence...) -> String? { EvidenceWords.alike(all, size: 20) }
        let (a, b) = (try wrong("a"), try wrong("b"))
        #expect(alike(a, a) == "right length, the same hash sha256:aaaaaaaaaaaa")
        #expect(alike(a, b) == "right length, different hashes")
        #expect(
            alike(.series(reads: .same(evidence: a)), .series(reads: .same(evidence: b)))
                == "right length, different hashes, twice")
        #expect(alike(a) == nil)
        #expect(alike(a, try wrong("b", cache: "HIT")) == nil)
        #expect(alike(a, try wrong("a", bytes: 19)) == nil)
        #expect(alike(.present, .present) == nil)
    }

    @Test func stopsNameTheMissedGoal() {
        #expect(
            EvidenceWords.long(.stopped(by: .signal(number: 2), before: .proof))
                == "interrupted (Ctrl-C) before this was proven")
        #expect(
            EvidenceWords.long(.stopped(by: .deadline, before: .tag)) == "the deadline passed before the tag was read")
    }

    /// Evidence encoded for people has its sentence; the ledger stores the same value without it.
    @Test func evidenceSurvivesEncoding() throws {
        let bad = try wrong("a", opening: .page(type: ServerText("text/html"), opening: ServerText("<html>\n")))
        let all: [Evidence] = [
            bad, .present, .series(reads: .changed(first: bad, again: .present)),
            .foreign(absence: .nothingAsked, lookup: .failed(url: "https://u.test/", evidence: bad)),
            .spot(observed: .wrongBytes(bytes: ByteRange(wrappedValue: 0..<9), run: 3, vantage: "ci", cache: nil)),
            .unusableManifest(error: ManifestError(.contradiction(one: "layers", other: "manifests"))),
        ]
        for evidence in all {
            let plain = try RunCoding.encode(Described(evidence))
            #expect(try RunCoding.decode(Described<Evidence>.self, from: plain).wrappedValue == evidence)
            let told = try RunCoding.encode(Described(evidence)) { ($0 as? Evidence).map(EvidenceWords.long) }
            #expect(try RunCoding.decode(Described<Evidence>.self, from: told).wrappedValue == evidence)
            #expect(told != plain)
        }
    }
}
