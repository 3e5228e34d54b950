import Foundation
import Gate
import OCI
import Record
import Registry

/// Where the files are kept by which nodes find their mirrors. None is read unless it is named: those of this machine
/// need not be those of the nodes.
struct NodeFiles: Hashable, Sendable {
    /// The folder of containerd's `HOST/hosts.toml`.
    var containerd: String?
    /// The containers tools' `registries.conf`.
    var containers: String?

    init(containerd: String? = nil, containers: String? = nil) {
        self.containerd = containerd
        self.containers = containers
    }

    /// Reads `--mirrors`, each `containerd=FOLDER` or `containers=FILE`.
    init(flags: [String]) throws {
        for flag in flags {
            let parts = flag.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, ["containerd", "containers"].contains(parts[0]) else {
                let shown = flag.escapedASCII(limit: 120)
                throw CommandFailure(
                    .usage, "--mirrors \(shown): expected containerd=FOLDER or containers=FILE")
            }
            let path = URL(fileURLWithPath: parts[1]).standardizedFileURL.path
            if parts[0] == "containerd" { containerd = path } else { containers = path }
        }
    }

    var isEmpty: Bool { containerd == nil && containers == nil }

    /// The flags that name the same files, with whole paths.
    var flags: [String] {
        [containerd.map { "containerd=\($0)" }, containers.map { "containers=\($0)" }].compactMap { $0 }
    }

    /// What the files say of a registry.
    func endpoints(of registry: RegistryName, scheme: Backend.Scheme) throws(NodeFileError) -> NodeEndpoints {
        var found = NodeEndpoints()
        if let containerd { found.add(try HostsFile.endpoints(for: registry, in: containerd, scheme: scheme)) }
        if let containers { found.add(try RegistriesFile.load(containers).endpoints(for: registry, scheme: scheme)) }
        return found
    }
}
