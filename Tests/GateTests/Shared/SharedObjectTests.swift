import Foundation
import Ledger
import OCI
import Record
import Registry
import Report
import Support
import Testing

@testable import Gate

/// A backend that redirects several repositories to one object.
@Suite(.timeLimit(.minutes(10))) struct SharedObjectTests {
    @Test func oneObjectIsReadOnce() async throws {
        try await StorageScene.run(["app", "web", "api"]) { bench in
            for repository in ["app", "web", "api"] { try bench.redirect(repository) }
            let run = try await bench.check(["app", "web", "api"])
            #expect(run.exitCode == .verified)
            #expect(bench.pulls == 1)
            #expect(bench.probes == 2)
            let statuses = ["app", "web", "api"].compactMap { bench.status($0, in: run) }
            #expect(statuses.count(where: \.isVerified) == 1)
            let shared = statuses.compactMap(\.shared)
            #expect(shared.count == 2)
            #expect(run.totals.shared == 2)
            #expect(run.totals.bytesShared == Int64(2 * StorageScene.content.count))
            let reader = try #require(
                ["app", "web", "api"].first { bench.status($0, in: run)?.isVerified == true })
            #expect(shared.allSatisfy { $0.repository.description == reader && $0.run == nil })
            #expect(shared.allSatisfy { $0.object == bench.place() })
            // Each repository is asked as nodes ask it, for the whole blob.
            for repository in ["app", "web", "api"] {
                let asked = bench.backend.requests(.blob(bench.layer, of: repository))
                #expect(asked.count == 1)
                #expect(asked.allSatisfy { $0.header("Range") == nil })
            }
            let text = TextReport.render(run, options: TextOptions(verbosity: .verbose, width: 1000))
            #expect(text.contains("under \(reader); this path leads to the same object, \(bench.place())"))
            #expect(!text.contains("X-Amz-Signature"))
        }
    }

    enum Doubt: CaseIterable {
        case otherObject, version, unknownParameter, cacheOfStorage, cacheOfStorageAtFirst, replaced, otherLength
        case sendsItself
    }

    @Test("Whatever is doubtful is pulled", arguments: Doubt.allCases) func doubt(_ doubt: Doubt) async throws {
        try await StorageScene.run { bench in
            let ranged = RequestPattern.blob(bench.layer).ranged(true)
            let whole = RequestPattern.blob(bench.layer).ranged(false)
            let signature = StorageScene.signature(of: "web")
            var expected = 2
            try bench.redirect("app")
            switch doubt {
            case .otherObject: try bench.redirect("web", to: "others")
            case .version: try bench.redirect("web", signature + "&versionId=2")
            case .unknownParameter: try bench.redirect("web", "name=web")
            case .cacheOfStorage:
                try bench.redirect("web")
                bench.storage.on(ranged, .header("Age", "7"))
            case .cacheOfStorageAtFirst:
                try bench.redirect("web")
                bench.storage.on(whole, .only(1), .header("X-Amz-Cf-Id", "x"))
            case .replaced:
                try bench.redirect("web")
                bench.storage.on(ranged, .header("ETag", "\"new\""))
            case .otherLength:
                try bench.redirect("web")
                bench.storage.on(ranged, .header("Content-Range", "bytes 0-0/\(StorageScene.content.count + 1)"))
            case .sendsItself: expected = 1
            }
            let run = try await bench.check()
            #expect(run.exitCode == .verified)
            #expect(bench.pulls == expected)
            #expect(run.totals.shared == 0)
            #expect(["app", "web"].allSatisfy { bench.status($0, in: run)?.isVerified == true })
        }
    }

    @Test func aStorageWithoutRangesIsLeftAfterItsHead() async throws {
        try await StorageScene.run { bench in
            for repository in ["app", "web"] { try bench.redirect(repository) }
            bench.storage.on(RequestPattern.blob(bench.layer).ranged(true), .ignoredRange)
            let run = try await bench.check()
            #expect(run.exitCode == .verified)
            #expect(bench.pulls == 1)
            #expect(run.totals.shared == 1)
        }
    }

    /// The first object stays the one to compare with, even if other repositories have copies of their own.
    @Test func severalObjectsOfOneDigest() async throws {
        let repositories = ["app", "web", "api", "cli"]
        try await StorageScene.run(repositories) { bench in
            for repository in ["app", "api", "cli"] { try bench.redirect(repository) }
            try bench.redirect("web", to: "others")
            let run = try await bench.check(repositories) { $0.jobs = 1 }
            #expect(run.exitCode == .verified)
            #expect(bench.pulls == 2)
            #expect(run.totals.shared == 2)
            #expect(bench.status("web", in: run)?.isVerified == true)
        }
    }

    /// A signature that the storage refuses for one repository keeps its nodes from the bytes.
    @Test func aRefusedSignatureIsNotShared() async throws {
        try await StorageScene.run { bench in
            for repository in ["app", "web"] { try bench.redirect(repository) }
            bench.storage.on(RequestPattern(path: .query("X-Amz-Signature=web")), .status(403))
            let run = try await bench.check { $0.retries = 0 }
            #expect(run.exitCode == .undecided)
            #expect(bench.status("app", in: run)?.isProof == true)
            #expect(bench.status("web", in: run)?.finding?.code == .accessStorageRefused)
        }
    }

    @Test func whatOneRepositoryLacksIsAbsent() async throws {
        try await StorageScene.run { bench in
            try bench.redirect("app")
            bench.backend.remove(bench.layer, from: "web")
            let run = try await bench.check()
            #expect(run.faults == ["absence-blob on one"])
            #expect(bench.status("app", in: run)?.isVerified == true)
            #expect(bench.pulls == 1)
        }
    }

    @Test func aWrongObjectIsWrongForAll() async throws {
        try await StorageScene.run { bench in
            for repository in ["app", "web"] { try bench.redirect(repository) }
            bench.storage.on(.blob(bench.layer), .flipByte(at: 3))
            let run = try await bench.check()
            #expect(run.faults == ["content-digest on one", "content-digest on one"])
            #expect(run.totals.shared == 0)
        }
    }

    /// Without redirects every path is pulled, and nothing else is asked.
    @Test func aBackendThatSendsContentIsAskedAsBefore() async throws {
        try await StorageScene.run { bench in
            let run = try await bench.check()
            #expect(run.exitCode == .verified)
            #expect(run.totals.shared == 0)
            for digest in [bench.layer, bench.image.config.digest] {
                let asked = bench.backend.requests(.blobs).filter { $0.path.hasSuffix("\(digest)") }
                #expect(asked.map(\.method) == ["GET", "GET"])
            }
        }
    }

    @Test func depthUnpackSharesTheUnpackedLayer() async throws {
        try await StorageScene.run { bench in
            for repository in ["app", "web"] { try bench.redirect(repository) }
            let run = try await bench.check { $0.depth = .unpack }
            #expect(run.exitCode == .verified)
            #expect(bench.pulls == 1)
            #expect(["app", "web"].map { bench.status($0, in: run)?.diffID } == [bench.layer, bench.layer])
            #expect(run.totals.unpacked == 2)
            #expect(run.totals.shared == 1)
        }
    }

    /// A proof without the unpacked digest is not enough to compare with.
    @Test func depthUnpackAfterAPackedProof() async throws {
        try await StorageScene.run { bench in
            for repository in ["app", "web"] { try bench.redirect(repository) }
            let store = try bench.scene.store()
            _ = try await bench.check(["app"], store)
            let run = try await bench.check(["app", "web"], store) { $0.depth = .unpack }
            #expect(run.exitCode == .verified)
            #expect(run.totals.unpacked == 2)
            #expect(bench.pulls == 2)
        }
    }

    @Test func diagnoseReadsEveryPath() async throws {
        try await StorageScene.run { bench in
            for repository in ["app", "web"] { try bench.redirect(repository) }
            let run = try await bench.check { $0.readsAll = true }
            #expect(bench.pulls == 2)
            #expect(run.totals.shared == 0)
        }
    }
}
