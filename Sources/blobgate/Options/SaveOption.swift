import ArgumentParser
import Foundation
import OCI

/// Where a right copy is kept.
struct SaveOption: ParsableArguments {
    @Option(
        name: .customLong("save-good"),
        help: ArgumentHelp(
            "Keep a right copy of what is faulty: as this file, or in this folder under its digest. Nothing that is there "
                + "is replaced.", valueName: "path"))
    var path: String?

    /// Whether it is a folder that exists.
    var isFolder: Bool {
        var isFolder: ObjCBool = false
        return path.map { FileManager.default.fileExists(atPath: $0, isDirectory: &isFolder) && isFolder.boolValue }
            ?? false
    }

    func validate() throws {
        guard let path, !isFolder else { return }
        guard !path.isEmpty else { throw ValidationError("--save-good \"\": the name is empty") }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue
        else {
            throw ValidationError(
                "--save-good \(path.escapedASCII(limit: 200)): the folder \(folder.escapedASCII(limit: 200)) does not exist"
            )
        }
    }
}
