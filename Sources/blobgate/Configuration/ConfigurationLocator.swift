import Foundation
import Gate
import Record
import Release
import Report

/// Finds the configuration file and the ledger in the standard places.
enum ConfigurationLocator {
    /// Reads the given file, otherwise the first existing one in the standard places, otherwise the defaults.
    static func load(named: String?, environment: Environment) throws -> Configuration {
        if let named {
            guard FileManager.default.fileExists(atPath: named) else {
                throw unusable(named, "no such configuration file")
            }
            return try read(named)
        }
        guard let found = candidates(environment).first(where: FileManager.default.fileExists(atPath:)) else {
            return Configuration()
        }
        return try read(found)
    }

    /// The standard places; the first existing file wins.
    static func candidates(_ environment: Environment) -> [String] {
        var places = ["blobgate.yaml"]
        let home = environment[.configHome] ?? environment[.home].map { $0 + "/.config" }
        if let home { places.append(home + "/blobgate/blobgate.yaml") }
        return places + ["/etc/blobgate/blobgate.yaml"]
    }

    /// The default path of the ledger.
    static func defaultLedger(_ environment: Environment) -> String? {
        let home = environment[.stateHome] ?? environment[.home].map { $0 + "/.local/state" }
        return home.map { $0 + "/blobgate/ledger.sqlite" }
    }

    private static func unusable(_ path: String, _ words: String) -> CommandFailure {
        CommandFailure(.configuration, "\(path): \(words)", [RunFault(words, file: path)])
    }

    private static func read(_ path: String) throws -> Configuration {
        let bytes: [UInt8]
        do throws(InputError) {
            bytes = try InputBytes.read(path, limit: 16 << 20)
        } catch {
            throw CommandFailure(.configuration, "the configuration file \(error)", error.faults.map(RunFault.init))
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw unusable(path, "the configuration file is not UTF-8")
        }
        do throws(ConfigurationError) {
            return try ConfigurationReader.read(text, file: path)
        } catch {
            throw CommandFailure(error)
        }
    }
}
