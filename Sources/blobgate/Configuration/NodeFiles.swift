import Foundation
import Gate
import OCI
import Record
import Registry

/// The paths of the nodes' mirror configuration. There are no defaults: the files on this machine may differ from those on
/// the nodes.
struct NodeFiles: Hashable, Sendable {
    /// containerd's folder with `HOST/hosts.toml` files, its `config.toml`, or the `registries.yaml` of k3s and RKE2.
    var containerd: String?
    /// The `registries.conf` of podman and CRI-O.
    var containers: String?

    init(containerd: String? = nil, containers: String? = nil) {
        self.containerd = containerd
        self.containers = containers
    }

    /// Parses the values of `--mirrors`, each `containerd=FOLDER` or `containers=FILE`.
    init(flags: [String]) throws {
        for flag in flags {
            let parts = flag.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, ["containerd", "containers"].contains(parts[0]) else {
                let shown = flag.hidingPassword.escapedASCII(limit: 120)
                throw CommandFailure(
                    .usage, "--mirrors \(shown): expected containerd=FOLDER or containers=FILE")
            }
            let path = URL(fileURLWithPath: parts[1]).standardizedFileURL.path
            if parts[0] == "containerd" { containerd = path } else { containers = path }
        }
    }

    var isEmpty: Bool { containerd == nil && containers == nil }

    /// The values of `--mirrors` for the same files, with absolute paths.
    var flags: [String] {
        [containerd.map { "containerd=\($0)" }, containers.map { "containers=\($0)" }].compactMap { $0 }
    }

    /// The endpoints of a registry in these files.
    func endpoints(of registry: RegistryName, scheme: Backend.Scheme) throws(NodeFileError) -> NodeEndpoints {
        var found = NodeEndpoints()
        if let containerd {
            found.add(
                K3sFile.isNamed(containerd)
                    ? try K3sFile.read(containerd).endpoints(for: registry, scheme: scheme)
                    : try HostsFile.endpoints(for: registry, in: containerd, scheme: scheme))
        }
        if let containers { found.add(try RegistriesFile.load(containers).endpoints(for: registry, scheme: scheme)) }
        return found
    }
}
