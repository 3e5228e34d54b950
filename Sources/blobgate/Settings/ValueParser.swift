import ArgumentParser
import OCI

/// Reads the value of a setting, wherever it is written.
struct ValueParser<Value: Sendable>: Sendable {
    typealias Read = @Sendable (String) throws(ValueFault) -> Value

    /// What a value in the file looks like, for the reference.
    private(set) var shape: String
    /// Reads an option.
    var read: Read
    /// Reads a variable.
    var variable: Read
    /// Reads the key of that name; what is wrong with it is added to the faults of the file.
    var file: @Sendable (YAMLMapping, String) -> Value?
    /// Whether a value in the file is a path, relative to the file's folder.
    var isPath = false

    /// A parser that reads the same text everywhere.
    init(shape: String, _ read: @escaping Read) {
        self.shape = shape
        self.read = read
        variable = read
        file = { mapping, name in mapping.value(name, read) }
    }

    /// A parser that reads the same text everywhere.
    /// - Parameters:
    ///   - expected: What it reads, for the message about any other text.
    ///   - read: The value; `nil` for any other text.
    init(shape: String, expected: String, _ read: @escaping @Sendable (String) -> Value?) {
        self.init(shape: shape) { (text) throws(ValueFault) in
            guard let value = read(text) else { throw .expected(expected) }
            return value
        }
    }

    /// The same parser under another shape in the reference.
    func shaped(_ shape: String) -> Self {
        var parser = self
        parser.shape = shape
        return parser
    }

    /// The same parser with an example in the reference.
    func like(_ example: String) -> Self {
        shaped("\(shape), for example \(example)")
    }

    /// Reads an option for the parser of the command line.
    var argument: @Sendable (String) throws -> Value {
        { [read] text in
            do throws(ValueFault) {
                return try read(text)
            } catch {
                throw ValidationError(error.ofArgument)
            }
        }
    }
}

/// Why a text is not a value of a setting.
enum ValueFault: Error {
    /// What would have been one.
    case expected(String)
    /// What is wrong with it, the text included.
    case message(String)

    /// The parser of the command line adds the option and the text.
    fileprivate var ofArgument: String {
        switch self {
        case .expected(let expected): "expected \(expected)"
        case .message(let message): message
        }
    }

    func inFile(_ text: String) -> String {
        switch self {
        case .expected(let expected): "\"\(text.escapedASCII(limit: 80))\" is not \(expected)"
        case .message(let message): message
        }
    }

    func inVariable(_ variable: String, _ text: String) -> String {
        switch self {
        case .expected(let expected):
            "the environment variable \(variable) is \"\(text.escapedASCII(limit: 80))\", not \(expected)"
        case .message(let message): "\(variable): \(message)"
        }
    }
}
