import Gate
import Record
import Registry
import Release
import Report

extension RunFault {
    /// What is wrong with an input.
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

    /// What is wrong with a file that is no input of the release: `FILE:LINE: MESSAGE`.
    init(_ message: String, file: String, line: Int? = nil) {
        let place = InputSource.file(file).description + (line.map { ":\($0)" } ?? "")
        self.init(message, text: "\(place): \(message)")
        source = .file(file)
        location = place
        self.line = line
    }
}

extension CommandFailure {
    /// What is wrong with the inputs.
    init(_ error: InputError) {
        self.init(.input, "\(error)", error.faults.map(RunFault.init), omitted: error.omitted)
    }

    /// What is wrong with a configuration file.
    init(_ error: ConfigurationError) {
        self.init(
            .configuration, "the configuration is wrong\n\(error)",
            error.faults.map { RunFault($0.message, file: error.file, line: $0.line) })
    }

    /// What is wrong with files that nodes read.
    init(_ error: NodeFileError) {
        self.init(
            .configuration, "a file of the nodes is wrong\n\(error)",
            error.faults.map { RunFault($0.message, file: $0.file, line: $0.line) })
    }
}
