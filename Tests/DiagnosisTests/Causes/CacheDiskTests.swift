import OCI
import Record
import Samples
import Testing

@testable import Diagnosis

/// A cache whose disk is full, read-only or damaged, told apart from bad storage and from a short cache file.
struct CacheDiskTests {
    private static let page = ErrorBody(
        opening: ServerText(
            "<html>\r\n<head><title>500 Internal Server Error</title></head>\r\n<center>nginx/1.22.1</center>"))

    private func sample(_ tries: SampleRun.Try...) throws -> SampleRun {
        var sample = try SampleRun()
        sample.describeCaches(DamageScene.cache)
        sample.answer("big", on: "registry1004", with: .tries(tries))
        return sample
    }

    private static func closed(_ bytes: Int64, _ cache: String?) -> SampleRun.Try {
        .broken(.accessTruncated, "closed", after: bytes, cache: cache)
    }

    @Test("full: a fetched reply ends early on one front", arguments: [false, true])
    func full(withMap: Bool) throws {
        var sample = try sample(Self.closed(7_000_000, "MISS"), Self.closed(6_900_000, "MISS"))
        if withMap {
            let cut = DamageScene.damage(7_000_000..<DamageScene.slice(1).bytes.upperBound, .cutTail(at: 7_000_000))
            sample.investigations = [
                try DamageScene.investigation(
                    .copy(backend: "registry1005"),
                    [DamageScene.map("registry1004", [cut], slices: [DamageScene.slice(1, "MISS")])])
            ]
        }
        let diagnosis = try #require(sample.diagnoses.first)
        #expect(diagnosis.location == .cache)
        #expect(diagnosis.causes.first?.kind == .cacheDisk && diagnosis.causes.first?.confidence == .likely)
        #expect(diagnosis.causes.map(\.kind).filter { [.storage, .truncatedObject, .shortSlice].contains($0) } == [])
        #expect(
            diagnosis.conclusion?.wrappedValue == .cacheDiskFails(problem: .full, backends: ["registry1004"]))
        let commands = diagnosis.steps.flatMap(\.commands)
        #expect(commands.first?.hasPrefix("df -h /var/cache/nginx-docker-registry; ") == true)
        #expect(commands.contains { $0.hasPrefix("find /var/cache/nginx-docker-registry -type f -name ") })
        #expect(diagnosis.openQuestion == nil)
    }

    @Test("a body from the cache that stalls or closes is not a full disk", arguments: ["HIT", nil])
    func kept(_ cache: String?) throws {
        let sample = try sample(Self.closed(7_000_000, cache), Self.closed(7_000_000, cache))
        let diagnosis = try #require(sample.diagnoses.first)
        #expect(!diagnosis.steps.contains { if case .freeCacheDisk = $0.action { true } else { false } })
    }

    @Test("a full disk is only possible if no other backend is good, or the registry itself fails too")
    func notBacked() throws {
        var all = try sample(Self.closed(7, "MISS"), Self.closed(9, "MISS"))
        for front in SampleRun.fronts.dropFirst() {
            all.answer("big", on: front, with: Self.closed(7, "MISS"), Self.closed(8, "MISS"))
        }
        let diagnosis = try #require(all.diagnoses.first)
        #expect(diagnosis.location != .cache)
        #expect(diagnosis.causes.first { $0.kind == .cacheDisk }?.confidence == .possible)
    }

    @Test("read-only: no reply at all from a front that answers otherwise")
    func readOnly() throws {
        let sample = try sample(.broken(.accessEmptyReply), .broken(.accessEmptyReply))
        let diagnosis = try #require(sample.diagnoses.first)
        #expect(
            diagnosis.conclusion?.wrappedValue == .cacheDiskFails(problem: .readOnly, backends: ["registry1004"]))
        #expect(diagnosis.steps.map(\.action).contains(.remountCacheDisk(backends: ["registry1004"])))
    }

    @Test("unreadable: nginx answers 500 itself, and only the first slice is moved")
    func unreadable() throws {
        let sample = try sample(.status(500, body: Self.page, type: "text/html"))
        let diagnosis = try #require(sample.diagnoses.first)
        #expect(
            diagnosis.conclusion?.wrappedValue == .cacheDiskFails(problem: .unreadable, backends: ["registry1004"]))
        let moved = diagnosis.steps.compactMap { step -> StepAction.CacheFiles? in
            if case .moveCacheFiles(_, let files, _) = step.action { files } else { nil }
        }
        #expect(moved == [.slices(slices: try #require(SliceNumbers([0])), count: 1)])
    }

    @Test("unreadable: a later slice fails, and only that one is moved, whether its file can be read or not")
    func unreadableLater() throws {
        var sample = try sample(Self.closed(5_200_000, "HIT"))
        let (good, bad) = (DamageScene.slice(0, "HIT"), DamageScene.slice(1))
        sample.investigations = [
            try DamageScene.investigation(
                .copy(backend: "registry1005"),
                [
                    BlobMap(
                        backend: "registry1004", isDirect: false,
                        stretches: [
                            BlobMap.Stretch(bytes: good.bytes, state: .good),
                            BlobMap.Stretch(bytes: bad.bytes, state: .unreadable),
                        ], slices: [good])
                ])
        ]
        let diagnosis = try #require(sample.diagnoses.first)
        #expect(
            diagnosis.conclusion?.wrappedValue == .cacheDiskFails(problem: .unreadable, backends: ["registry1004"]))
        let step = try #require(
            diagnosis.steps.first { if case .moveCacheFiles = $0.action { true } else { false } })
        guard case .moveCacheFiles(_, let files, .now) = step.action else {
            Issue.record("\(step)")
            return
        }
        #expect(files == .slices(slices: try #require(SliceNumbers([1])), count: 1))
        #expect(step.commands.first?.contains("! head -c 1 ") == true, "\(step.commands)")
    }

    @Test("The page of nginx is recognized although its end is cut off", arguments: [500, 502, 404])
    func pageOfNginx(status: Int) {
        let page =
            "<html>\r\n<head><title>\(status) Some Rather Long Reason Phrase Here</title></head>\r\n<body>\r\n"
            + "<center><h1>\(status) Some Rather Long Reason Phrase Here</h1></center>\r\n<hr><center>nginx</center>"
        #expect(ErrorBody(opening: ServerText(String(page.prefix(120)))).maker == .nginx)
        #expect(ErrorBody(opening: ServerText("<!DOCTYPE HTML><html><head><h1>Not Found</h1>")).maker == .proxy)
    }

    @Test("500 from the registry, and 502 from nginx, are not a cache file", arguments: [500, 502])
    func otherErrors(_ status: Int) throws {
        let error = ErrorBody.Entry(code: ServerText("UNKNOWN"), message: nil)
        let body = status == 500 ? ErrorBody(entries: [error], opening: ServerText("")) : Self.page
        let diagnosis = try #require(try sample(.status(status, body: body)).diagnoses.first)
        #expect(diagnosis.location == nil)
        #expect(!diagnosis.causes.contains { $0.kind == .cacheDisk })
    }
}
