import ArgumentParser
import OCI

/// Parses the value of a setting from any source.
struct ValueParser<Value: Sendable>: Sendable {
    typealias Read = @Sendable (String) throws(ValueFault) -> Value

    /// The form of the value in the file, for the reference.
    private(set) var shape: String
    /// Parses a command line option.
    var read: Read
    /// Parses an environment variable.
    var variable: Read
    /// Reads the key of that name from the file; adds faults to those of the file.
    var file: @Sendable (YAMLMapping, String) -> Value?
    /// Whether the value is a path, relative to the folder of the file.
    var isPath = false

    /// A parser that accepts the same text in all sources.
    init(shape: String, _ read: @escaping Read) {
        self.shape = shape
        self.read = read
        variable = read
        file = { mapping, name in mapping.value(name, read) }
    }

    /// A parser that accepts the same text in all sources.
    /// - Parameters:
    ///   - expected: The accepted values, for error messages.
    ///   - read: Returns the value, or `nil` for invalid text.
    init(shape: String, expected: String, _ read: @escaping @Sendable (String) -> Value?) {
        self.init(shape: shape) { (text) throws(ValueFault) in
            guard let value = read(text) else { throw .expected(expected) }
            return value
        }
    }

    /// The same parser, described differently in the reference.
    func shaped(_ shape: String) -> Self {
        var parser = self
        parser.shape = shape
        return parser
    }

    /// The same parser, with an example in the reference.
    func like(_ example: String) -> Self {
        shaped("\(shape), for example \(example)")
    }

    /// The transform for an ArgumentParser option.
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

/// Why a text is not a valid value.
enum ValueFault: Error {
    /// The accepted values.
    case expected(String)
    /// A complete message, including the text.
    case message(String)

    /// ArgumentParser adds the option and the text.
    fileprivate var ofArgument: String {
        switch self {
        case .expected(let expected): "expected \(expected)"
        case .message(let message): message
        }
    }

    func inFile(_ text: String) -> String {
        switch self {
        case .expected(let expected): "\"\(text.hidingPassword.escapedASCII(limit: 80))\" is not \(expected)"
        case .message(let message): message
        }
    }

    func inVariable(_ variable: String, _ text: String) -> String {
        switch self {
        case .expected(let expected):
            "the environment variable \(variable) is \"\(text.hidingPassword.escapedASCII(limit: 80))\", "
                + "not \(expected)"
        case .message(let message): "\(variable): \(message)"
        }
    }
}
