import ArgumentParser
import OCI

extension Option {
    /// The command line option of a setting.
    /// - Parameters:
    ///   - help: Replaces the row's help, for a command where the setting has a slightly different meaning.
    ///   - defaultText: Replaces the row's default text.
    init<T, Result>(
        _ setting: Setting<T, Result>, help: String? = nil, default defaultText: String? = nil
    ) where Value == T? {
        self.init(
            name: setting.names, help: setting.argumentHelp(help, defaultText), transform: setting.parser.argument)
    }

    /// The same, for types whose values ArgumentParser lists.
    init<T: ExpressibleByArgument & RawRepresentable & CaseIterable, Result>(
        _ setting: Setting<T, Result>, help: String? = nil, default defaultText: String? = nil
    ) where Value == T?, T.RawValue == String {
        self.init(name: setting.names, help: setting.argumentHelp(help, defaultText))
    }

    /// The same for numbers. A negative one is a wrong value, not another option.
    init<Result>(_ setting: Setting<Int, Result>) where Value == Int? {
        self.init(
            name: setting.names, parsing: .unconditional, help: setting.argumentHelp(),
            transform: setting.parser.argument)
    }

    /// The option of a setting that exists on the command line only.
    init(_ setting: Setting<Value, Value>) where Value: Sendable {
        self.init(
            wrappedValue: setting.defaultValue, name: setting.names, help: setting.argumentHelp(),
            transform: setting.parser.argument)
    }

    /// An option whose text is parsed elsewhere.
    /// - Parameter help: Replaces the whole help text.
    init<T, Result>(text setting: Setting<T, Result>, help: String? = nil) where Value == String? {
        self.init(name: setting.names, help: ArgumentHelp(help ?? setting.text(), valueName: setting.placeholder))
    }

    /// A repeatable option whose texts are parsed elsewhere.
    init<T, Result>(texts setting: Setting<[T], Result>, help: String? = nil) where Value == [String] {
        let help = (help ?? setting.help) + "; repeatable"
        self.init(wrappedValue: [], name: setting.names, help: setting.argumentHelp(help))
    }
}

extension Flag where Value == Bool {
    /// The flag of a boolean setting.
    init(_ setting: Setting<Bool, Bool>) {
        self.init(wrappedValue: false, name: setting.names, help: ArgumentHelp(setting.help + "."))
    }
}

extension Setting {
    fileprivate var names: NameSpecification { .customLong(flag ?? "") }

    fileprivate func argumentHelp(_ help: String? = nil, _ defaultText: String? = nil) -> ArgumentHelp {
        ArgumentHelp(text(help: help, defaultText: defaultText), valueName: placeholder)
    }
}

extension Setting where Value == TimeSpan {
    /// Rejects zero on the command line.
    func validate(_ span: TimeSpan?) throws {
        if let span, span.duration <= .zero { throw ValidationError("\(option) must be longer than 0") }
    }
}

extension Setting where Value == String {
    /// Rejects an empty name on the command line: probably an unset variable in a script.
    func validate(_ text: String?) throws {
        if text?.isEmpty == true { throw ValidationError("\(option) \"\": empty name") }
    }
}

extension Setting {
    /// Parses each value of a repeatable option.
    func parse<Element>(_ texts: [String]) throws -> [Element] where Value == [Element] {
        var elements: [Element] = []
        for text in texts {
            do throws(ValueFault) {
                elements += try parser.read(text)
            } catch {
                throw ValidationError("\(option): \(error.inFile(text))")
            }
        }
        return elements
    }
}
