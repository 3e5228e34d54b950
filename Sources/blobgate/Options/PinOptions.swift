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
                + "\(PinFormat.expected); repeatable. No other run touches the file.", valueName: "format=path"),
        transform: PinTarget.argument)
    var targets: [PinTarget] = []

    func validatePins(beside output: OutputOptions) throws {
        let paths = targets.map(\.path)
        guard OutputOptions.twice(paths) == nil else {
            throw ValidationError("Two --pin options name the same file.")
        }
        for target in targets {
            let shown = "--pin \(target.format.rawValue)=\(target.path.escapedASCII(limit: 200))"
            if let fault = WrittenFile(path: target.path).fault { throw ValidationError(shown + fault) }
        }
        if let both = OutputOptions.twice(output.output.compactMap(\.path) + paths) {
            throw ValidationError(
                "--output and --pin both name \(both.escapedASCII(limit: 200)); give each a file of its own.")
        }
    }
}

/// One file of pins to write.
struct PinTarget: Hashable, Sendable {
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

    /// Reads the value of an option, and says what was expected.
    static func argument(_ text: String) throws -> PinTarget {
        guard let target = PinTarget(argument: text) else {
            throw ValidationError("expected FORMAT=PATH, the format \(PinFormat.expected), and the path a file")
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
