import ArgumentParser
import OCI
import Report

/// One report to write.
struct OutputTarget: Hashable, Sendable {
    let format: ReportFormat
    let path: String?

    init(format: ReportFormat, path: String?) {
        self.format = format
        self.path = path
    }

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let format = parts.first.flatMap({ ReportFormat(rawValue: String($0)) }) else { return nil }
        if parts.count == 2, parts[1].isEmpty { return nil }
        self.init(format: format, path: parts.count == 2 ? String(parts[1]) : nil)
    }

    /// The fault of this target, regardless of the others.
    var fault: String? {
        guard let path else {
            guard format.needsPath else { return nil }
            return "--output \(format.rawValue) needs a path: --output \(format.rawValue)=PATH"
        }
        let shown = "--output \(format.rawValue)=\(path.escapedASCII(limit: 200))"
        // node_exporter silently ignores other files.
        if format == .openmetrics, !path.hasSuffix(".prom") {
            return "\(shown): the file name must end in .prom; node_exporter ignores all others"
        }
        return WrittenFile(path: path).fault.map { shown + $0 }
    }

    /// Parses the value of the option.
    static func argument(_ text: String) throws -> OutputTarget {
        guard let target = OutputTarget(argument: text) else {
            let formats = ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("expected \(formats), alone or with =PATH")
        }
        return target
    }
}
