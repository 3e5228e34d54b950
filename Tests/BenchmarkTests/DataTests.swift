import Foundation
import Testing

@testable import blobgate_bench

@Suite struct DataTests {
    @Test func casesAreFoundByName() throws {
        #expect(try BenchCases.named("").count == BenchCases.all.count)
        #expect(try BenchCases.named("shared, repeat,").map(\.name) == ["shared", "repeat"])
        let error = #expect(throws: BenchError.self) { try BenchCases.named("repeat,none") }
        #expect(error?.description.contains("no case none: expected one or more of start, repeat") == true)
        #expect(Set(BenchCases.all.map(\.name)).count == BenchCases.all.count)
    }

    @Test func theFullDataAreThoseOfTheGoals() {
        let data = BenchData(.full)
        #expect(data.small.count == 5000)
        let shared = data.shared.flatMap(\.layers)
        #expect(shared.reduce(0) { $0 + $1.size } == 5_000_000_000)
        #expect(Set(shared).reduce(0) { $0 + $1.size } == 825_000_000)
        #expect(data.big.layers.reduce(0) { $0 + $1.size } == 1_531_000_000)
        #expect(Set(data.all.map(\.repository)).count == data.all.count)
        #expect(BenchData(.quick).small.count == 40)
        #expect(Set(BenchData(.quick).all.flatMap(\.layers)).reduce(0) { $0 + $1.size } < 100_000_000)
    }

    @Test func anImageIsStoredAsTheRegistryStoresIt() throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "storage-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        var writer = StorageWriter(root: root)
        let layers = [ImageData.Layer(seed: 1, size: 4096), .init(seed: 1, size: 4096), .init(seed: 2, size: 13)]
        let image = try writer.add(ImageData(repository: "a/b", layers: layers))
        #expect(image.layers.map(\.size) == [4096, 4096, 16])
        #expect(image.layers[0] == image.layers[1])
        #expect([image].distinctBlobs.count == 3)

        let hex = try #require(image.manifest.digest.split(separator: ":").last)
        let manifest = try Data(
            contentsOf: root.appending(path: "blobs/sha256/\(hex.prefix(2))/\(hex)/data"))
        #expect(Int64(manifest.count) == image.manifest.size)
        let text = String(decoding: manifest, as: UTF8.self)
        for blob in image.blobs { #expect(text.contains(blob.digest)) }
        for link in [
            "_manifests/tags/1.0/current", "_manifests/tags/1.0/index/sha256/\(hex)",
            "_manifests/revisions/sha256/\(hex)",
        ] {
            let place = root.appending(path: "repositories/a/b/\(link)/link")
            #expect(try String(contentsOf: place, encoding: .utf8) == image.manifest.digest)
        }
        for blob in image.blobs {
            let hex = try #require(blob.digest.split(separator: ":").last)
            let stored = root.appending(path: "blobs/sha256/\(hex.prefix(2))/\(hex)/data")
            #expect(try Data(contentsOf: stored).count == Int(blob.size))
            #expect(
                FileManager.default.fileExists(
                    atPath: root.appending(path: "repositories/a/b/_layers/sha256/\(hex)/link").path))
        }
    }

    @Test func dataAreBuiltOnce() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "data-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        var recipe = BenchData(.quick)
        recipe.small = Array(recipe.small.prefix(2))
        recipe.shared = []
        recipe.big.layers = [.init(seed: 5, size: 1000)]
        recipe.large.layers = [.init(seed: 6, size: 1000)]
        var notes = 0
        let store = DataStore(folder: folder)
        let first = try store.images(recipe) { _ in notes += 1 }
        let second = try store.images(recipe) { _ in notes += 1 }
        #expect(notes == 1)
        #expect(first.small == second.small)
        recipe.large.layers[0].size = 2000
        #expect(try store.images(recipe) { _ in notes += 1 }.large.layers[0].size == 2000)
        #expect(notes == 2)
    }

    @Test func manifestsHaveTheAskedSize() {
        let text = RenderedManifests.text(bytes: 50_000)
        #expect((50_000..<53_000).contains(text.utf8.count))
        #expect(text.contains("kind: Deployment"))
    }
}
