import Foundation
import Gate
import Report

/// Finds the configuration file and the ledger where users expect them.
enum ConfigurationLocator {
    /// Reads the named file, else the first that exists of the usual places; defaults where there is none.
    static func load(named: String?, environment: Environment) throws -> Configuration {
        if let named {
            guard FileManager.default.fileExists(atPath: named) else {
                throw unusable(named, "there is no such configuration file")
            }
            return try read(named)
        }
        guard let found = candidates(environment).first(where: FileManager.default.fileExists(atPath:)) else {
            return Configuration()
        }
        return try read(found)
    }

    /// The usual places, the first that exists wins.
    static func candidates(_ environment: Environment) -> [String] {
        var places = ["blobgate.yaml"]
        let home = environment[.configHome] ?? environment[.home].map { $0 + "/.config" }
        if let home { places.append(home + "/blobgate/blobgate.yaml") }
        return places + ["/etc/blobgate/blobgate.yaml"]
    }

    /// Where the ledger is kept when nobody names a place.
    static func defaultLedger(_ environment: Environment) -> String? {
        let home = environment[.stateHome] ?? environment[.home].map { $0 + "/.local/state" }
        return home.map { $0 + "/blobgate/ledger.sqlite" }
    }

    private static func unusable(_ path: String, _ words: String) -> CommandFailure {
        CommandFailure(.configuration, "\(path): \(words)", [RunFault(words, file: path)])
    }

    private static func read(_ path: String) throws -> Configuration {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw unusable(path, "the configuration file cannot be read")
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw unusable(path, "the configuration file is not UTF-8")
        }
        do throws(ConfigurationError) {
            return try ConfigurationReader.read(text, file: path)
        } catch {
            throw CommandFailure(error)
        }
    }
}
