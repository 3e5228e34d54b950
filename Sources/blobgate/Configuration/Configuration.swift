import Gate
import OCI
import Record
import Registry
import Release
import Transfer

/// What `blobgate.yaml` says.
struct Configuration: Sendable {
    /// One entry of `registries`.
    struct RegistryEntry: Sendable {
        /// The registry; `nil` for `"*"`.
        var name: RegistryName?
        var backends: [BackendEntry] = []
        var scheme = Settings.registry.scheme.defaultValue
        var certificateAuthorities: String?
        var client: TransferRequest.ClientCertificate?
        var cache: CachePolicy?
        var sharesProofs = Settings.registry.sharesProofs.defaultValue
        var transfers = Settings.registry.transfers.defaultValue
        /// Files of the nodes that hold for this registry in place of the general ones.
        var mirrors: NodeFiles?
        /// The name of an SRV record that names its backends.
        var service: String?
    }

    /// One entry of `backends`.
    struct BackendEntry: Sendable {
        var name: String
        var address: RegistryName
        var scheme: Backend.Scheme?
        var role: Backend.Role
        /// How it caches: as the registry's backends do, but for what its own entry says.
        var cache: CachePolicy?
    }

    /// The file; `nil` when there is none.
    var file: String?
    /// The settings that have one value.
    var settings = SettingValues()
    var registries: [RegistryEntry] = []
    var mirrors = NodeFiles()
    var also: [ImageUse] = []
    /// What names without a registry mean.
    var shortNames = ShortNames.dockerHub

    /// The entry for a registry: its own, else that of `"*"`, else the defaults.
    func entry(for registry: RegistryName) -> RegistryEntry {
        registries.first { $0.name == registry } ?? registries.first { $0.name == nil } ?? RegistryEntry()
    }
}

/// What is wrong with a configuration file, each fault with its line.
struct ConfigurationError: Error, Sendable, CustomStringConvertible {
    struct Fault: Hashable, Sendable {
        let line: Int?
        let message: String
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
