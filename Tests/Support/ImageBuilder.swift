package import Foundation
import OCI

/// Builds images that are byte-identical for the same tool versions, and caches them for the next run.
package struct ImageBuilder: Sendable {
    /// Incremented when the content of a recipe changes, so that cached sets are not used.
    private static let version = 1

    private let cache: URL

    /// - Parameter cache: the directory for finished sets.
    package init(cache: URL) { self.cache = cache }

    /// The directory of `.build` in a package's checkout, the user's cache directory elsewhere.
    package static var defaultCache: URL {
        let here = URL(filePath: FileManager.default.currentDirectoryPath)
        if FileManager.default.fileExists(atPath: here.appending(path: "Package.swift").path) {
            return here.appending(path: ".build/lab-images")
        }
        let environment = ProcessInfo.processInfo.environment
        if let caches = environment["XDG_CACHE_HOME"], caches.hasPrefix("/") {
            return URL(filePath: caches).appending(path: "blobgate-lab")
        }
        let home = environment["HOME"].map { URL(filePath: $0) } ?? FileManager.default.homeDirectoryForCurrentUser
        return home.appending(path: ".cache/blobgate-lab")
    }

    /// The finished set, built if it is missing.
    package func images(_ set: ImageSet) async throws -> BuiltImages {
        let recipe = set.recipe
        let key = try FileHash.sha256(of: Self.encode(recipe)).encoded.prefix(12)
        let directory = cache.appending(path: "\(set.rawValue)-\(Self.version)-\(key)")
        if let built = Self.read(directory) { return built }

        let scratch = cache.appending(path: ".building-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: scratch) }
        let blobs = scratch.appending(path: "blobs/sha256")
        try FileManager.default.createDirectory(at: blobs, withIntermediateDirectories: true)
        let layers = try await Self.build(recipe.layers, scratch: scratch, blobs: blobs)
        let images = try recipe.images.map { try ImageAssembler(recipe: $0, layers: layers, blobs: blobs).assemble() }
        try Self.encode(images).write(to: scratch.appending(path: "images.json"))
        do {
            try FileManager.default.moveItem(at: scratch, to: directory)
        } catch {
            // Another process may have finished the same set first; its bytes are the same.
            guard let built = Self.read(directory) else { throw error }
            return built
        }
        return BuiltImages(directory: directory, images: images)
    }

    private static func build(
        _ recipes: [LayerRecipe], scratch: URL, blobs: URL
    ) async throws -> [String: BuiltLayer] {
        let builder = try LayerBuilder()
        return try await withThrowingTaskGroup(of: (String, BuiltLayer).self) { group in
            for recipe in recipes {
                group.addTask { (recipe.name, try await builder.build(recipe, scratch: scratch, blobs: blobs)) }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    private static func read(_ directory: URL) -> BuiltImages? {
        guard let data = try? Data(contentsOf: directory.appending(path: "images.json")),
            let images = try? JSONDecoder().decode([BuiltImage].self, from: data)
        else { return nil }
        return BuiltImages(directory: directory, images: images)
    }

    static func encode(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        return try encoder.encode(value)
    }
}
