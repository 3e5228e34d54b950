import Foundation
import OCI
import Support

/// The data in a folder, built once.
///
/// They are written as the file system driver of docker-registry 2.8 stores them, since a push of 5,000 images would take longer
/// than the measurements.
struct DataStore {
    struct Images: Codable {
        var recipe: BenchData
        var small: [StoredImage]
        var shared: [StoredImage]
        var big: StoredImage
        var large: StoredImage
    }

    let folder: URL

    var storage: URL { folder.appending(path: "storage") }
    private var list: URL { folder.appending(path: "images.json") }

    /// The images, built if they are missing or if the recipe has changed.
    func images(_ recipe: BenchData, note: (String) -> Void) throws -> Images {
        if let data = try? Data(contentsOf: list), let known = try? JSONDecoder().decode(Images.self, from: data),
            known.recipe == recipe
        {
            return known
        }
        let bytes = Set(recipe.all.flatMap(\.layers)).reduce(0) { $0 + $1.size }
        note("building \(recipe.all.count) images, \(bytes / 1_000_000) MB, in \(folder.lastPathComponent)")
        try? FileManager.default.removeItem(at: folder)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var writer = StorageWriter(root: storage.appending(path: "docker/registry/v2"))
        let images = Images(
            recipe: recipe, small: try recipe.small.map { try writer.add($0) },
            shared: try recipe.shared.map { try writer.add($0) }, big: try writer.add(recipe.big),
            large: try writer.add(recipe.large))
        // Last, so that an interrupted build is repeated.
        try JSONEncoder().encode(images).write(to: list, options: .atomic)
        return images
    }
}
