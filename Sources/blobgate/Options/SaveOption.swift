import ArgumentParser
import Files
import Foundation
import OCI
import Transfer

/// Where to save good copies of faulty content.
struct SaveOption: ParsableArguments {
    @Option(
        name: .customLong("save-good"),
        help: ArgumentHelp(
            "Save a good copy of faulty content as this file, or in this folder, named by digest. Existing files are "
                + "never replaced.", valueName: "path"))
    var path: String?

    /// Whether the path is an existing folder.
    var isFolder: Bool {
        var isFolder: ObjCBool = false
        return path.map { FileManager.default.fileExists(atPath: $0, isDirectory: &isFolder) && isFolder.boolValue }
            ?? false
    }

    func validate() throws {
        guard let path, !isFolder else { return }
        guard !path.isEmpty else { throw ValidationError("--save-good \"\": empty name") }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue
        else {
            throw ValidationError(
                "--save-good \(path.escapedASCII(limit: 200)): the folder \(folder.escapedASCII(limit: 200)) does not exist"
            )
        }
        guard !FileManager.default.fileExists(atPath: path) || RegularFile.exists(path) else {
            throw ValidationError("--save-good \(path.escapedASCII(limit: 200)): this is not a regular file")
        }
    }
}
