import Gate
import OCI
import Record

/// Settings that apply to every release, and the part of it to check.
struct ReleaseSettings: SettingGroup {
    let section = KeySection("release", otherwise: "none", help: "Settings that apply to every release")
    let platforms = Setting(
        key: "release.platforms", flag: "platform", variable: "BLOBGATE_PLATFORM", .platforms, default: [],
        written: "all", .sentence, placeholder: "os/arch[/variant]", help: "Check only this platform of an index")
    let nodes = Setting(
        key: "nodes", flag: "nodes", variable: "BLOBGATE_NODES", .nodeKinds, default: NodeKinds.standard,
        written: "containerd", .sentence, placeholder: "kind[,kind]",
        help: "What pulls the images on nodes: containerd, cri-o (also podman), docker, or several of them",
        more:
            "With several, whatever one of them refuses is refused. containerd is that of Kubernetes, from 2.1 on; docker is "
            + "dockerd with a graph driver")
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
            "Check only this shard of the release, such as 2/4, or \(ShardRequest.automatic) for the index that the CI "
            + "system or Kubernetes assigns to this job; blobgate merge combines all shards into one verdict")
}

extension ValueParser where Value == NodeKinds {
    /// Kinds of nodes: a list or one of them in the file, comma-separated elsewhere.
    fileprivate static var nodeKinds: Self {
        let names = NodeKind.allCases.map(\.rawValue)
        let expected = "one or more of \(names.joined(separator: ", "))"
        var parser = ValueParser(shape: "list of \(Enumeration.any(of: names))", expected: expected) { text in
            let words = text.split(separator: ",", omittingEmptySubsequences: false)
            let kinds = words.map { NodeKind(rawValue: String($0.drop { $0 == " " })) }
            return kinds.contains(nil) ? nil : NodeKinds(kinds.compactMap { $0 })
        }
        let one = parser.read
        parser.file = { mapping, name in
            guard mapping.isList(name) else { return mapping.value(name, one) }
            let kinds = mapping.list(name) { (text) throws(ValueFault) in
                guard let kind = text.flatMap(NodeKind.init(rawValue:)) else { throw .expected(expected) }
                return kind
            }
            if mapping.list(name).isEmpty { mapping.fault(name, "expected \(expected)") }
            return NodeKinds(kinds)
        }
        return parser
    }
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
