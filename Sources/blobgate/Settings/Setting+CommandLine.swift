import ArgumentParser
import OCI

extension Option {
    /// The option of a setting.
    /// - Parameters:
    ///   - help: Replaces the row's help, for a command where the setting means something slightly different.
    ///   - defaultText: Replaces the text of the row's default in the same way.
    init<T, Result>(
        _ setting: Setting<T, Result>, help: String? = nil, default defaultText: String? = nil
    ) where Value == T? {
        self.init(
            name: setting.names, help: setting.argumentHelp(help, defaultText), transform: setting.parser.argument)
    }

    /// The same where the parser of the command line lists the values.
    init<T: ExpressibleByArgument & RawRepresentable & CaseIterable, Result>(
        _ setting: Setting<T, Result>, help: String? = nil, default defaultText: String? = nil
    ) where Value == T?, T.RawValue == String {
        self.init(name: setting.names, help: setting.argumentHelp(help, defaultText))
    }

    /// The option of a setting that only the command line has.
    init(_ setting: Setting<Value, Value>) where Value: Sendable {
        self.init(
            wrappedValue: setting.defaultValue, name: setting.names, help: setting.argumentHelp(),
            transform: setting.parser.argument)
    }

    /// The text of an option that is read elsewhere.
    /// - Parameter help: Replaces the whole text of the help.
    init<T, Result>(text setting: Setting<T, Result>, help: String? = nil) where Value == String? {
        self.init(name: setting.names, help: ArgumentHelp(help ?? setting.text(), valueName: setting.placeholder))
    }

    /// The texts of an option that can be repeated.
    init<T, Result>(texts setting: Setting<[T], Result>, help: String? = nil) where Value == [String] {
        let help = (help ?? setting.help) + "; repeatable"
        self.init(wrappedValue: [], name: setting.names, help: setting.argumentHelp(help))
    }
}

extension Flag where Value == Bool {
    /// The flag of a switch.
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
    /// Refuses zero on the command line.
    func validate(_ span: TimeSpan?) throws {
        if let span, span.duration <= .zero { throw ValidationError("\(option) takes a time longer than 0") }
    }
}

extension Setting where Value == String {
    /// Refuses an empty name on the command line: it is a variable of a script that was not set.
    func validate(_ text: String?) throws {
        if text?.isEmpty == true { throw ValidationError("\(option) \"\": the name is empty") }
    }
}

extension Setting {
    /// Reads each text of an option that can be repeated.
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
