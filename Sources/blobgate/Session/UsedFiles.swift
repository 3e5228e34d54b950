import Foundation
import OCI
import Record
import Release
import Report

/// The files that a command reads or keeps. A report or a pin file with the same path would destroy them.
struct UsedFiles {
    /// One file that a command writes, with the option as the user would type it.
    struct Written {
        let option: String
        let path: String
        /// Whether it may replace a file of `--pins`, which has the same content.
        var isPins = false
    }

    private struct Use {
        let what: String
        let path: String
        var isPins = false
    }

    private var uses: [Use] = []

    /// The configuration, the ledger and the credentials file.
    init(_ place: PlaceOptions, environment: [String: String] = ProcessInfo.processInfo.environment) {
        let variables = Environment(environment)
        let rows = Settings.place
        // A configuration with faults is a file to keep as well; its settings are reported later, by the run.
        let setup = try? Setup(place: place, environment: environment)
        let named = (place.config ?? variables[rows.config]).map { [$0] }
        for path in named ?? ConfigurationLocator.candidates(variables) { add(path, "the configuration") }
        let ledger =
            setup?.ledgerPath ?? place.ledger.path ?? variables[rows.ledger]
            ?? ConfigurationLocator.defaultLedger(variables)
        add(ledger, "the ledger")
        for suffix in ["-wal", "-shm", "-journal"] { add(ledger.map { $0 + suffix }, "a file of the ledger") }
        add(setup?.authfile ?? place.authfile ?? variables[rows.authfile], "the credentials file")
    }

    /// The same, and the inputs of a release. For a folder, the files in it are inputs.
    init(_ place: PlaceOptions, _ release: ReleaseOptions) {
        self.init(place)
        for input in release.inputs where input.kind != .reference && input.text != "-" {
            // Files that are merged are separated by commas; archives may follow `REFERENCE=`.
            let isSeveral = [.values, .compose, .composeConfig, .stack].contains(input.kind)
            let parts = isSeveral ? input.text.split(separator: ",").map(String.init) : [input.text]
            for part in parts {
                add(part, "an input of this release")
                if let (_, path) = part.halves(around: "=") { add(path, "an input of this release") }
            }
        }
        for path in release.composing.environmentFiles { add(path, "an input of this release") }
        for path in release.pins where path != "-" {
            uses.append(Use(what: "read by --pins", path: path, isPins: true))
        }
    }

    mutating func add(_ path: String?, _ what: String) {
        if let path { uses.append(Use(what: what, path: path)) }
    }

    /// Rejects the first file that would be replaced.
    func check(_ output: OutputOptions, pins: [PinTarget] = [], more: [Written] = []) throws(CommandFailure) {
        let written =
            output.output.compactMap { target in
                target.path.map { Written(option: "--output \(target.format.rawValue)", path: $0) }
            } + pins.map { Written(option: "--pin \($0.format.rawValue)", path: $0.path, isPins: true) } + more
        for file in written {
            guard let use = use(of: file) else { continue }
            let path = file.path.escapedASCII(limit: 200)
            throw CommandFailure(
                .usage, "\(file.option)=\(path): \(path) is \(use.what), and would be replaced; write to another file")
        }
    }

    private func use(of file: Written) -> Use? {
        let identity = WrittenFile(path: file.path).identity
        let exists = FileManager.default.fileExists(atPath: file.path)
        return uses.first { use in
            if use.isPins, file.isPins { return false }
            let own = WrittenFile(path: use.path).identity
            // A new file in a folder replaces nothing.
            return own == identity || exists && isFolder(use.path) && identity.hasPrefix(own + "/")
        }
    }

    private func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }
}

extension String {
    /// The text before and after the first separator.
    fileprivate func halves(around separator: Character) -> (String, String)? {
        guard let index = firstIndex(of: separator) else { return nil }
        return (String(self[..<index]), String(self[self.index(after: index)...]))
    }
}
