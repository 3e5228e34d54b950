import Gate
import OCI
import Record

/// Settings that apply to every release, and the part of it to check.
struct ReleaseSettings: SettingGroup {
    let section = KeySection("release", otherwise: "none", help: "Settings that apply to every release")
    let platforms = Setting(
        key: "release.platforms", flag: "platform", variable: "BLOBGATE_PLATFORM", .platforms, default: [],
        written: "all", .sentence, placeholder: "os/arch[/variant]", help: "Check only this platform of an index")
    let also = KeySection(
        "release.also", shape: "list of references", otherwise: "none",
        help: "Images that nodes need in addition to those of the release")
    let defaultRegistry = Setting(
        key: "release.default-registry", flag: "default-registry", variable: "BLOBGATE_DEFAULT_REGISTRY", .registry,
        otherwise: "\(RegistryName.dockerHub)", placeholder: "host[:port]",
        help: "The registry for names without one, such as nginx or team/app", more: "Also applies to release.also")
    let strictNames = Setting(
        key: "release.strict-names", flag: "strict-names", variable: "BLOBGATE_STRICT_NAMES", .toggle, default: false,
        help: "Reject names without a registry: nodes with other settings may resolve them to other images")
    let shard = Setting(
        flag: "shard", variable: "BLOBGATE_SHARD", .shard, otherwise: "the whole release", placeholder: "i/n",
        help:
            "Check only this shard of the release, such as 2/4, or \(ShardRequest.automatic) for the index that GitLab or "
            + "Kubernetes assigns to this job; blobgate merge combines all shards into one verdict")
}

/// The value of `--shard`.
enum ShardRequest: Hashable, Sendable {
    case part(Shard)
    /// The shard that the CI system assigns to this job.
    case ofSystem

    static let automatic = "auto"
    /// The accepted values, for error messages.
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
