import Foundation
internal import Record

/// The files in a folder that may hold manifests.
enum ManifestFolder {
    private static let endings = [".yaml", ".yml", ".json"]

    static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    /// Whether a file of this name is read.
    static func reads(_ name: String) -> Bool {
        !name.hasPrefix(".") && endings.contains { name.lowercased().hasSuffix($0) }
    }

    /// The paths of the files, prefixed with the folder's path, sorted within each folder.
    static func files(in folder: String) throws(InputError) -> [String] {
        var files: [String] = []
        // A symbolic link may lead back to a parent folder.
        var seen: Set<String> = []
        try gather(folder, &files, &seen)
        guard !files.isEmpty else { throw InputError(.file(folder), .manifest(.noFile, at: nil)) }
        return files
    }

    private static func gather(
        _ folder: String, _ files: inout [String], _ seen: inout Set<String>
    ) throws(InputError) {
        guard seen.insert(URL(filePath: folder).resolvingSymlinksInPath().path).inserted else { return }
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw InputError(.file(folder), .unreadable("the folder cannot be listed"))
        }
        let base = folder.hasSuffix("/") ? folder : folder + "/"
        for name in names.sorted() where !name.hasPrefix(".") {
            if isFolder(base + name) {
                try gather(base + name, &files, &seen)
            } else if reads(name) {
                files.append(base + name)
            }
        }
    }
}
