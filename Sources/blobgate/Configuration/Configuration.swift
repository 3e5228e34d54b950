import Gate
import OCI
import Record
import Registry
import Release
import Transfer

/// The content of `blobgate.yaml`.
struct Configuration: Sendable {
    /// One entry of `registries`.
    struct RegistryEntry: Sendable {
        /// The registry; `nil` for `"*"`.
        var name: RegistryName?
        var backends: [BackendEntry] = []
        var scheme = Settings.registry.scheme.defaultValue
        /// Whether every address of a name with several public ones is a backend.
        var asksAllAddresses = Settings.registry.addresses.defaultValue
        var certificateAuthorities: String?
        var client: TransferRequest.ClientCertificate?
        var cache: CachePolicy?
        var sharesProofs = Settings.registry.sharesProofs.defaultValue
        /// Where the registry stores its blobs.
        var storage: StorageKind?
        var transfers = Settings.registry.transfers.defaultValue
        /// Mirror files for this registry, instead of the top-level ones.
        var mirrors: NodeFiles?
        /// The name of the SRV record that lists its backends.
        var service: String?
    }

    /// One entry of `backends`.
    struct BackendEntry: Sendable {
        var name: String
        var address: RegistryName
        var scheme: Backend.Scheme?
        var role: Backend.Role
        /// How it caches: the registry's settings, overridden by its own entry.
        var cache: CachePolicy?
        /// The repositories that are requested from it.
        var scope = RepositoryScope()
    }

    /// The path of the file; `nil` if there is none.
    var file: String?
    /// The scalar settings.
    var settings = SettingValues()
    var registries: [RegistryEntry] = []
    var mirrors = NodeFiles()
    var also: [ImageUse] = []
    /// How names without a registry resolve.
    var shortNames = ShortNames.dockerHub

    /// The entry for a registry: its own, otherwise that of `"*"`, otherwise the defaults.
    func entry(for registry: RegistryName) -> RegistryEntry {
        registries.first { $0.name == registry } ?? registries.first { $0.name == nil } ?? RegistryEntry()
    }
}

/// The faults of a configuration file, each with its line.
struct ConfigurationError: Error, Sendable, CustomStringConvertible {
    struct Fault: Hashable, Sendable {
        let line: Int?
        let message: String

        init(line: Int?, message: String) {
            self.line = line
            self.message = message.hidingPasswords
        }
    }

    let file: String
    let faults: [Fault]

    var description: String {
        let shown = file.escapedASCII(limit: 4096)
        return faults.map { fault in
            fault.line.map { "\(shown):\($0): \(fault.message)" } ?? "\(shown): \(fault.message)"
        }.joined(separator: "\n")
    }
}
