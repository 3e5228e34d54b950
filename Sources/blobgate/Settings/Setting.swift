/// One setting: where it can be written, how it is read there, what holds without it, and what it means.
///
/// The configuration file, the environment, the command line and `docs/reference.md` are all derived from this row, so
/// that a setting exists in all of them or in none.
///
/// `Result` is what the program works with: `Value` where the row has a default, else `Value?`.
struct Setting<Value: Sendable, Result: Sendable>: SettingRow {
    let key: String?
    let flag: String?
    let variable: String?
    let parser: ValueParser<Value>
    let defaultText: String
    let help: String
    let more: String?
    /// The name of its value in `--help`.
    let placeholder: String?
    private let shownDefault: ShownDefault
    private let orDefault: @Sendable (Value?) -> Result

    /// How `--help` shows the default.
    enum ShownDefault: Sendable {
        /// In parentheses, at the end of the sentence.
        case inline
        case sentence
        case hidden
    }

    /// The value, or the default where no source has one.
    func resolved(_ value: Value?) -> Result { orDefault(value) }

    /// The text of `--help`.
    /// - Parameters:
    ///   - other: Replaces the row's help, for a command where the setting means something slightly different.
    ///   - defaultText: Replaces the text of the row's default in the same way.
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
}

extension Setting where Result == Value {
    /// A setting with a default.
    /// - Parameter written: How the default is written, where that is not how Swift prints it.
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
    /// - Parameter defaultText: What happens without it, in a few words.
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

/// What the reference and the reader of the configuration file need to know of a row.
protocol SettingRow: Sendable {
    /// Its path in `blobgate.yaml`: dots between mappings, `[]` for the entries of a list.
    var key: String? { get }
    /// Its option, without the dashes.
    var flag: String? { get }
    /// Its environment variable.
    var variable: String? { get }
    /// What its value in the file looks like.
    var shape: String { get }
    /// The default, as users write it.
    var defaultText: String { get }
    /// What it means: a sentence without its period.
    var help: String { get }
    /// Further sentences for the reference, the last one without its period.
    var more: String? { get }
    var isRelativeToFile: Bool { get }

    /// Reads its key in a mapping of the file.
    func read(_ mapping: YAMLMapping, into values: inout SettingValues)
}

extension SettingRow {
    /// The last part of the key: what the file has in the mapping.
    var name: String { String((key ?? "").split(separator: ".").last ?? "") }

    /// The rest of the key: the mapping that holds it, empty for the file itself.
    var parent: String { (key ?? "").split(separator: ".").dropLast().joined(separator: ".") }

    /// The option as users write it.
    var option: String { "--\(flag ?? "")" }

    /// What the reference says of the key.
    var meaning: String {
        help + (isRelativeToFile ? "; relative to this file" : "") + "." + (more.map { " \($0)." } ?? "")
    }
}

/// A key that holds other keys, or a list whose entries are read one by one.
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
}
