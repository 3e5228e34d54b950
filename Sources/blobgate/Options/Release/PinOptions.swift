import ArgumentParser
import Foundation
import OCI
import Report

/// Where to write pins.
struct PinOptions: ParsableArguments {
    @Option(
        name: .customLong("pin"),
        help: ArgumentHelp(
            "After a run that exits 0, write each image with its digest to this file, as "
                + "\(PinFormat.expected); repeatable. Any other run leaves the file alone.", valueName: "format=path"),
        transform: PinTarget.argument)
    var targets: [PinTarget] = []

    func validatePins(beside output: OutputOptions) throws {
        let paths = targets.map(\.path)
        guard OutputOptions.twice(paths) == nil else {
            throw ValidationError("Two --pin options use the same file.")
        }
        for target in targets {
            let shown = "--pin \(target.format.rawValue)=\(target.path.escapedASCII(limit: 200))"
            if let fault = WrittenFile(path: target.path).fault { throw ValidationError(shown + fault) }
        }
        if let both = OutputOptions.twice(output.output.compactMap(\.path) + paths) {
            throw ValidationError(
                "--output and --pin both use \(both.escapedASCII(limit: 200)); give each its own file.")
        }
    }
}

/// One pin file to write.
struct PinTarget: Hashable, Sendable {
    let format: PinFormat
    let path: String

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        // Pins are written atomically, which a stream cannot guarantee.
        guard parts.count == 2, let format = PinFormat(rawValue: String(parts[0])), !parts[1].isEmpty, parts[1] != "-"
        else { return nil }
        self.format = format
        path = String(parts[1])
    }

    /// Parses the value of the option.
    static func argument(_ text: String) throws -> PinTarget {
        guard let target = PinTarget(argument: text) else {
            throw ValidationError("expected FORMAT=PATH, where FORMAT is \(PinFormat.expected) and PATH is a file")
        }
        return target
    }
}

extension PinFormat {
    /// The formats, for messages.
    static var expected: String {
        allCases.map(\.rawValue).formatted(.list(type: .or).locale(Locale(identifier: "en")))
    }
}
