import ArgumentParser
import Foundation

/// What to print, and where.
struct OutputOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "text or json, to standard output or with =PATH to a file; repeatable (default: text).",
            valueName: "format[=path]"))
    var output: [OutputTarget] = []

    @Option(
        help: ArgumentHelp(
            "Progress on standard error: auto (bar on a terminal, else a line every 10 s), bar, plain, none.",
            valueName: "mode"))
    var progress: ProgressMode?

    @Flag(name: .shortAndLong, help: "Say nothing but the verdict, and the diagnosis where there is one.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "List every claim with its attempts.") var verbose = false

    func validateOutputs() throws {
        if quiet, verbose { throw ValidationError("--quiet and --verbose contradict each other") }
        guard output.filter({ $0.path == nil }).count <= 1 else {
            throw ValidationError("Only one --output may go to standard output; give the others a path.")
        }
        for target in output {
            guard let path = target.path else { continue }
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
                throw ValidationError("--output \(target.format.rawValue)=\(path): the folder \(folder) does not exist")
            }
        }
    }

    /// The targets, text on standard output when none is named.
    var targets: [OutputTarget] { output.isEmpty ? [OutputTarget(format: .text, path: nil)] : output }
}

/// One report to write.
struct OutputTarget: Hashable, Sendable, ExpressibleByArgument {
    enum Format: String, Hashable, Sendable, CaseIterable {
        case text
        case json
    }

    let format: Format
    let path: String?

    init(format: Format, path: String?) {
        self.format = format
        self.path = path
    }

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let format = parts.first.flatMap({ Format(rawValue: String($0)) }) else { return nil }
        if parts.count == 2, parts[1].isEmpty { return nil }
        self.init(format: format, path: parts.count == 2 ? String(parts[1]) : nil)
    }
}
