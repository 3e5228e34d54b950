import Gate
import OCI
import Record

/// What belongs to every release, and which part of it is meant.
struct ReleaseSettings: SettingGroup {
    let section = KeySection("release", otherwise: "none", help: "What belongs to every release")
    let platforms = Setting(
        key: "release.platforms", flag: "platform", variable: "BLOBGATE_PLATFORM", .platforms, default: [],
        written: "all", .sentence, placeholder: "os/arch[/variant]", help: "Prove only this platform of an index")
    let also = KeySection(
        "release.also", shape: "list of references", otherwise: "none",
        help: "Images that nodes need besides those that are named")
    let defaultRegistry = Setting(
        key: "release.default-registry", flag: "default-registry", variable: "BLOBGATE_DEFAULT_REGISTRY", .registry,
        otherwise: "\(RegistryName.dockerHub)", placeholder: "host[:port]",
        help: "The registry of names without one, such as nginx or team/app", more: "Also of those in release.also")
    let strictNames = Setting(
        key: "release.strict-names", flag: "strict-names", variable: "BLOBGATE_STRICT_NAMES", .toggle, default: false,
        help: "Refuse names without a registry: on nodes of other settings they may be other images")
    let shard = Setting(
        flag: "shard", variable: "BLOBGATE_SHARD", .shard, otherwise: "the whole release", placeholder: "i/n",
        help:
            "Prove only this part of the release, such as 2/4, or \(ShardRequest.automatic) for the one that GitLab or "
            + "Kubernetes gives this job; blobgate merge makes one verdict of all parts")
}

/// What `--shard` asks for.
enum ShardRequest: Hashable, Sendable {
    case part(Shard)
    /// The part that the system gives this job.
    case ofSystem

    static let automatic = "auto"
    /// The values, for the message about another one.
    static let expected = "\(Shard.expected), or \(automatic)"

    init?(_ text: String) {
        guard text != Self.automatic else {
            self = .ofSystem
            return
        }
        guard let shard = Shard(text) else { return nil }
        self = .part(shard)
    }
}

extension ValueParser where Value == ShardRequest {
    fileprivate static var shard: Self {
        ValueParser(
            shape: "i/n or \(ShardRequest.automatic)", expected: ShardRequest.expected, ShardRequest.init)
    }
}
