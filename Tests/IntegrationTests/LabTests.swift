import Foundation
import Lab
import OCI
import Support
import Testing

/// The lab breaks replies as documented, verified with curl.
@Suite(.twoAtATime) struct LabTests {
    private static func withLab(
        _ options: LabOptions = LabOptions(), _ body: (RunningLab) async throws -> Void
    ) async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "blobgate-lab-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        let lab = try await RunningLab.start(in: directory, images: .small, options: options)
        do {
            try await body(lab)
        } catch {
            try? await lab.stop()
            throw error
        }
        try await lab.stop()
    }

    @Test func everyBackendAnswersFromItsOwnCache() async throws {
        try await Self.withLab { lab in
            #expect(lab.images.map(\.repository) == ["app/web", "app/api", "tools/debug"])
            let sizes = Dictionary(lab.images.flatMap(\.layers).map { ($0.digest, $0.size) }) { first, _ in first }
            #expect(sizes.values.reduce(0, +) < 60_000_000)
            let layer = try #require(try lab.image("tools/debug").largestLayer)
            #expect(lab.sliceCount(of: layer) > 4)
            let mark = try await lab.mark()
            for backend in lab.backends {
                for expected in ["MISS", "HIT"] {
                    let pulled = try await lab.pull(layer, from: backend)
                    #expect(pulled.status == 200)
                    #expect(pulled.headers["x-cache-status"] == expected)
                    #expect(pulled.digest == layer.digest)
                }
                let requests = try await lab.requests(on: backend, since: mark)
                #expect(requests.map(\.cacheStatus) == ["MISS", "HIT"])
                #expect(requests.blobGets.bodyBytes == 2 * layer.size)
                #expect(requests.map(\.digest) == [layer.digest.description, layer.digest.description])
            }
        }
    }

    @Test func everyBlobOfEveryImageCanBePulled() async throws {
        try await Self.withLab { lab in
            for blob in lab.images.flatMap(\.blobs) {
                let pulled = try await lab.pull(blob, from: .front1)
                #expect(pulled.status == 200, "\(blob)")
                #expect(pulled.digest == blob.digest, "\(blob)")
                #expect(lab.cachedSlices(of: blob, on: .front1).count == Int(lab.sliceCount(of: blob)), "\(blob)")
            }
            for image in lab.images {
                let top = try #require(image.top)
                let byTag = try await lab.pull(
                    "/v2/\(image.repository)/manifests/\(image.tag)", accept: top.mediaType, from: .front2)
                #expect(byTag.digest == top.digest)
                #expect(byTag.headers["x-cache-status"] == nil)
            }
        }
    }

    @Test func cacheDamageAffectsOneBackendAndKeepsTheHeaders() async throws {
        try await Self.withLab { lab in
            let layer = try #require(try lab.image("app/web").layers.first)
            let offset: Int64 = 7_000_000
            #expect(throws: LabError.self) { try lab.flip(layer, at: offset, on: .front2) }
            for backend in lab.backends { try await lab.pull(layer, from: backend) }
            let good = try await lab.pull(layer, from: .front2)

            let breaks: [(RunningLab) throws -> Void] = [
                { try $0.flip(layer, at: offset, on: .front2) },
                { try $0.zero(layer, at: RunningLab.sliceSize - 100, length: 200, on: .front2) },
                { try $0.replaceSlice(of: layer, at: 0, withSliceAt: RunningLab.sliceSize, on: .front2) },
            ]
            for damage in breaks {
                try damage(lab)
                let bad = try await lab.pull(layer, from: .front2)
                #expect(bad.digest != layer.digest)
                #expect(bad.size == layer.size)
                #expect(bad.status == 200)
                for field in ["content-length", "docker-content-digest", "etag", "x-cache-status", "content-type"] {
                    #expect(bad.headers[field] == good.headers[field])
                }
                #expect(try await lab.pull(layer, from: .front1).digest == layer.digest)

                try lab.evict(layer, on: .front2)
                let healed = try await lab.pull(layer, from: .front2)
                #expect(healed.digest == layer.digest)
                #expect(healed.headers["x-cache-status"] == "MISS")
            }

            try lab.flip(layer, at: offset, on: .front2)
            #expect(throws: LabError.self) { try lab.flip(layer, at: offset, on: .front2) }
            try lab.evict(layer, on: .front2)
            try await lab.pull(layer, from: .front2)
            try lab.truncate(layer, at: offset, on: .front2)
            let short = try await lab.pull(layer, from: .front2, timeout: 2)
            #expect(!short.complete)
            #expect(short.headers["content-length"] == String(layer.size))
            try lab.purge(.front2)
            #expect(try await lab.pull(layer, from: .front2).digest == layer.digest)
        }
    }

    @Test func storageDamageAffectsAllColdBackends() async throws {
        try await Self.withLab { lab in
            let api = try lab.image("app/api")
            let base = try #require(api.layers.first)
            let sameUnderOtherName = try lab.blob("app/web", base.digest.description)
            try await lab.pull(base, from: .front1)

            try lab.corruptStorage(base, at: 11)
            #expect(try await lab.pull(base, from: .front1).digest == base.digest)
            let second = try await lab.pull(base, from: .front2)
            #expect(second.digest != base.digest)
            #expect(try await lab.pull(sameUnderOtherName, from: .front1).digest == second.digest)
            try await lab.healAll()

            try lab.removeBlob(base, fromCaches: true)
            #expect(try await lab.pull(base, from: .front1).status == 404)
            try lab.healStorage()
            #expect(try await lab.pull(base, from: .front1).digest == base.digest)

            try lab.removeLink(base)
            #expect(try await lab.pull(base, from: .front3).status == 404)
            #expect(try await lab.pull(sameUnderOtherName, from: .front3).status == 200)
            try lab.healStorage()

            try lab.removeTag(of: api)
            let tag = "/v2/\(api.repository)/manifests/\(api.tag)"
            #expect(try await lab.pull(tag, from: .front1).status == 404)
            try lab.healStorage()
            #expect(try await lab.pull(tag, accept: api.top?.mediaType ?? "", from: .front1).status == 200)
        }
    }

    @Test func servicesRestartAndStopLeavesNoProcess() async throws {
        try await Self.withLab { lab in
            let config = try #require(try lab.image("app/api").configs.first)
            let processes = lab.processIdentifiers
            #expect(processes.count == 4)

            try await lab.stopBackend(.front3)
            #expect(!lab.isRunning(.front3))
            await #expect(throws: LabError.self) { try await lab.pull(config, from: .front3) }
            try await lab.startBackend(.front3)
            #expect(try await lab.pull(config, from: .front3).status == 200)

            try await lab.stopRegistry()
            #expect(try await lab.pull(config, from: .front1).status == 502)
            #expect(try await lab.pull(config, from: .front3).status == 200)
            try await lab.startRegistry()
            #expect(try await lab.pull(config, from: .front1).status == 200)

            let all = Set(processes + lab.processIdentifiers)
            try await lab.stop()
            #expect(lab.processIdentifiers.isEmpty)
            for pid in all { #expect(!FileManager.default.fileExists(atPath: "/proc/\(pid)")) }
        }
    }

    @Test func nothingKeepsRunningWithoutTheLabObject() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "blobgate-lab-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        let processes = try await RunningLab.start(in: directory).processIdentifiers
        #expect(processes.count == 4)
        var left = processes
        for _ in 0..<100 where !left.isEmpty {
            try await Task.sleep(for: .milliseconds(50))
            left = processes.filter { FileManager.default.fileExists(atPath: "/proc/\($0)") }
        }
        #expect(left.isEmpty)
    }

    @Test func basicAuthIsRequiredBelowItsPrefixOnly() async throws {
        let auth = LabOptions.BasicAuth(user: "deployer", password: "open sesame", pathPrefix: "/v2/tools/")
        try await Self.withLab(LabOptions(basicAuth: auth)) { lab in
            let debug = try #require(try lab.image("tools/debug").top)
            #expect(try await lab.pull(debug, from: .front1).status == 200)
            let refused = try await lab.pull(debug, from: .front1, anonymous: true)
            #expect(refused.status == 401)
            #expect(refused.headers["www-authenticate"] == "Basic realm=\"lab\"")
            let web = try #require(try lab.image("app/web").top)
            #expect(try await lab.pull(web, from: .front1, anonymous: true).status == 200)
            let credentials = lab.dockerConfigurationDirectory.appending(path: "config.json")
            #expect(try String(contentsOf: credentials, encoding: .utf8).contains("\"\(lab.registryName)\""))
        }
    }
}
