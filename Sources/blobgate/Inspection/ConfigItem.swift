import Foundation
import OCI
import Record
import Registry
import Report

/// One thing that `config check` looked at, and what to do about it.
struct ConfigItem: Sendable {
    /// How it is.
    enum State: String, Encodable, Sendable, CaseIterable {
        case ok
        /// A check works with it, but a person should know.
        case note
        /// A check will fail, or will leave images undecided.
        case fault
        /// It was not tried.
        case unchecked
    }

    /// What it is about.
    enum Subject: Hashable, Sendable {
        /// The configuration file, or one of its lines.
        case configuration
        /// An environment variable.
        case variable(name: String)
        case ledger
        /// The files with the CAs that are trusted by default.
        case authorities
        case proxy
        /// The files and variables with credentials.
        case credentials
        /// The nodes' mirror configuration.
        case nodeFiles
        /// A registry, or the search for its backends.
        case registry(RegistryName)
        case backend(String, of: RegistryName)
        /// The login to a backend.
        case login(String, of: RegistryName)
    }

    let state: State
    let subject: Subject
    /// What was found, without a final period.
    let text: String
    /// What to do, in the imperative.
    var remedy: String?
    /// The exit code that it causes; `verified` if none.
    var exitCode = ExitCode.verified
    /// The file and the line at fault.
    var file: String?
    var line: Int?
}

extension ConfigItem {
    static func ok(_ subject: Subject, _ text: String) -> ConfigItem {
        ConfigItem(state: .ok, subject: subject, text: text)
    }

    static func note(_ subject: Subject, _ text: String, do remedy: String? = nil) -> ConfigItem {
        ConfigItem(state: .note, subject: subject, text: text, remedy: remedy)
    }

    static func fault(
        _ subject: Subject, _ text: String, do remedy: String?, _ code: ExitCode = .configuration
    ) -> ConfigItem {
        ConfigItem(state: .fault, subject: subject, text: text, remedy: remedy, exitCode: code)
    }

    /// The faults of a configuration or of a file that it names, each on its own.
    static func faults(_ failure: CommandFailure, of subject: Subject) -> [ConfigItem] {
        let remedy = subject == .configuration ? "correct it; docs/reference.md has every key" : "correct the file"
        guard !failure.faults.isEmpty else {
            return [.fault(subject, failure.message, do: nil, failure.code)]
        }
        return failure.faults.map { fault in
            var item = ConfigItem.fault(subject, fault.text, do: remedy, failure.code)
            if case .file(let path)? = fault.source { item.file = path }
            item.line = fault.line
            return item
        }
    }

    /// One line: state, subject, what was found, what to do.
    var words: String {
        let action = remedy.map { "; to do: \($0)" } ?? ""
        return "\(subject.words): \(text)\(action)"
    }
}

extension ConfigItem.State {
    /// As printed at the start of the line.
    var label: String { self == .fault ? "FAULT" : rawValue }
}

extension ConfigItem.Subject {
    /// Its name in the text.
    var words: String {
        switch self {
        case .configuration, .ledger, .proxy, .credentials: kind
        case .variable(let name): "variable \(name)"
        case .authorities: "CA files"
        case .nodeFiles: "nodes' files"
        case .registry(let registry): "\(registry)"
        case .backend(let name, let registry): "\(registry), backend \(name.escapedASCII())"
        case .login(let name, let registry): "\(registry), login to \(name.escapedASCII())"
        }
    }

    /// Its name in JSON.
    var kind: String {
        switch self {
        case .configuration: "configuration"
        case .variable: "variable"
        case .ledger: "ledger"
        case .authorities: "authorities"
        case .proxy: "proxy"
        case .credentials: "credentials"
        case .nodeFiles: "node-files"
        case .registry: "registry"
        case .backend: "backend"
        case .login: "login"
        }
    }

    var registry: RegistryName? {
        switch self {
        case .registry(let registry), .backend(_, let registry), .login(_, let registry): registry
        default: nil
        }
    }

    var backend: String? {
        switch self {
        case .backend(let name, _), .login(let name, _): name
        default: nil
        }
    }
}
