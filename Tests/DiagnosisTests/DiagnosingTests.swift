import Foundation
import OCI
import Record
import Samples
import Testing

@testable import Diagnosis

/// The diagnoses made from the findings of a run.
struct DiagnosingTests {
    private static let shared = SampleRun.Blob(name: "shared", size: 5_000_000)

    private func sampleWithSharedLayer() throws -> SampleRun {
        var sample = try SampleRun()
        for index in sample.images.indices { sample.images[index].blobs.append(Self.shared) }
        return sample
    }

    @Test func aCleanRunHasNoDiagnosis() throws {
        #expect(try SampleRun().diagnoses.isEmpty)
    }

    @Test func noFindingIsLost() throws {
        var sample = try SampleRun()
        sample.answer("big", on: "registry1004", with: .wrong("rot"), .wrong("rot"))
        sample.answer("big", on: "registry1005", with: .size(5), .size(5))
        sample.answer("big", on: "registry2004", with: .withheld)
        sample.answer("web", on: "registry1004", with: .status(404))
        sample.answer("base", on: "registry2004", with: .broken(.accessStalled))
        sample.answer("config-a", on: "registry2004", with: .status(429))
        let run = Run(sample.facts)
        let diagnoses = Diagnosing.explain(run)
        #expect(
            diagnoses.map(\.code) == [
                .contentDigest, .contentSize, .absenceBlob, .accessRateLimited, .accessStalled,
            ])
        for finding in run.findings where finding.code != .accessWithheld {
            #expect(
                diagnoses.contains { one in
                    one.code == finding.code
                        && one.fault.occurrences.contains { $0.backend == finding.place.backend }
                })
        }
        let first = try #require(diagnoses.first)
        #expect(first.fault.scope == .mixed)
        #expect(first.fault.others.map(\.backend) == ["registry1005", "registry2004"])
        #expect(first.fault.others.map { $0.states.map(\.state) } == [[.faulty(code: .contentSize)], [.withheld]])
    }

    @Test func withheldWithoutAnotherFaultIsShown() throws {
        var sample = try SampleRun()
        sample.answer("big", on: "registry1005", with: .withheld)
        #expect(sample.diagnoses.map(\.code) == [.accessWithheld])
    }

    @Test func manyBlobsOfABackendFoldIntoOneFault() throws {
        var sample = try SampleRun()
        for blob in ["config-a", "base", "big", "web"] {
            sample.answer(blob, on: "registry1005", with: .status(503))
        }
        sample.answer("big", on: "registry1004", with: .reused(hours: 2, run: 7))
        let diagnosis = try #require(sample.diagnoses.first)
        #expect(sample.diagnoses.count == 1)
        #expect(diagnosis.fault.subject.more == 3)
        #expect(diagnosis.fault.occurrences.map(\.count) == [4])
        #expect(diagnosis.images.count == 2)
        #expect(diagnosis.fault.others.map { $0.states.map(\.count).reduce(0, +) } == [4, 4])
        #expect(diagnosis.fault.others[0].states.count == 2)
    }

    @Test(arguments: [("MISS", true), ("HIT", false)])
    func theSameBlobUnderAnotherNameIsEvidence(_ cache: String, _ isFromBehindCache: Bool) throws {
        var sample = try sampleWithSharedLayer()
        sample.usual = .tries([.good(cache: cache)])
        sample.bad = { claim, name in
            name == "shared" && claim.backend == "registry1004"
                && claim.repository.description.hasSuffix("multiversion")
        }
        let diagnosis = try #require(sample.diagnoses.first)
        #expect(sample.diagnoses.count == 1)
        #expect(diagnosis.images.count == 1)
        #expect(diagnosis.alsoIn.map(\.reference) == [try SampleRun.reference("webserver")])
        #expect(
            diagnosis.notes.map(\.wrappedValue) == [
                .intactUnderOtherName(
                    proof: .init(
                        backend: "registry1004", repository: try SampleRun.reference("webserver").repository,
                        isFromBehindCache: isFromBehindCache))
            ])
    }

    @Test func withSharedProofsABlobIsOneFaultUnderAllNames() throws {
        var sample = try sampleWithSharedLayer()
        sample.sharesProofs = true
        sample.bad = { claim, name in name == "shared" && claim.backend != "registry2004" }
        let diagnoses = sample.diagnoses
        #expect(diagnoses.count == 1)
        #expect(diagnoses.first?.fault.occurrences.map(\.backend) == ["registry1004", "registry1005"])
        #expect(diagnoses.first?.images.count == 2)
    }

    @Test func earlierUsesAreListedLatestFirst() throws {
        var sample = try SampleRun()
        sample.answer("big", on: "registry1004", with: .wrong("rot"), .wrong("rot"))
        sample.earlierUses = [
            EarlierUses(
                digest: SampleRun.digest("big"),
                uses: [3, 7].map { EarlierUse(run: $0, when: SampleRun.started, reference: "r/a:1", origins: []) })
        ]
        #expect(sample.diagnoses.first?.earlier.map(\.run) == [7, 3])
    }

    /// Server text is shown but decides nothing.
    @Test(
        arguments: [
            (.status(400), .emptyObject, false), (.status(416), .emptyObject, true),
            (.wrong("rot", cache: "text/html"), .middlebox, false), (.size(7, cache: "text/plain"), .middlebox, false),
            (.wrong("rot", type: "text/html"), .middlebox, true), (.size(0), .emptyObject, true),
            (.size(10), .emptyObject, false),
        ] as [(SampleRun.Try, CauseKind, Bool)])
    func serverTextIsNotEvidence(_ one: SampleRun.Try, _ kind: CauseKind, _ isNamed: Bool) throws {
        var sample = try SampleRun()
        sample.answer("big", on: "registry1004", with: one, one)
        let diagnosis = try #require(sample.diagnoses.first)
        #expect(diagnosis.causes.contains { $0.kind == kind } == isNamed)
    }

    // MARK: Notes

    private func notes(_ change: (inout SampleRun) throws -> Void) throws -> [DiagnosisNote] {
        var sample = try SampleRun()
        try change(&sample)
        return try #require(sample.diagnoses.first).notes.map(\.wrappedValue)
    }

    @Test func reportedFaultsStateTheReason() throws {
        let standby = try notes { sample in
            sample.backends[2].role = .standby
            sample.answer("web", on: "registry2004", with: .status(404), .status(404))
        }
        #expect(standby == [.standbyMayLag])
        let place = try SampleRun.reference("multiversion").registry
        let override = Override(
            id: 4, digest: SampleRun.digest("big"), backend: nil, registry: place, reason: "must go out", who: "ann",
            createdAt: SampleRun.started, expiresAt: SampleRun.started.addingTimeInterval(60))
        let waived = try notes { sample in
            sample.overrides = [override]
            sample.answer("big", on: "registry1004", "registry1005", with: .wrong("rot"), .wrong("rot"))
        }
        #expect(
            waived == [
                .override(id: 4, who: "ann", backends: ["registry1004", "registry1005"], reason: "must go out")
            ])
    }

    @Test func theBlobsBehindAFaultyManifestWereNotRead() throws {
        let name = try SampleRun.reference("multiversion")
        let byManifest = try notes {
            $0.answer("manifest of \(name)", on: "registry1004", with: .wrong("rot"), .wrong("rot"))
        }
        #expect(byManifest == [.blobsNotChecked])
        let byTag = try notes { $0.tags["registry1004 \(name)"] = .fault(.broken(.accessConnect)) }
        #expect(byTag == [.blobsNotChecked])
        let tagThatDiffers = try notes { $0.tags["registry1004 \(name)"] = .names("older") }
        #expect(tagThatDiffers == [])
    }

    @Test func limitsOfTheInvestigationAreNotes() throws {
        let limit = InvestigationLimit.changingCopy(backend: "registry1004")
        let notes = try notes { sample in
            sample.answer("big", on: "registry1004", with: .wrong("rot"), .wrong("rot"))
            sample.investigations = [
                try DamageScene.investigation(.none, [DamageScene.map("registry1004")], limits: [limit])
            ]
        }
        #expect(notes == [.limit(limit: limit)])
    }

    // MARK: Scale

    /// One backend refuses connections, and one has lost all blobs, including the layer that all images share. A step that is
    /// quadratic in the number of images would take minutes.
    @Test func thousandsOfImages() throws {
        var sample = try SampleRun()
        let count = 5000
        sample.images = try (0..<count).map { number in
            SampleRun.Image(
                reference: try ImageReference(parsing: "\(SampleRun.registryName)/service-\(number):1"),
                blobs: [SampleRun.Blob(name: "layer \(number)", size: 1000), Self.shared])
        }
        for image in sample.images {
            sample.tags["registry1005 \(image.reference)"] = .fault(.broken(.accessConnect))
            for blob in image.blobs { sample.answer(blob.name, on: "registry2004", with: .status(404)) }
        }
        let diagnoses = sample.diagnoses
        #expect(diagnoses.count == 2)
        let lost = try #require(diagnoses.first)
        #expect(lost.code == .absenceBlob && lost.images.count == count)
        #expect(lost.fault.occurrences.map(\.count) == [2 * count])
        let dead = try #require(diagnoses.last)
        #expect(dead.code == .accessConnect)
        #expect(dead.images.count == count)
        #expect(dead.fault.occurrences.map(\.count) == [count])
    }
}
