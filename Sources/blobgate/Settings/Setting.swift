/// One setting: where it can be set, how it is parsed, its default, and its meaning.
///
/// The configuration file, the environment, the command line and `docs/reference.md` are all derived from this row.
///
/// `Result` is the resolved type: `Value` if the row has a default, otherwise `Value?`.
struct Setting<Value: Sendable, Result: Sendable>: SettingRow {
    let key: String?
    let flag: String?
    let variable: String?
    let parser: ValueParser<Value>
    let defaultText: String
    let help: String
    let more: String?
    /// The placeholder for its value in `--help`.
    let placeholder: String?
    private let shownDefault: ShownDefault
    private let orDefault: @Sendable (Value?) -> Result

    /// How `--help` shows the default.
    enum ShownDefault: Sendable {
        /// In parentheses at the end of the sentence.
        case inline
        case sentence
        case hidden
    }

    /// The value, or the default if no source has one.
    func resolved(_ value: Value?) -> Result { orDefault(value) }

    /// The text of `--help`.
    /// - Parameters:
    ///   - other: Replaces the row's help, for a command where the setting has a slightly different meaning.
    ///   - defaultText: Replaces the row's default text.
    func text(help other: String? = nil, defaultText: String? = nil) -> String {
        let help = other ?? help
        let defaultText = defaultText ?? self.defaultText
        return switch shownDefault {
        case .inline: "\(help) (default: \(defaultText))."
        case .sentence: "\(help). Default: \(defaultText)."
        case .hidden: "\(help)."
        }
    }

    var shape: String { parser.shape }
    var isRelativeToFile: Bool { parser.isPath }

    func read(_ mapping: YAMLMapping, into values: inout SettingValues) { values[self] = mapping.value(self) }

    func check(_ environment: Environment) throws { _ = try environment.value(self) }
}

extension Setting where Result == Value {
    /// A setting with a default.
    /// - Parameter written: The default as users write it, if Swift prints it differently.
    init(
        key: String? = nil, flag: String? = nil, variable: String? = nil, _ parser: ValueParser<Value>,
        default value: Value, written: String? = nil, _ shown: ShownDefault = .inline, placeholder: String? = nil,
        help: String, more: String? = nil
    ) {
        self.init(
            key: key, flag: flag, variable: variable, parser: parser, defaultText: written ?? "\(value)", help: help,
            more: more, placeholder: placeholder, shownDefault: shown, orDefault: { $0 ?? value })
    }

    var defaultValue: Value { orDefault(nil) }
}

extension Setting where Result == Value? {
    /// A setting without a default value.
    /// - Parameter defaultText: The behavior without the setting, in a few words.
    init(
        key: String? = nil, flag: String? = nil, variable: String? = nil, _ parser: ValueParser<Value>,
        otherwise defaultText: String, _ shown: ShownDefault = .inline, placeholder: String? = nil, help: String,
        more: String? = nil
    ) {
        self.init(
            key: key, flag: flag, variable: variable, parser: parser, defaultText: defaultText, help: help, more: more,
            placeholder: placeholder, shownDefault: shown, orDefault: { $0 })
    }
}

/// A row, as seen by the reference and by the configuration reader.
protocol SettingRow: Sendable {
    /// Its path in `blobgate.yaml`, with dots between mappings and `[]` for list entries.
    var key: String? { get }
    /// Its command line option, without the dashes.
    var flag: String? { get }
    /// Its environment variable.
    var variable: String? { get }
    /// The form of its value in the file.
    var shape: String { get }
    /// The default, as users write it.
    var defaultText: String { get }
    /// Its meaning, as a sentence without the final period.
    var help: String { get }
    /// More sentences for the reference, without the final period.
    var more: String? { get }
    var isRelativeToFile: Bool { get }

    /// Reads its key from a mapping of the file.
    func read(_ mapping: YAMLMapping, into values: inout SettingValues)

    /// Parses its environment variable, if it is set.
    /// - Throws: `CommandFailure` if the value is wrong.
    func check(_ environment: Environment) throws
}

extension SettingRow {
    /// The last component of the key.
    var name: String { String((key ?? "").split(separator: ".").last ?? "") }

    /// The path of the enclosing mapping; empty for the top level.
    var parent: String { (key ?? "").split(separator: ".").dropLast().joined(separator: ".") }

    /// The option as users write it.
    var option: String { "--\(flag ?? "")" }

    /// The description of the key in the reference.
    var meaning: String {
        help + (isRelativeToFile ? "; relative to this file" : "") + "." + (more.map { " \($0)." } ?? "")
    }
}

/// A key whose value is a mapping, or a list whose entries are read one by one.
struct KeySection: SettingRow {
    let path: String
    let shape: String
    let defaultText: String
    let help: String
    let more: String?

    init(_ path: String, shape: String = "mapping", otherwise defaultText: String, help: String, more: String? = nil) {
        self.path = path
        self.shape = shape
        self.defaultText = defaultText
        self.help = help
        self.more = more
    }

    var key: String? { path }
    var flag: String? { nil }
    var variable: String? { nil }
    var isRelativeToFile: Bool { false }

    func read(_: YAMLMapping, into _: inout SettingValues) {}

    func check(_: Environment) {}
}
