import ArgumentParser
import Foundation
import OCI
import Report

/// Where to write what was verified.
struct PinOptions: ParsableArguments {
    @Option(
        name: .customLong("pin"),
        help: ArgumentHelp(
            "After a run that may pass, write each image with its digest to this file, as "
                + "\(PinFormat.expected); repeatable. No other run touches the file.", valueName: "format=path"))
    var targets: [PinTarget] = []

    func validatePins() throws {
        guard Set(targets.map(\.path)).count == targets.count else {
            throw ValidationError("Two --pin options name the same file.")
        }
        for target in targets {
            let shown = "--pin \(target.format.rawValue)=\(target.path.escapedASCII(limit: 200))"
            let folder = URL(fileURLWithPath: target.path).deletingLastPathComponent().path
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
                throw ValidationError("\(shown): the folder \(folder.escapedASCII(limit: 200)) does not exist")
            }
            if FileManager.default.fileExists(atPath: target.path, isDirectory: &isFolder), isFolder.boolValue {
                throw ValidationError("\(shown) is a folder; name a file")
            }
        }
    }
}

/// One file of pins to write.
struct PinTarget: Hashable, Sendable, ExpressibleByArgument {
    let format: PinFormat
    let path: String

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        // Pins are written whole or not at all, which a stream cannot promise.
        guard parts.count == 2, let format = PinFormat(rawValue: String(parts[0])), !parts[1].isEmpty, parts[1] != "-"
        else { return nil }
        self.format = format
        path = String(parts[1])
    }
}

extension PinFormat {
    /// The formats, for messages.
    static var expected: String {
        allCases.map(\.rawValue).formatted(.list(type: .or).locale(Locale(identifier: "en")))
    }
}
