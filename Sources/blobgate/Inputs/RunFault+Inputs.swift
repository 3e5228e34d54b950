import Gate
import Record
import Registry
import Release
import Report

extension RunFault {
    /// A fault of an input.
    init(_ fault: InputFault) {
        self.init(fault.message, text: fault.description)
        let origin = fault.origin
        source =
            switch origin.source {
            case .arguments: .arguments
            case .file(let path): .file(path)
            case .standardInput: .standardInput
            case .output(let command): .output(of: command)
            }
        location = origin.location
        line = origin.number
        document = origin.place?.document
        var place = origin.place
        place?.document = nil
        object = place.map(\.description).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A fault of a file that is not an input of the release: `FILE:LINE: MESSAGE`.
    init(_ message: String, file: String, line: Int? = nil) {
        let place = InputSource.file(file).description + (line.map { ":\($0)" } ?? "")
        self.init(message, text: "\(place): \(message)")
        source = .file(file)
        location = place
        self.line = line
    }
}

extension CommandFailure {
    /// How many faults of one input are printed. The reports have all of them.
    private static let mostPrinted = 5

    /// The faults of the inputs.
    /// - Parameter hints: What the inputs with these faults most likely are.
    init(_ error: InputError, hints: [String] = []) {
        let lines = error.lines(mostOfEach: Self.mostPrinted) + hints
        self.init(
            .input, lines.joined(separator: "\n"), error.faults.map(RunFault.init), omitted: error.omitted)
    }

    /// The faults of a configuration file.
    init(_ error: ConfigurationError) {
        self.init(
            .configuration, "invalid configuration\n\(error)",
            error.faults.map { RunFault($0.message, file: error.file, line: $0.line) })
    }

    /// The faults of the nodes' files.
    init(_ error: NodeFileError) {
        self.init(
            .configuration, "invalid mirror configuration of the nodes\n\(error)",
            error.faults.map { RunFault($0.message, file: $0.file, line: $0.line) })
    }
}
