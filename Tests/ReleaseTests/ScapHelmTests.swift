import OCI
import Record
import Release
import Testing

/// The rollback set of scap that rolls back with helm.
struct ScapHelmTests {
    private static let old = "registry.test/restricted/mediawiki-multiversion:old"
    private static let new = "registry.test/restricted/mediawiki-multiversion:new"

    private func target(_ release: String, _ image: String) throws -> ScapHelmTarget {
        ScapHelmTarget(
            namespace: "mw-web", release: release, cluster: "codfw", images: [try ImageReference(parsing: image)])
    }

    private func revision(_ number: Int, _ images: String...) throws -> ScapHelmAnswer {
        let uses = try images.map { ImageUse(reference: try ImageReference(parsing: $0), origins: [.argument(1)]) }
        return .revision(number, images: InputReading(uses: uses, notices: ["a remark"]))
    }

    @Test(
        "the deployed revision, whatever came after it",
        arguments: [
            (#"[{"revision": 6, "status": "superseded"}, {"revision": 7, "status": "deployed"}]"#, 7),
            (#"[{"revision": 7, "status": "deployed"}, {"revision": 8, "status": "failed"}]"#, 7),
            (#"[{"revision": 8, "status": "pending-upgrade"}, {"revision": 5, "status": "deployed"}]"#, 5),
            (#"[{"revision": 1, "status": "failed"}]"#, nil), ("[]", nil), ("not JSON", nil),
            (#"{"revision": 1, "status": "deployed"}"#, nil),
        ] as [(String, Int?)])
    func deployedRevision(_ history: String, _ revision: Int?) {
        #expect(ScapHelmSet.deployedRevision(Array(history.utf8)) == revision)
    }

    @Test func agreementIsNotMentioned() throws {
        let reading = ScapHelmSet.reading([
            (try target("main", Self.old), try revision(7, Self.old, "registry.test/envoy:1"))
        ])
        #expect(reading.uses.map(\.reference.description) == [Self.old, "registry.test/envoy:1"])
        #expect(reading.uses.allSatisfy { $0.origins.allSatisfy { $0.set == .rollback } })
        #expect(reading.notices == ["a remark"])
    }

    /// After --stop-before-sync the files have the new images, and helm still runs the old ones.
    @Test func disagreementIsANote() throws {
        let reading = ScapHelmSet.reading([
            (try target("main", Self.new), try revision(7, Self.old)),
            (try target("canary", Self.old), try revision(9, Self.old)),
        ])
        let note = try #require(reading.notices.first { $0.contains("disagree") })
        #expect(note.contains("1 of 2 releases"))
        #expect(note.contains("mw-web/main on codfw, revision 7, does not run \(Self.new)"))
        #expect(!note.contains("mw-web/canary"))
        #expect(Set(reading.uses.map(\.reference.description)) == [Self.old])
    }

    @Test func whatHelmDoesNotSayIsANote() throws {
        let reading = ScapHelmSet.reading([
            (try target("main", Self.old), .unread("exited with status 1; standard error:\n    Error: \u{1B}[31m")),
            (try target("canary", Self.old), try revision(9, Self.old)),
        ])
        let note = try #require(reading.notices.first { $0.contains("is not known") })
        #expect(note.contains("1 of 2 releases"))
        #expect(note.contains("mw-web/main on codfw (exited with status 1; standard error: Error: "))
        #expect(note.utf8.allSatisfy { (0x20...0x7E).contains($0) })
    }

    /// Releases that scap does not apply, and files without a target, have no revision to return to.
    @Test func theTargetsAreThoseThatScapApplies() throws {
        let release = try ScapRelease(ScapFixture.files(), .rollback)
        #expect(!release.helmTargets.isEmpty)
        let deployments = try ScapDeployments(path: ScapFixture.path("etc/mediawiki-deployments.yaml"))
        for target in release.helmTargets {
            let known = deployments.targets.first {
                $0.namespace == target.namespace && $0.release == target.release
            }
            #expect(known?.isDeployed == true)
            #expect(!target.images.isEmpty)
        }
        #expect(try ScapRelease(ScapFixture.files(deployments: nil), .rollback).helmTargets.isEmpty)
    }
}
