import OCI

/// Where references are read from.
public enum InputSource: Hashable, Sendable, CustomStringConvertible {
    /// The command line.
    case arguments
    /// A file, by the path as it was given.
    case file(String)
    /// Standard input.
    case standardInput

    /// What messages call it, in ASCII: `images.txt`, `standard input`, `the command line`.
    public var description: String {
        switch self {
        case .arguments: "the command line"
        case .file(let path): path.escapedASCII(limit: 4096)
        case .standardInput: "standard input"
        }
    }
}

/// The place that a reference was written at, so that whoever has to act on a finding knows where to look.
public struct Origin: Hashable, Sendable, CustomStringConvertible {
    /// What was read.
    public let source: InputSource
    /// The 1-based number of the argument or the line.
    public let number: Int

    /// The argument with this 1-based number.
    public static func argument(_ number: Int) -> Origin { Origin(source: .arguments, number: number) }

    /// A line of a file, the first being 1.
    public static func line(file: String, number: Int) -> Origin { Origin(source: .file(file), number: number) }

    /// A line of standard input, the first being 1.
    public static func standardInput(line: Int) -> Origin { Origin(source: .standardInput, number: line) }

    init(source: InputSource, number: Int) {
        self.source = source
        self.number = number
    }

    /// `argument 2`, `images.txt:12` or `standard input:3`.
    public var description: String { source == .arguments ? "argument \(number)" : "\(source):\(number)" }
}
